"""Answers that people labelled, read from a folder outside the project; only ever measured on, never trained on.

Known files: `subjective_qa.jsonl` (SubjECTive-QA, `specific` 0-2), `clarity.jsonl` (CLARITY, votes for explicit against
general), `digiklausur.jsonl` (DigiKlausur exam answers, `grade` 0-2). A file that is not there is left out and said.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer


@dataclass(frozen=True)
class PeopleRow:
    """A question, an answer, and people's label as a number."""

    question: str
    answer: str
    label: float


@dataclass(frozen=True)
class PeopleSet:
    """One data set as it is reported."""

    title: str
    note: str
    rows: tuple[PeopleRow, ...]


def read_people(folder: Path) -> Iterator[PeopleSet]:
    """The data sets that the folder has."""
    for name, (title, note, label) in SETS.items():
        path = folder / name
        if not path.is_file():
            typer.echo(f"{path} is not there, so it is left out", err=True)
            continue
        found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        labelled = [(row, label(row)) for row in found]
        rows = tuple(PeopleRow(r["question"], r["answer"], value) for r, value in labelled if value is not None)
        yield PeopleSet(title, note, rows)


def _explicit(row: Mapping[str, Any]) -> float | None:
    """1 where at least two of three heard an explicit answer, 0 where two heard a general one, else left out."""
    votes = row["labels"]
    explicit, general = votes.count("1.1 Explicit"), votes.count("2.4 General")
    return 1.0 if explicit >= 2 else 0.0 if general >= 2 else None


SETS: Mapping[str, tuple[str, str, Callable[[Mapping[str, Any]], float | None]]] = {
    "subjective_qa.jsonl": (
        "SubjECTive-QA: how specific spoken answers to analysts are",
        "GPT-4o zero-shot reaches Spearman .34 (published); word count stands in the table.",
        lambda row: float(row["specific"]),
    ),
    "clarity.jsonl": (
        "CLARITY: explicit against general interview answers",
        "Two of three annotators agreed.",
        _explicit,
    ),
    "digiklausur.jsonl": (
        "DigiKlausur: graded neural-network exam answers",
        "One grader, no reference answers, questions pooled.",
        lambda row: float(row["grade"]),
    ),
}
