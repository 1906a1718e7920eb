"""A change of the team's folder is whole, whoever is killed, and one process changes it at a time."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from knowledge.errors import TeamError
from knowledge.team.folder import Left, TeamFolder


def names(folder: TeamFolder) -> list[str]:
    current = folder.current()
    return sorted(path.name for path in current.iterdir()) if current else []


def put(folder: TeamFolder, name: str) -> None:
    with folder.changed() as new:
        (new / name).write_text(name)


def test_a_change_becomes_the_newest_and_the_old_is_gone(tmp_path: Path) -> None:
    folder = TeamFolder(tmp_path / "team")
    assert (folder.number, folder.current()) == (0, None)
    put(folder, "a")
    put(folder, "b")
    assert (folder.number, names(folder)) == (2, ["a", "b"])
    assert sorted(path.name for path in folder.root.iterdir()) == ["2", "lock"]


@pytest.mark.parametrize("error", [Left, KeyboardInterrupt, ValueError])
def test_what_is_not_finished_changes_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    folder = TeamFolder(tmp_path / "team")
    put(folder, "a")
    try:
        with folder.changed() as new:
            (new / "a").unlink()
            raise error
    except (KeyboardInterrupt, ValueError):
        pass
    assert (folder.number, names(folder)) == (1, ["a"])
    assert sorted(path.name for path in folder.root.iterdir()) == ["1", "lock"]


def test_what_a_killed_process_left_is_no_state_and_goes(tmp_path: Path) -> None:
    folder = TeamFolder(tmp_path / "team")
    put(folder, "a")
    put(folder, "b")
    (folder.root / ".next").mkdir()
    (folder.root / ".next" / "half").write_text("")
    shutil.copytree(folder.root / "2", folder.root / "1")
    assert names(folder) == ["a", "b"]
    put(folder, "c")
    assert names(folder) == ["a", "b", "c"]
    assert sorted(path.name for path in folder.root.iterdir()) == ["3", "lock"]


def test_a_disk_without_links_gets_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(source: str, target: str) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", none)
    folder = TeamFolder(tmp_path / "team")
    put(folder, "a")
    put(folder, "b")
    assert names(folder) == ["a", "b"]


def test_a_full_disk_is_told_and_changes_nothing(tmp_path: Path) -> None:
    folder = TeamFolder(tmp_path / "team")
    put(folder, "a")
    with (
        pytest.raises(TeamError, match=r"cannot be written \(No space left on device\); nothing was changed"),
        folder.changed(),
    ):
        raise OSError(28, "No space left on device")
    assert names(folder) == ["a"]


def test_a_place_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TeamError, match="cannot be written"):
        put(TeamFolder(tmp_path / "file"), "a")


WRITER = """
import sys
from pathlib import Path
from knowledge.team.folder import TeamFolder
folder = TeamFolder(Path(sys.argv[1]))
for number in range(20):
    with folder.changed() as new:
        (new / f"{sys.argv[2]}{number}").write_text("")
"""


def test_processes_wait_for_each_other(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path / "team")]
    writers = [subprocess.Popen([*command, name]) for name in "ab"]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert len(names(TeamFolder(tmp_path / "team"))) == 40


def test_a_process_killed_at_any_moment_leaves_a_whole_state(tmp_path: Path) -> None:
    folder = TeamFolder(tmp_path / "team")
    for attempt in range(3):
        before = folder.number
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(folder.root), f"k{attempt}-"])
        while folder.number < before + 3 and writer.poll() is None:
            time.sleep(0.001)
        writer.kill()
        writer.wait(60)
        numbers = [int(name.partition("-")[2]) for name in names(folder) if name.startswith(f"k{attempt}-")]
        assert sorted(numbers) == list(range(len(numbers)))
    put(folder, "last")
    assert sorted(path.name for path in folder.root.iterdir()) == sorted([str(folder.number), "lock"])
