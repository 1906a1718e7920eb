"""Does the judge agree with labels it has not seen: its own held-out answers, and people's labels from elsewhere.

    python -m evals judge                          # our own test split
    python -m evals judge --data FOLDER            # and people's labels: JSON-lines files, see `evals.people`
    python -m evals judge --split validation       # for choices; the test split is read once per release

Each figure stands beside what length, word length and the untrained base give, and beside the raters' own agreement.
An abstention is a miss: it counts as the lowest score. Writes `evals/results/judge-SPLIT.md`.
"""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import typer

from assistant.client import Engine, Message
from assistant.engine import open_engine
from assistant.judging.judge import Item, Judge
from assistant.judging.labelled import Labelled, read_dataset
from assistant.opening import open_judge
from assistant.settings import Settings
from assistant.types import EvidenceKind, Judgement
from evals.people import PeopleSet, read_people
from evals.statistics import Array, auc, partial_spearman, quadratic_kappa, spearman, with_interval
from evals.tables import Table, write_results

LOWEST = 1.0
AT_ONCE = 8
ASK = "How deep is this interview answer, from 1 (words only) to 5 (one could redo the work)? Reply with a number."


@dataclass(frozen=True)
class Method:
    """A way to score answers, higher is deeper; `levels` where its numbers are on the raters' scale."""

    name: str
    scores: Array
    levels: bool = False


def judge(
    split: Annotated[Literal["validation", "test"], typer.Option(help="Which of our splits.")] = "test",
    data: Annotated[Path | None, typer.Option(help="Folder with people's labels.")] = None,
    engine: Annotated[str | None, typer.Option(help="Engine URL; without it the embedded one.")] = None,
) -> None:
    """Agreement with held-out labels, beside baselines and the raters' own agreement."""
    settings = Settings(engine_url=engine) if engine else Settings()
    rows = [row for row in read_dataset() if row.answer.split == split]
    with open_judge(settings) as by, open_engine(settings) as base:
        tables = [*_own(by, base, rows)]
        tables += [_people(by, each) for each in read_people(data)] if data else []
    write_results(f"judge-{split}", f"The judge against labels ({split} split)", tables)


def _own(by: Judge, base: Engine, rows: Sequence[Labelled]) -> list[Table]:
    judged = _judge_all(by, [Item(row.answer.question, row.answer.answer, row.answer.stage) for row in rows])
    scored = [(row, found) for row, found in zip(rows, judged, strict=True) if row.depth is not None]
    kept = [row for row, _ in scored]
    untrained = _base_depth(base, kept)
    methods = [
        Method("judge", _depths([found for _, found in scored]), levels=True),
        *([] if untrained is None else [Method("untrained base, asked to write the level", untrained, levels=True)]),
        *_by_form([row.answer.answer for row in kept]),
    ]
    labels = np.array([row.depth for row in kept])
    groups = [row.answer.question_id for row in kept]
    words = _words([row.answer.answer for row in kept])
    lines = [_agreement(method, labels, words, groups) for method in methods]
    return [
        Table(
            "Depth, our own held-out questions and writer",
            ("method", "Spearman", "length held constant", "quadratic kappa"),
            (*lines, ("one rater against the other", *_raters(kept))),
            f"{len(kept)} answers to {len(set(groups))} questions; raters and writers are language models.",
        ),
        _criteria(rows, judged),
        _evidence(rows, judged),
        _abstention(rows, judged),
        _coverage(kept, [found for _, found in scored]),
        Table("Versions", ("what", "which"), tuple(judged[0].versions.model_dump().items())),
    ]


def _agreement(method: Method, labels: Array, words: Array, groups: Sequence[str]) -> tuple[object, ...]:
    kappa = with_interval(quadratic_kappa, groups, labels, method.scores) if method.levels else "–"
    held = "–" if method.name == "word count" else with_interval(partial_spearman, groups, labels, method.scores, words)
    return method.name, with_interval(spearman, groups, labels, method.scores), held, kappa


def _raters(rows: Sequence[Labelled]) -> tuple[object, ...]:
    pairs = [(row, row.labels[0].depth, row.labels[1].depth) for row in rows if len(row.labels) > 1]
    both = [(row, a, b) for row, a, b in pairs if a is not None and b is not None]
    if not both:
        return "–", "–", "–"
    groups = [row.answer.question_id for row, _, _ in both]
    first, second = (np.array(column, dtype=float) for column in zip(*[(a, b) for _, a, b in both], strict=True))
    words = _words([row.answer.answer for row, _, _ in both])
    return (
        with_interval(spearman, groups, first, second),
        with_interval(partial_spearman, groups, first, second, words),
        with_interval(quadratic_kappa, groups, first, second),
    )


def _criteria(rows: Sequence[Labelled], judged: Sequence[Judgement]) -> Table:
    """Levels of the criteria both the raters and the judge scored, and who was heard to speak to what."""
    scores = [{c.id: c.score for c in found.criteria} for found in judged]
    rated = [(row, name, own) for row, own in zip(rows, scores, strict=True) for name in row.labels[0].criteria]
    both = [(row, row.level(name), own[name]) for row, name, own in rated if row.level(name) and own.get(name)]
    groups = [row.answer.question_id for row, _, _ in both]
    labels, found = (np.array(column, dtype=float) for column in zip(*[(a, b) for _, a, b in both], strict=True))
    heard = np.array([row.level(name) is not None for row, name, _ in rated])
    said = np.array([own.get(name) is not None for _, name, own in rated])
    return Table(
        "Criteria",
        ("what", "figure"),
        (
            ("Spearman with the raters' level", with_interval(spearman, groups, labels, found)),
            ("quadratic kappa", with_interval(quadratic_kappa, groups, labels, found)),
            ("addressed, of those the raters heard addressed", f"{said[heard].mean():.2f}"),
            ("left unscored, of those the raters heard not addressed", f"{(~said)[~heard].mean():.2f}"),
        ),
        f"{len(both)} levels both gave, of {len(rated)} pairs of answer and criterion.",
    )


def _evidence(rows: Sequence[Labelled], judged: Sequence[Judgement]) -> Table:
    """Which kinds of evidence an answer gives: agreement on given / not given, per kind."""
    lines = []
    for kind in EvidenceKind:
        given = np.array([any(e.kind == kind and e.status == "given" for e in row.labels[0].evidence) for row in rows])
        found = np.array([kind in judgement.given for judgement in judged])
        hits = int((given & found).sum())
        precision, recall = (hits / total if total else float("nan") for total in (found.sum(), given.sum()))
        lines.append((kind.value, int(given.sum()), f"{precision:.2f}", f"{recall:.2f}"))
    return Table("Kinds of evidence given", ("kind", "answers that give it", "precision", "recall"), tuple(lines))


def _abstention(rows: Sequence[Labelled], judged: Sequence[Judgement]) -> Table:
    reasons = np.array([row.depth is None for row in rows])
    unscored = np.array([judgement.depth is None for judgement in judged])
    return Table(
        "Abstention",
        ("what", "share", "of"),
        (
            ("unscorable answers left unscored", f"{unscored[reasons].mean():.2f}", int(reasons.sum())),
            ("scorable answers left unscored", f"{unscored[~reasons].mean():.2f}", int((~reasons).sum())),
        ),
    )


def _coverage(rows: Sequence[Labelled], judged: Sequence[Judgement]) -> Table:
    """How often the first rater's depth falls into the 80 % interval."""
    pairs = [(row.labels[0].depth, found.depth_interval) for row, found in zip(rows, judged, strict=True)]
    known = [(depth, interval) for depth, interval in pairs if depth is not None and interval is not None]
    inside = np.mean([interval[0] <= depth <= interval[1] for depth, interval in known])
    width = np.mean([interval[1] - interval[0] for _, interval in known])
    lines = (("share of labels inside", f"{inside:.2f}"), ("mean width", f"{width:.2f}"))
    return Table("80 % intervals of the depth", ("what", "figure"), lines, f"{len(known)} answers.")


def _people(by: Judge, people: PeopleSet) -> Table:
    """Agreement with people's labels, where the subject is another."""
    judged = _judge_all(by, [Item(row.question, row.answer) for row in people.rows])
    labels = np.array([row.label for row in people.rows])
    groups = [row.question for row in people.rows]
    answers = [row.answer for row in people.rows]
    methods = [Method("judge", _depths(judged)), *_by_form(answers)]
    binary = set(labels) <= {0.0, 1.0}
    held = _words(answers)
    lines = [
        (
            method.name,
            with_interval(auc if binary else spearman, groups, labels, method.scores),
            with_interval(partial_spearman, groups, labels, method.scores, held)
            if method.name != "word count"
            else "–",
        )
        for method in methods
    ]
    unscored = sum(judgement.depth is None for judgement in judged)
    return Table(
        people.title,
        ("method", "AUC" if binary else "Spearman", "rank correlation, length held constant"),
        tuple(lines),
        f"{len(labels)} answers, {unscored} left unscored (counted as the lowest score). {people.note}",
    )


def _judge_all(by: Judge, items: Sequence[Item]) -> list[Judgement]:
    found: list[Judgement] = []
    for first in range(0, len(items), AT_ONCE):
        found += by.judge(items[first : first + AT_ONCE])
        typer.echo(f"{len(found)} of {len(items)}", err=True)
    return found


def _depths(judged: Sequence[Judgement]) -> Array:
    return np.array([LOWEST if judgement.depth is None else judgement.depth for judgement in judged])


def _base_depth(engine: Engine, rows: Sequence[Labelled]) -> Array | None:
    """The level that the bare base writes when asked for one; no level is a miss. None where no bare base is served."""
    served = [model.name for model in engine.served() if model.base_sha256 and model.adapter is None]
    names = [name for name in served if name != "judge"]
    if not names:
        return None
    asked = [[Message("user", f"{ASK}\nQuestion: {r.answer.question}\nAnswer: {r.answer.answer}\n{ASK}")] for r in rows]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        replies = list(pool.map(lambda messages: engine.chat(names[0], messages, max_tokens=8), asked))
    found = [re.search("[1-5]", reply) for reply in replies]
    return np.array([float(match[0]) if match else LOWEST for match in found])


def _by_form(answers: Sequence[str]) -> list[Method]:
    letters = np.array([np.mean([len(word) for word in answer.split()] or [0]) for answer in answers])
    return [Method("word count", _words(answers)), Method("mean word length", letters)]


def _words(answers: Sequence[str]) -> Array:
    return np.array([float(len(answer.split())) for answer in answers])
