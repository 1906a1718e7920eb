"""Invented interviews, divided into exchanges and rated by blind readers: `evals/datasets/interviews`, with a card."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median

from pydantic import Field

from assistant.judging.labelled import Row, Split, read_rows
from assistant.transcripts import apply_roles, find_roles, read_transcript
from assistant.transcripts.answers import answer_text, question_text
from assistant.types import Exchange, Transcript, UnscoredReason
from evals.judge.baselines import LOWEST

FOLDER = Path(__file__).with_name("datasets") / "interviews"
Criteria = frozenset[str]


class Divided(Row):
    """An exchange as a reader marked it; turns count from 0 as they are read."""

    interview: str
    question_turns: tuple[int, ...]
    answer_turns: tuple[int, ...]


class Label(Divided):
    """What one rater said of one exchange: a depth or why there is none, and criteria asked about and heard."""

    rater: str
    depth: int | None = Field(ge=1, le=5)
    reason: UnscoredReason | None
    asked: Criteria
    heard: Criteria


@dataclass(frozen=True)
class Rated:
    """An exchange and its labels."""

    interview: str
    question: str
    answer: str
    labels: tuple[Label, ...]

    @cached_property
    def depth(self) -> float:
        """The raters' median; no answer counts as the lowest, as an abstention of the judge does."""
        return float(median(label.depth or LOWEST for label in self.labels))

    @cached_property
    def asked(self) -> Criteria:
        """The criteria that every rater heard a question about."""
        return frozenset.intersection(*(label.asked for label in self.labels))

    @cached_property
    def touched(self) -> Criteria:
        """The criteria that any rater heard a question or an answer about."""
        return frozenset().union(*(label.asked | label.heard for label in self.labels))


def read_interview(path: Path) -> Transcript:
    """A transcript with the roles that the product finds."""
    transcript = read_transcript(path)
    return apply_roles(transcript, find_roles(transcript))


def read_rated(split: Split, folder: Path = FOLDER) -> list[Rated]:
    """The rated exchanges of a split, in order; the training split has none."""
    found: dict[tuple[str, tuple[int, ...]], list[Label]] = {}
    for label in read_rows(Label, folder / split / "labels.jsonl") if split != "train" else ():
        found.setdefault((label.interview, label.question_turns), []).append(label)
    transcripts = {name: read_interview(folder / split / f"{name}.txt") for name, _ in found}
    return [_rated(transcripts[name], tuple(labels)) for (name, _), labels in found.items()]


def read_other_division(split: Split, folder: Path = FOLDER) -> list[Divided]:
    """The exchanges that another reader found, who saw nothing of the first."""
    return list(read_rows(Divided, folder / split / "division.jsonl"))


def beginnings(exchanges: Iterable[Divided]) -> set[tuple[str, int]]:
    """Interview and turn with which each exchange begins."""
    return {(one.interview, one.question_turns[0]) for one in exchanges}


def _rated(transcript: Transcript, labels: tuple[Label, ...]) -> Rated:
    first = labels[0]
    exchange = Exchange(index=0, question_turns=first.question_turns, answer_turns=first.answer_turns)
    words = question_text(transcript, exchange), answer_text(transcript, exchange).text
    return Rated(first.interview, *words, labels)
