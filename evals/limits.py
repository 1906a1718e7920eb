"""Is the small base the limit: depth read by trainings with more or less data, rank, layers and length.

    python -m finetune.study       # hours of training; what each trial read is kept in evals/readings/limits
    python -m evals limits

On the ordinary scorable answers of the validation split. Writes `evals/results/limits.md`.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from pydantic import ValidationError

from assistant.judging.labelled import Labelled, Row, read_dataset, split_sha256
from assistant.judging.levels import expected
from evals.judge.baselines import tfidf_ridge
from evals.judge.bench import labels, plain, questions, told
from evals.statistics import Array, Figure, agreement
from evals.tables import Table, write_results

FOLDER = Path(__file__).with_name("readings") / "limits"


class Trial(Row):
    """What a training was, and the shares of the levels of depth that it read in each answer, by its id."""

    share: float
    epochs: float
    rank: int
    lowest_layer: int
    seed: int
    answers: int
    tokens: int
    made_of: Mapping[str, str]
    depths: Mapping[str, tuple[float, ...]]

    @property
    def kind(self) -> tuple[float, ...]:
        """Everything but the seed."""
        return self.share, self.epochs, self.rank, self.lowest_layer


def limits(folder: Annotated[Path, typer.Argument(help="What `python -m finetune.study` wrote.")] = FOLDER) -> None:
    """What each training of a study is worth."""
    rows = read_dataset()
    train, validation = ([row for row in rows if row.answer.split == split] for split in ("train", "validation"))
    trials = read_trials(folder, split_sha256(validation))
    taught = [row for row in train if row.depth is not None]
    found = tables(trials, plain(validation), taught)
    write_results("limits", "What limits the judge (validation split)", list(found))


def read_trials(folder: Path, validation_sha256: str) -> list[Trial]:
    """The trials that came to their end, the one that has been repeated with other seeds first.

    Raises BadParameter where there are none, or one is unreadable, or made of something else than the others.
    """
    found: dict[Path, Trial] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            found[path] = Trial.model_validate_json(path.read_bytes())
        except ValidationError as error:
            raise typer.BadParameter(f"{path} is no trial of a study: {error.errors()[0]['msg']}") from error
        wanted = {**next(iter(found.values())).made_of, "validation": validation_sha256}
        if other := [part for part, sha256 in wanted.items() if found[path].made_of.get(part) != sha256]:
            again = f"run `python -m finetune.study {folder}` again"
            raise typer.BadParameter(f"{path} was made of another {' and '.join(other)}; {again}")
    if not found:
        raise typer.BadParameter(f"{folder} has no trials; run `python -m finetune.study {folder}` first")
    kinds = [one.kind for one in found.values()]
    return sorted(found.values(), key=lambda one: (-kinds.count(one.kind), one.kind, one.seed))


def tables(trials: Sequence[Trial], rows: Sequence[Labelled], taught: Sequence[Labelled]) -> Iterator[Table]:
    """Each trial, then trainings averaged, with each other and with a ridge fitted to the words of `taught`."""

    def figures(depths: Array) -> tuple[Figure, Figure]:
        return agreement(questions(rows), labels(rows), depths)

    def mean(what: str, some: Sequence[Array]) -> tuple[object, ...]:
        return what, len(some), *figures(np.mean(some, axis=0))

    read = [np.array([expected(one.depths[row.answer.id]) for row in rows]) for one in trials]
    yield Table(
        "One thing changed at a time",
        (
            *("share of the questions", "answers", "epochs of all", "rank", "lowest layer", "seed", "tokens"),
            *("Spearman", "quadratic kappa"),
        ),
        tuple(
            (one.share, one.answers, *one.kind[1:], one.seed, one.tokens, *figures(depths))
            for one, depths in zip(trials, read, strict=True)
        ),
        f"{len(rows)} answers. Overall depth is the only task; its expected level is taken as it is read.",
    )
    alike = [depths for one, depths in zip(trials, read, strict=True) if one.kind == trials[0].kind]
    words = np.asarray(tfidf_ridge().fit(told(taught), labels(taught)).predict(told(rows)))
    yield Table(
        "Several averaged",
        ("what", "readings", "Spearman", "quadratic kappa"),
        (
            mean("the first training and those that differ from it in the seed alone", alike),
            mean("every training", read),
            mean("a ridge on words (TF-IDF)", [words]),
            mean("the first training and that ridge", [read[0], words]),
        ),
        "The ridge shows what words alone give away; no product scores by them.",
    )
