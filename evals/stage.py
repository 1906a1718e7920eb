"""Is the stage of a project read from its description as careful readers read it, and is the confidence right.

    python -m evals stage

The descriptions are `evals/datasets/stages.jsonl`; the product never reads them, and nothing was chosen on them. Every
reading of them is counted in `READINGS`. `cannot_tell` is an answer like the others: right only where it is the label.
Beside what ships stand what was there before (votes), one search with the whole text, and a plain classifier of words
fitted on the same descriptions. Writes `evals/results/stage.md`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import typer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score

from assistant.asking.descriptions.description import read_description
from assistant.asking.descriptions.likeness import compare
from assistant.asking.descriptions.posting import read_posting
from assistant.asking.descriptions.stages import ANSWERS, CANNOT_TELL, read_stage, shipped
from assistant.opening import open_knowledge, open_store
from assistant.settings import Settings
from assistant.types import Value
from evals.statistics import Array, Figure, calibration_error, share, with_interval
from evals.tables import Table, write_results
from evals.votes import vote
from knowledge.embed import Embedder
from knowledge.store import Store
from knowledge.types import Knowledge

DATA = Path(__file__).parent / "datasets" / "stages.jsonl"
KNOWN = Path(__file__).parents[1] / "finetune" / "datasets" / "stages.jsonl"
Answer = Literal["experimentation", "prototype_to_production", "scale", "cannot_tell"]
READINGS: tuple[str, ...] = ("first reading; nothing was changed after it",)
OURS = "as shipped"
BINS = (0.0, 0.5, 0.7, 0.85, 0.95, 1.01)
C_WORDS = 20.0
ACCURACY_NOTE = (
    "Intervals are Wilson's, 90 %. Writers and readers are language models of one family. The writers of these texts "
    "saw neither the code nor the texts that were fitted on, but had the same brief, so that plain words go far; "
    "postings from elsewhere may lie further away."
)


class Labelled(Value):
    """A description and the label that it counts as; `readers`: what two blind readers took from it.

    `misleading`: its surface has words of another stage.
    """

    id: str
    writer: str
    kind: str
    stage: Answer
    misleading: bool
    text: str
    readers: tuple[Answer, Answer] | None = None


@dataclass(frozen=True)
class Method:
    """A way of telling: an answer for each description, and the probabilities [N, 4] where it gives any."""

    name: str
    answers: tuple[str, ...]
    shares: Array | None = None


def stage(
    file: Annotated[Path, typer.Option(help="Other descriptions; their figures are printed and not kept.")] = DATA,
) -> None:
    """Accuracy, confusion, abstention and calibration of each method; the readers' agreement as the ceiling."""
    rows = read_labelled(file)
    settings = Settings.of()
    knowledge = open_knowledge(settings)
    with closing(open_store(settings, Embedder(settings.embedding_model, settings.cache_dir))) as store:
        store.build(knowledge)
        methods = [*_read(knowledge, store, rows), _words(rows), _commonest(rows)]
    tables = [
        _accuracy(rows, methods),
        _kinds(rows, methods[0]),
        _confusion(rows, methods[0]),
        _abstention(rows, methods),
    ]
    tables += [_calibration(rows, methods), _reliability(rows, methods[0]), _readers(rows), _mistakes(rows, methods[0])]
    if file == DATA:
        write_results("stage", "Reading the stage of a project", [*tables, _readings()])
    else:
        typer.echo("\n".join(map(str, tables)))


def read_labelled(path: Path) -> list[Labelled]:
    """The descriptions of a file, in order."""
    return [Labelled.model_validate_json(row) for row in path.read_text(encoding="utf-8").splitlines() if row.strip()]


def _read(knowledge: Knowledge, store: Store, rows: Sequence[Labelled]) -> list[Method]:
    """What ships, what ships for another embedding model, the votes, and one search with the whole text."""
    said, ours, bare, votes, searched = [], [], [], [], []
    for row in rows:
        read = read_description(knowledge, store, row.text)
        said.append(read.guess.stage or CANNOT_TELL)
        ours.append(read.stage.shares)
        compared = compare(store, read_posting(row.text).sentences)
        told = [one.sentence for one in compared], [one.vector for one in compared]
        bare.append(read_stage(*told, knowledge.stages, "another").shares)
        votes.append(vote(knowledge.stages, compared))
        searched.append(store.search(row.text, kind="stage", k=1)[0].entry)
    return [
        replace(_graded(OURS, ours), answers=tuple(said)),
        _graded("the same by words alone, as with another embedding model", bare),
        Method("votes of sentences, as before", tuple(votes)),
        Method("one search with the whole text", tuple(searched)),
    ]


def _graded(name: str, shares: Sequence[Mapping[str, float]]) -> Method:
    found = np.array([[one[answer] for answer in ANSWERS] for one in shares])
    return Method(name, tuple(ANSWERS[at] for at in found.argmax(1)), found)


def _words(rows: Sequence[Labelled]) -> Method:
    """Words and pairs by TF-IDF, logistic regression, on the whole texts of the same descriptions."""
    known = read_labelled(KNOWN)
    cut = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    model = LogisticRegression(C=C_WORDS, max_iter=5000)
    model.fit(cut.fit_transform([one.text for one in known]), [ANSWERS.index(one.stage) for one in known])
    shares: Array = model.predict_proba(cut.transform([row.text for row in rows]))
    return Method("TF-IDF and logistic regression", tuple(ANSWERS[at] for at in shares.argmax(1)), shares)


def _commonest(rows: Sequence[Labelled]) -> Method:
    answer, _ = Counter(row.stage for row in rows).most_common(1)[0]
    return Method("the commonest of these labels", (answer,) * len(rows))


def _accuracy(rows: Sequence[Labelled], methods: Sequence[Method]) -> Table:
    groups = {
        "all": list(rows),
        "misleading": [row for row in rows if row.misleading],
        "plain": [row for row in rows if not row.misleading],
    }
    lines = [(method.name, *(_right(rows, method, group) for group in groups.values())) for method in methods]
    header = ("method", *(f"{name} ({len(group)})" for name, group in groups.items()))
    return Table("Accuracy", header, tuple(lines), ACCURACY_NOTE)


def _kinds(rows: Sequence[Labelled], method: Method) -> Table:
    named = [("kind", kind) for kind in sorted({row.kind for row in rows})]
    named += [("writer", writer) for writer in sorted({row.writer for row in rows})]
    lines = []
    for field, value in named:
        group = [row for row in rows if getattr(row, field) == value]
        lines.append((f"{field} {value}", len(group), _right(rows, method, group)))
    return Table(f"By kind and writer, {method.name}", ("which", "texts", "accuracy"), tuple(lines))


def _right(rows: Sequence[Labelled], method: Method, group: Sequence[Labelled]) -> Figure:
    ids = {row.id for row in group}
    found = [answer == row.stage for row, answer in zip(rows, method.answers, strict=True) if row.id in ids]
    return share(sum(found), len(found))


def _confusion(rows: Sequence[Labelled], method: Method) -> Table:
    pairs: Counter[tuple[str, str]] = Counter(zip((row.stage for row in rows), method.answers, strict=True))
    lines = tuple((label, *(pairs[label, answer] or "" for answer in ANSWERS)) for label in ANSWERS)
    return Table(f"Confusion, {method.name}", ("is \\ read as", *ANSWERS), lines)


def _abstention(rows: Sequence[Labelled], methods: Sequence[Method]) -> Table:
    lines = []
    for method in methods:
        pairs: list[tuple[str, str]] = list(zip((row.stage for row in rows), method.answers, strict=True))
        silent = [label for label, answer in pairs if answer == CANNOT_TELL]
        untold = [answer for label, answer in pairs if label == CANNOT_TELL]
        named = [label == answer for label, answer in pairs if answer != CANNOT_TELL]
        rightly, caught = silent.count(CANNOT_TELL), untold.count(CANNOT_TELL)
        lines.append(
            (
                method.name,
                len(silent),
                share(rightly, len(silent)),
                share(caught, len(untold)),
                share(sum(named), len(named)),
            )
        )
    header = ("method", "abstained", "of those rightly", "of what cannot be told", "right where a stage is named")
    return Table("Abstention", header, tuple(lines))


def _calibration(rows: Sequence[Labelled], methods: Sequence[Method]) -> Table:
    true = np.array([ANSWERS.index(row.stage) for row in rows])
    ids = [row.id for row in rows]
    lines = []
    for method in methods:
        if method.shares is None:
            continue
        sure, right = method.shares.max(1), (method.shares.argmax(1) == true).astype(np.float64)
        apart = ((method.shares - np.eye(len(ANSWERS))[true]) ** 2).sum(1)
        surprise = -np.log(method.shares[np.arange(len(true)), true] + 1e-12)
        figures = (with_interval(_mean, ids, column) for column in (sure, right, apart, surprise))
        lines.append((method.name, *figures, with_interval(calibration_error, ids, sure, right)))
    header = ("method", "mean confidence", "likeliest right", "Brier", "nats", "expected calibration error")
    note = (
        "The likeliest answer is taken here as it is; as shipped, one below .65 is not named where nothing in the text "
        "is like work with machine learning. Brier: squared distance over the four answers, 0 to 2. "
        "Calibration error over ten bins of equal width; of a "
        "sample this small it is above 0 for a perfect reader too. Intervals: bootstrap over texts, 90 %."
    )
    return Table("Calibration", header, tuple(lines), note)


def _mean(column: Array) -> float:
    return float(column.mean())


def _reliability(rows: Sequence[Labelled], method: Method) -> Table:
    assert method.shares is not None
    sure = method.shares.max(1)
    right = np.array([row.stage == answer for row, answer in zip(rows, method.answers, strict=True)])
    lines = []
    for low, high in pairwise(BINS):
        inside = (sure >= low) & (sure < high)
        mean = f"{sure[inside].mean():.2f}" if inside.any() else "–"
        lines.append(
            (
                f"{low:.2f} to {min(high, 1.0):.2f}",
                int(inside.sum()),
                mean,
                share(int(right[inside].sum()), int(inside.sum())),
            )
        )
    return Table(
        f"Confidence and what became of it, {method.name}", ("confidence", "texts", "mean", "right"), tuple(lines)
    )


def _readers(rows: Sequence[Labelled]) -> Table:
    """How well two blind readers agree with each other, with the label, and with what was meant."""
    pairs = [row.readers for row in rows if row.readers]
    if not pairs:
        return Table("Readers", ("what", "agreement", "kappa"), ())
    first, second = ([pair[at] for pair in pairs] for at in (0, 1))
    label = [row.stage for row in rows if row.readers]
    lines = [
        (
            what,
            share(sum(a == b for a, b in zip(one, other, strict=True)), len(pairs)),
            f"{cohen_kappa_score(one, other):.2f}",
        )
        for what, one, other in (
            ("reader 1 and reader 2", first, second),
            ("reader 1 and the label", first, label),
            ("reader 2 and the label", second, label),
        )
    ]
    return Table("Readers", ("what", "agreement", "Cohen's kappa"), tuple(lines), "They saw the text alone.")


def _mistakes(rows: Sequence[Labelled], method: Method) -> Table:
    assert method.shares is not None
    lines = tuple(
        (
            row.id,
            "yes" if row.misleading else "",
            row.stage,
            answer,
            f"{shares.max():.2f}",
            " / ".join(row.readers or ()),
        )
        for row, answer, shares in zip(rows, method.answers, method.shares, strict=True)
        if row.stage != answer
    )
    return Table("Where it differs", ("text", "misleading", "label", "read as", "confidence", "readers"), lines)


def _readings() -> Table:
    rows = tuple(enumerate(READINGS, 1))
    model = f"Fitted with {shipped().identity} on the texts with SHA-256 {shipped().texts[:12]}."
    return Table("Readings of these descriptions", ("reading", "what"), rows, model)
