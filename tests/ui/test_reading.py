"""Reading a file gives progress, then the reports and their files; what goes wrong is raised, not swallowed."""

from pathlib import Path

import pytest

from assistant.archive import Archive, TeamReports
from assistant.errors import StorageError, TranscriptError
from assistant.reporting.remove import FORMATS
from assistant.scoring import Progress, ScoreOptions
from assistant.types import Report
from tests.ui.fakes import ScriptedScorer
from ui.reading import Reading, again, new_folder, read, speakers


def run(play: str, tmp_path: Path, options: ScoreOptions | None = None) -> list[Progress | Reading | None]:
    file = tmp_path / "talk one.txt"
    file.write_text(play, encoding="utf-8")
    archive = Archive.open(f"sqlite:///{tmp_path}/archive.db")
    kept = TeamReports(archive, tmp_path / "reports")
    steps = list(read(ScriptedScorer(), kept, file, options or ScoreOptions(), tmp_path / "reports"))
    reading = steps[-1]
    if isinstance(reading, Reading):
        assert [again(kept.open(each)).reports[0] for each in reading.kept] == list(reading.reports)
    archive.close()
    return steps


def test_progress_comes_in_order_and_the_reading_last(tmp_path: Path) -> None:
    steps = [step for step in run("scored", tmp_path) if step]
    assert steps[:-1] == [Progress(done, 4, f"Reading exchange {done + 1}") for done in range(4)]
    reading = steps[-1]
    assert isinstance(reading, Reading)
    assert [path.name for path in reading.of(0)] == [f"report.{suffix}" for suffix in FORMATS]
    assert all(path.is_file() for path in reading.of(0))
    assert reading.of(0)[0].parent.name.endswith("-talk-one")
    assert not reading.comparison(0).exists()
    assert len(reading.kept) == 1


def test_several_candidates_have_their_own_files(tmp_path: Path) -> None:
    reading = run("two", tmp_path)[-1]
    assert isinstance(reading, Reading)
    assert [reading.of(place)[0].parent.name for place in (0, 1)] == ["ravi-oduya", "ada-quill"]
    assert reading.comparison(1).is_file()
    assert len(set(reading.kept)) == 2


def test_the_roles_are_those_that_were_scored(tmp_path: Path) -> None:
    reading = run("scored", tmp_path, ScoreOptions(swap=True))[-1]
    assert isinstance(reading, Reading)
    assert reading.swapped
    assert speakers(reading.reports[0]) == (("Maren Holt", "candidate"), ("Ravi Oduya", "interviewer"))


class NoSpace(TeamReports):
    """Keeps nothing."""

    def __init__(self) -> None: ...

    def keep(self, report: Report, folder: Path) -> str:
        raise StorageError(f"{report.candidate}: no space in {folder.name}")


def test_a_report_that_cannot_be_kept_is_not_lost(tmp_path: Path) -> None:
    file = tmp_path / "talk.txt"
    file.write_text("two", encoding="utf-8")
    reading = list(read(ScriptedScorer(), NoSpace(), file, ScoreOptions(), tmp_path / "reports"))[-1]
    assert isinstance(reading, Reading)
    assert (reading.kept, reading.trouble) == ((), "Ravi Oduya: no space in ravi-oduya")
    assert len(reading.reports) == 2
    assert reading.of(1)[0].is_file()


@pytest.mark.parametrize(("play", "error"), [("refused", TranscriptError), ("broken", RuntimeError)])
def test_what_the_scorer_raises_comes_through(play: str, error: type[Exception], tmp_path: Path) -> None:
    with pytest.raises(error):
        run(play, tmp_path)
    assert not (tmp_path / "reports").exists()


def test_two_readings_of_one_second_do_not_meet(tmp_path: Path) -> None:
    assert len({new_folder(tmp_path, "../x y") for _ in range(3)}) == 3
    assert {folder.parent for folder in tmp_path.iterdir()} == {tmp_path}


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match=r"file.*PLUMBLINE_DATA_DIR"):
        new_folder(tmp_path / "file", "x")
