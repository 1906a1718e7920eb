"""Does the assistant know what an interviewer wants: lines by writers it has not seen.

    python -m evals intents

The lines are `evals/datasets/intents.jsonl`; the product never reads them, and nothing was chosen on them. Every
reading of them is counted in `READINGS`, with what was changed since the one before. An unsure line comes out as
`other` and is a miss where it is not. Writes `evals/results/intents.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from assistant.asking.messages.intents import LINES, ORDER, Intent, Intents, Understood, shipped
from evals.statistics import Array, with_interval
from evals.tables import Table, write_results
from knowledge.embed import Embedder

DATA = Path(__file__).parent / "datasets" / "intents.jsonl"
TRAINED_ON = Path(__file__).parents[1] / "assistant" / "asking" / "messages" / LINES
READINGS = ("first reading; nothing was changed after it",)
PASSIVE = (Intent.SAID, Intent.OTHER)


class Line(BaseModel):
    """A labelled line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    intent: Intent
    writer: str


@dataclass(frozen=True)
class Read:
    """A line and what it was taken for; `bare`: by its words alone, as with another embedding model."""

    line: Line
    taken: Understood
    bare: Intent

    @property
    def right(self) -> bool:
        """Whether it was taken for what it is."""
        return self.taken.intent is self.line.intent


class _Unknown:
    """An embedding model that the classifier was not fitted with."""

    identity = "none"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Never asked."""
        raise AssertionError(texts)


def intents() -> None:
    """Accuracy on held-out lines, what is confused with what, and reports taken for requests or the reverse."""
    known, bare = Intents(Embedder()), Intents(_Unknown())
    lines = read_lines(DATA)
    read = [Read(line, known.understand(line.text), bare.understand(line.text).intent) for line in lines]
    tables = [_accuracy(read), _dear(read), _recall(read), _confusions(read), _readings()]
    write_results("intents", "What interviewers want: held-out lines", tables)


def read_lines(path: Path) -> list[Line]:
    """The labelled lines of a file, in order."""
    rows = path.read_text(encoding="utf-8").splitlines()
    return [Line.model_validate_json(row) for row in rows if row.strip()]


def _accuracy(read: Sequence[Read]) -> Table:
    trained = {_plain(line.text) for line in read_lines(TRAINED_ON)}
    new = [each for each in read if _plain(each.line.text) not in trained]
    rows = [
        ("all lines", *_share([each.right for each in read])),
        ("lines not in training word for word", *_share([each.right for each in new])),
    ]
    rows += [
        (f"writer {writer}", *_share([each.right for each in read if each.line.writer == writer]))
        for writer in dict.fromkeys(each.line.writer for each in read)
    ]
    rows += [("by words alone, without sentence embeddings", *_share([each.bare is each.line.intent for each in read]))]
    note = "90 % intervals from resampling lines. Writers are language models, as are those of the training lines."
    return Table("Accuracy", ("what", "accuracy", "lines"), tuple(rows), note)


def _dear(read: Sequence[Read]) -> Table:
    """What costs most: words of the candidate taken for a request, and the reverse."""
    said = [each for each in read if each.line.intent is Intent.SAID]
    asked = [each for each in read if each.line.intent not in PASSIVE]
    other = [each for each in read if each.line.intent is Intent.OTHER]
    wrong = [each.taken.intent not in (*PASSIVE, each.line.intent) for each in asked]
    rows = (
        ("reports taken for a request", *_count([each.taken.intent not in PASSIVE for each in said])),
        ("reports taken for `other`", *_count([each.taken.intent is Intent.OTHER for each in said])),
        ("requests taken for a report", *_count([each.taken.intent is Intent.SAID for each in asked])),
        ("requests taken for another request", *_count(wrong)),
        ("requests taken for `other`", *_count([each.taken.intent is Intent.OTHER for each in asked])),
        ("`other` taken for a request", *_count([each.taken.intent not in PASSIVE for each in other])),
        ("`other` taken for a report", *_count([each.taken.intent is Intent.SAID for each in other])),
    )
    return Table("The dear mistakes", ("what", "lines", "of"), rows, f"Unsure below {shipped().floor:.2f}.")


def _recall(read: Sequence[Read]) -> Table:
    rows = []
    for intent in ORDER:
        true = [each for each in read if each.line.intent is intent]
        taken = [each for each in read if each.taken.intent is intent]
        hits = sum(each.right for each in true)
        recall, precision = (f"{hits / len(of):.2f}" if of else "–" for of in (true, taken))
        rows.append((intent.value, len(true), recall, precision))
    return Table("By intent", ("intent", "lines", "recall", "precision"), tuple(rows))


def _confusions(read: Sequence[Read]) -> Table:
    rows = []
    for intent in ORDER:
        found = [sum(e.line.intent is intent and e.taken.intent is taken for e in read) for taken in ORDER]
        rows.append((intent.value, *(count or "" for count in found)))
    return Table("Confusion", ("is \\ taken for", *(intent.value for intent in ORDER)), tuple(rows))


def _readings() -> Table:
    rows = tuple((number, what) for number, what in enumerate(READINGS, 1))
    model = f"Fitted with {shipped().identity} on the lines with SHA-256 {shipped().lines[:12]}."
    return Table("Readings of these lines", ("reading", "what"), rows, model)


def _share(right: Sequence[bool]) -> tuple[object, int]:
    column: Array = np.array(right, dtype=np.float64)
    return with_interval(_mean, [str(place) for place in range(len(column))], column), len(column)


def _mean(column: Array) -> float:
    return float(column.mean())


def _count(found: Sequence[bool]) -> tuple[int, int]:
    return sum(found), len(found)


def _plain(text: str) -> str:
    return " ".join(text.lower().split()).strip(" .?!")
