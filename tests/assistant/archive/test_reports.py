"""A report that is deleted goes from the archive and the disk, and nothing beside it goes with it."""

from pathlib import Path

import pytest

from assistant.archive import Archive, TeamReports
from assistant.errors import StorageError, UnknownIdError
from assistant.reporting.write import write_reports
from tests.assistant.reporting import sample


@pytest.fixture
def reports(archive: Archive, tmp_path: Path) -> TeamReports:
    return TeamReports(archive, tmp_path / "reports")


def two(folder: Path) -> list[Path]:
    """Writes two candidates' reports; gives their folders."""
    paths = write_reports([sample.report(), sample.report()], folder)
    return list(dict.fromkeys(path.parent for path in paths if path.stem == "report"))


def test_the_comparison_goes_with_the_first_and_the_folders_with_the_last(reports: TeamReports, tmp_path: Path) -> None:
    first, second = (reports.keep(sample.report(), folder) for folder in two(tmp_path / "reports" / "reading"))
    reports.delete(first)
    assert {path.parent.name for path in (tmp_path / "reports").rglob("*") if path.is_file()} == {"ravi-oduya-2"}
    assert [entry.id for entry in reports.past()] == [second]
    reports.delete(second)
    assert (reports.past(), list((tmp_path / "reports").iterdir())) == ((), [])
    with pytest.raises(UnknownIdError):
        reports.delete(second)


def test_other_files_and_folders_elsewhere_stay(reports: TeamReports, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    here = tmp_path / "reports" / "reading"
    for folder in (here, elsewhere):
        write_reports([sample.report()], folder)
    (here / "notes.md").write_text("mine")
    for folder in (here, elsewhere, tmp_path / "never", here / "notes.md" / "below"):
        reports.delete(reports.keep(sample.report(), folder))
    assert [path.name for path in here.iterdir()] == ["notes.md"]
    assert list(elsewhere.iterdir()) == []


def test_a_report_whose_file_cannot_be_removed_is_still_listed(reports: TeamReports, tmp_path: Path) -> None:
    (tmp_path / "reports" / "reading" / "report.pdf").mkdir(parents=True)
    kept = reports.keep(sample.report(), tmp_path / "reports" / "reading")
    with pytest.raises(StorageError, match=r"report\.pdf cannot be removed"):
        reports.delete(kept)
    assert [entry.id for entry in reports.past()] == [kept]
