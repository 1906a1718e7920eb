"""A folder gets all the files of a report or none; a refusal is one sentence that names the place."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.errors import StorageError
from assistant.reporting.write import folder_names, write_report, write_reports
from tests.assistant.reporting import sample

NAMES = ["report.csv", "report.html", "report.json", "report.md", "report.pdf"]


@contextmanager
def disk_full_after(size: int) -> Iterator[None]:
    """No file can grow beyond `size` bytes: the write itself fails, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_all_five_files_are_written(tmp_path: Path) -> None:
    paths = write_report(sample.report(), tmp_path / "a" / "b")
    assert sorted(path.name for path in paths) == listed(tmp_path / "a" / "b") == NAMES
    assert all(path.stat().st_size > 500 for path in paths)


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with disk_full_after(20_000), pytest.raises(StorageError, match=r"out: File too large.*Free some space"):
        write_report(sample.report(), folder)
    assert not folder.exists()


def test_a_full_disk_keeps_the_report_that_was_there(tmp_path: Path) -> None:
    write_report(sample.unscored(), tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with disk_full_after(20_000), pytest.raises(StorageError):
        write_report(sample.report(), tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match=r"file.out"):
        write_report(sample.report(), tmp_path / "file" / "out")


@pytest.mark.parametrize("name", NAMES)
def test_a_place_that_is_taken_leaves_no_half_file(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(StorageError, match=f"{name} is a folder"):
        write_report(sample.report(), tmp_path)
    assert listed(tmp_path) == [name]


def test_a_quote_that_was_not_said_writes_nothing(tmp_path: Path) -> None:
    whole = sample.report()
    broken = whole.model_copy(update={"evidence": (whole.evidence[0].model_copy(update={"start": 1}),)})
    with pytest.raises(ValueError, match="the quote"):
        write_report(broken, tmp_path / "out")
    assert listed(tmp_path) == []


def test_several_candidates_get_a_folder_each_and_a_comparison(tmp_path: Path) -> None:
    other = sample.report().model_copy(update={"candidate": "../Ann Lee"})
    write_reports([sample.report(), other, sample.report()], tmp_path)
    assert listed(tmp_path) == ["ann-lee", "comparison.html", "comparison.json", "ravi-oduya", "ravi-oduya-2"]
    assert listed(tmp_path / "ann-lee") == NAMES
    assert 'href="ravi-oduya-2/report.html"' in (tmp_path / "comparison.html").read_text(encoding="utf-8")


def test_a_single_candidate_needs_no_comparison(tmp_path: Path) -> None:
    write_reports([sample.report()], tmp_path)
    assert listed(tmp_path) == NAMES


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        (["Ann", "ann", "ANN"], ["ann", "ann-2", "ann-3"]),
        (["Ann 2", "Ann", "Ann"], ["ann-2", "ann", "ann-3"]),
        (["../../etc", "/", "", "."], ["etc", "candidate", "candidate-2", "candidate-3"]),
        (["Łukasz Żak", "中文"], ["łukasz-żak", "中文"]),
        (["x" * 500], ["x" * 40]),
    ],
)
def test_folder_names_are_safe_and_differ(candidates: list[str], expected: list[str]) -> None:
    assert folder_names(candidates) == expected
