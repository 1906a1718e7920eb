"""Labelled answers: what was written, and what raters said of it from the text alone. Read by training and evaluation.

`answers.jsonl` and `labels.jsonl` of a folder; several labels of one answer are several raters. The project's own are
in `finetune/datasets`, described in its CARD.md; `splits.json` there says what is kept from training.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.types import EvidenceKind, UnscoredReason

FOLDER = Path("finetune/datasets")
ELSEWHERE, UNANSWERED, SIDEWAYS = FOLDER / "elsewhere", FOLDER / "unanswered", FOLDER / "sideways"
"""For training only: answers of other worlds than ours; replies that do not answer, and those that only seem not to;
answers told sideways, replies that only seem to answer, and twins in sound that differ in substance."""
REFUSALS = FOLDER / "refusals"
"""Never for training: answers and replies that only seem to be some, to questions that stand nowhere else."""
Split = Literal["train", "validation", "test"]
ABSENT, CLAIMED, GIVEN = range(3)
"""How a kind of evidence was heard in an answer."""
Contrast = Literal["style", "emptiness", "pair", "stage", "attack", "garbage"]


class Row(BaseModel):
    """A line of a data file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


_R = TypeVar("_R", bound=Row)


class Answer(Row):
    """One written answer. From `aim` on it is what its writer was asked for: never a label, never a feature.

    `contrast` says what the answer is there to be compared in. Answers of one `group` are one content in several
    styles, one emptiness in several styles, or a minimal pair, whose `variant` begins with `with` or `without`. An
    answer made `of` another is that one attacked (`variant` names the attack) or asked at another stage. Of garbage
    the variant names the `UnscoredReason` aimed at, or is `scorable` for its near neighbours. Role and seniority are
    null where the answer was written for any.
    """

    id: str
    writer: str
    domain: str
    split: Split
    question_id: str
    criterion: str
    stage: str
    role: str | None = None
    seniority: str | None = None
    question: str
    answer: str
    aim: int = Field(ge=0, le=5)
    style: str
    contrast: Contrast | None = None
    variant: str | None = None
    group: str | None = None
    of: str | None = None


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


class FollowUpLabel(Row):
    """A question that a rater would ask next: about the words of the span, for the kind of evidence that is missing."""

    missing: EvidenceKind
    start: int
    end: int
    question: str


class Label(Row):
    """What one rater said of one answer. A criterion at 0 is not addressed; `depth` is null where there is a reason.

    A follow-up is asked where there is something to ask on; some raters were not asked for any.
    """

    id: str
    rater: str
    reason: UnscoredReason | None
    depth: int | None = Field(ge=1, le=5)
    criteria: Mapping[str, int]
    evidence: tuple[EvidenceLabel, ...]
    vague: tuple[tuple[int, int], ...]
    terms: tuple[TermLabel, ...]
    follow_ups: tuple[FollowUpLabel, ...] = ()

    def status(self, kind: EvidenceKind) -> int:
        """How a kind of evidence was heard: `ABSENT`, `CLAIMED` only, or `GIVEN`."""
        heard = {entry.status for entry in self.evidence if entry.kind == kind}
        return GIVEN if "given" in heard else CLAIMED if heard else ABSENT


def agreed(levels: Sequence[int]) -> float | None:
    """Median of several raters' levels of one criterion; None where most heard nothing on it (0)."""
    scored = [level for level in levels if level]
    return float(median(scored)) if 2 * len(scored) > len(levels) else None


@dataclass(frozen=True)
class Labelled:
    """An answer with all its labels; of three raters the third was called to settle what two saw differently."""

    answer: Answer
    labels: tuple[Label, ...]

    @cached_property
    def depth(self) -> float | None:
        """Median depth over the raters who scored it; None where most did not."""
        scored = [label.depth for label in self.labels if label.depth is not None]
        return float(median(scored)) if 2 * len(scored) > len(self.labels) else None

    @cached_property
    def reason(self) -> UnscoredReason:
        """What most raters gave as the reason not to score it, of a tie the first; only where somebody gave one."""
        return Counter(label.reason for label in self.labels if label.reason).most_common(1)[0][0]

    def level(self, criterion: str) -> float | None:
        """Median level over the raters; None where most heard nothing on the criterion."""
        return agreed([label.criteria[criterion] for label in self.labels if criterion in label.criteria])

    @cached_property
    def rated(self) -> tuple[str, ...]:
        """Every criterion that some rater was asked about, in alphabetical order."""
        return tuple(sorted({name for label in self.labels for name in label.criteria}))


class Splits(Row):
    """What is kept from training, and the hash of each split's answers and labels, so that none changes unnoticed."""

    held_criteria: tuple[str, ...]
    held_domains: tuple[str, ...]
    sha256: Mapping[Split, str]


def read_splits(folder: Path = FOLDER) -> Splits:
    """The splits as they were frozen."""
    return Splits.model_validate_json((folder / "splits.json").read_bytes())


def split_sha256(rows: Sequence[Labelled]) -> str:
    """SHA-256 over the answers and labels of a split, whatever their order."""
    lines = sorted(_line(value) for row in rows for value in (row.answer, *row.labels))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def read_dataset(folder: Path = FOLDER) -> tuple[Labelled, ...]:
    """Every answer that has at least one label, in file order."""
    labels: dict[str, list[Label]] = {}
    for label in read_rows(Label, folder / "labels.jsonl"):
        labels.setdefault(label.id, []).append(label)
    answers = read_rows(Answer, folder / "answers.jsonl")
    return tuple(Labelled(answer, tuple(labels[answer.id])) for answer in answers if answer.id in labels)


def read_rows(kind: type[_R], path: Path) -> Iterator[_R]:
    """The rows of a data file. Raises ValueError naming the file and the line that is none."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield kind.model_validate_json(line)
                except ValidationError as error:
                    first = error.errors()[0]
                    place = ".".join(map(str, first["loc"])) or "the row"
                    where = f"{path.parent.name}/{path.name}, line {number}"
                    raise ValueError(f"{where}: {place}: {first['msg']}") from error


def to_jsonl(rows: Sequence[Row], path: Path) -> None:
    """Write rows as JSON lines with sorted keys, so that a change of one row is a change of one line."""
    path.write_text("".join(_line(row) + "\n" for row in rows), encoding="utf-8")


def _line(row: Row) -> str:
    return json.dumps(row.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
