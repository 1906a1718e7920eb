"""What the page, the command line and the tests share: a transcript file in, one report per candidate out and kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from assistant.types import Report, Score, Value
from knowledge.types import Rubric


@dataclass(frozen=True)
class ScoreOptions:
    """What the person said about the interview; None where they said nothing."""

    role: str | None = None
    stage: str | None = None
    seniority: str | None = None
    candidate: str | None = None
    swap: bool = False
    rubric: Rubric | None = None


@dataclass(frozen=True)
class Progress:
    """How far a long piece of work has come: `done` of `total` steps, and what is being done."""

    done: int
    total: int
    doing: str


@dataclass(frozen=True)
class Choices:
    """What a person can choose from, as (label, id) pairs."""

    roles: tuple[tuple[str, str], ...]
    stages: tuple[tuple[str, str], ...]
    seniorities: tuple[tuple[str, str], ...]
    rubrics: tuple[tuple[str, str], ...] = ()


class TranscriptScorer(Protocol):
    """Anything that turns a transcript file into reports; the page knows no more than this."""

    def score(self, path: Path, options: ScoreOptions, progress: Callable[[Progress], None]) -> tuple[Report, ...]:
        """One report per candidate, in the order they first speak. Raises PlumblineError."""
        ...


class ReportEntry(Value):
    """A report in a list. `folder` is where its files were written; nobody has looked whether they still are there."""

    id: str
    created: datetime
    candidate: str
    role: str | None
    stage: str
    depth: Score | None
    folder: Path


class KeptReport(Value):
    """A report with its entry."""

    entry: ReportEntry
    report: Report


class Reports(Protocol):
    """The team's reports. Errors are PlumblineError; UnknownIdError where a report does not exist (any more)."""

    def keep(self, report: Report, folder: Path) -> str:
        """Keeps a report whose files lie in the folder; returns its id."""
        ...

    def past(self) -> tuple[ReportEntry, ...]:
        """Every report, the newest first."""
        ...

    def open(self, report: str) -> KeptReport:
        """A report as it was kept."""
        ...

    def delete(self, report: str) -> None:
        """Removes a report and its files."""
        ...
