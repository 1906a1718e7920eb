"""The team's reports: kept in its archive, with their files in the folder of reports."""

from pathlib import Path

from assistant.archive.archive import Archive
from assistant.errors import UnknownIdError
from assistant.reporting.remove import remove_report
from assistant.scoring import KeptReport, ReportEntry
from assistant.types import Report


class TeamReports:
    """Reports of a team. `folder` is the one that holds all of their folders."""

    def __init__(self, archive: Archive, folder: Path) -> None:
        self._archive, self._folder = archive, folder

    def keep(self, report: Report, folder: Path) -> str:
        """Keeps a report whose files lie in the folder; returns its id."""
        return self._archive.save_report(report, folder)

    def past(self) -> tuple[ReportEntry, ...]:
        """Every report, the newest first."""
        return self._archive.reports()

    def open(self, report: str) -> KeptReport:
        """A report as it was kept. Raises UnknownIdError."""
        return self._archive.report(report)

    def delete(self, report: str) -> None:
        """Removes a report's files, then forgets it: where a file cannot be removed, the report is still listed.

        Raises UnknownIdError, or StorageError where a file stays.
        """
        entry = next((entry for entry in self.past() if entry.id == report), None)
        if entry is None:
            raise UnknownIdError("report", report)
        remove_report(entry.folder, self._folder)
        self._archive.delete_report(report)
