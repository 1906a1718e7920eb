"""Labelled answers: what was written, and what raters said of it from the text alone. Read by training and evaluation.

`answers.jsonl` and `labels.jsonl` of a folder; several labels of one answer are several raters. The project's own are
in `finetune/datasets`, described in its CARD.md.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.types import EvidenceKind, UnscoredReason

FOLDER = Path("finetune/datasets")
Split = Literal["train", "validation", "test"]


class Row(BaseModel):
    """A line of a data file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(Row):
    """One written answer. `aim` and `style` are what its writer was asked for: never a label, never a feature."""

    id: str
    writer: str
    split: Split
    question_id: str
    criterion: str
    stage: str
    question: str
    answer: str
    aim: int = Field(ge=0, le=5)
    style: str


class EvidenceLabel(Row):
    """A quoted span and what a rater heard in it."""

    kind: EvidenceKind
    status: Literal["claimed", "given"]
    start: int
    end: int


class TermLabel(Row):
    """A term used in the answer, and whether the answer says what it meant there."""

    start: int
    end: int
    unpacked: bool


class Label(Row):
    """What one rater said of one answer. A criterion at 0 is not addressed; `depth` is null where there is a reason."""

    id: str
    rater: str
    reason: UnscoredReason | None
    depth: int | None = Field(ge=1, le=5)
    criteria: Mapping[str, int]
    evidence: tuple[EvidenceLabel, ...]
    vague: tuple[tuple[int, int], ...]
    terms: tuple[TermLabel, ...]


@dataclass(frozen=True)
class Labelled:
    """An answer with all its labels."""

    answer: Answer
    labels: tuple[Label, ...]

    @cached_property
    def depth(self) -> float | None:
        """Mean depth over the raters who scored it; None where most did not."""
        scored = [label.depth for label in self.labels if label.depth is not None]
        return sum(scored) / len(scored) if 2 * len(scored) > len(self.labels) else None

    def level(self, criterion: str) -> float | None:
        """Mean level over the raters; None where most heard nothing on the criterion."""
        levels = [label.criteria[criterion] for label in self.labels if criterion in label.criteria]
        scored = [level for level in levels if level]
        return sum(scored) / len(scored) if 2 * len(scored) > len(levels) else None


def read_dataset(folder: Path = FOLDER) -> tuple[Labelled, ...]:
    """Every answer that has at least one label, in file order."""
    labels: dict[str, list[Label]] = {}
    for line in _lines(folder / "labels.jsonl"):
        label = Label.model_validate_json(line)
        labels.setdefault(label.id, []).append(label)
    answers = (Answer.model_validate_json(line) for line in _lines(folder / "answers.jsonl"))
    return tuple(Labelled(answer, tuple(labels[answer.id])) for answer in answers if answer.id in labels)


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        yield from (line for line in file if line.strip())


def to_jsonl(rows: list[Row], path: Path) -> None:
    """Write rows as JSON lines with sorted keys, so that a change of one row is a change of one line."""
    text = "".join(json.dumps(row.model_dump(mode="json"), ensure_ascii=False, sort_keys=True) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")
