"""Reports as the archive gives them back: with their id, their time, and the folder of their files."""

from datetime import datetime
from pathlib import Path

from assistant.types import Report, Score, Value


class ReportEntry(Value):
    """A report in a list. `folder` is where its files lie; the archive does not look whether they still do."""

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
