"""The folder of a team's files, changed as a whole: whoever is killed meanwhile leaves the old state or the new.

Each state is a numbered folder in the layout of the package's knowledge. A change builds the next one aside, from links
to the files that stay, and renames it into place; the older ones are deleted then.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.errors import TeamError

_BUILDING = ".next"


class Left(Exception):
    """Raised inside a change to leave everything as it is; nobody outside sees it."""


class TeamFolder:
    """The states below `root`; the newest has the highest number. Raises `TeamError`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def number(self) -> int:
        """Of the newest state; 0 where there is none. Different numbers, different content."""
        return max(self._numbers(), default=0)

    def current(self) -> Path | None:
        """The newest state. It may vanish while it is read: then there is a newer one."""
        number = self.number
        return self.root / str(number) if number else None

    @contextmanager
    def changed(self) -> Iterator[Path]:
        """A copy of the newest state, to be changed; it becomes the newest where nothing is raised, else it is dropped.

        Its files may be removed and new ones written, but none written to. One process at a time; `Left` drops it.
        """
        building = self.root / _BUILDING
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with (self.root / "lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                shutil.rmtree(building, ignore_errors=True)
                try:
                    number = self.number
                    _copy(self.root / str(number), building)
                    yield building
                    _kept(building)
                    building.rename(self.root / str(number + 1))
                    _keep(self.root)
                    self._sweep(number + 1)
                except Left:
                    return
                finally:
                    shutil.rmtree(building, ignore_errors=True)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise TeamError(
                f"the team's knowledge in {self.root} cannot be written ({reason}); nothing was changed. "
                "Check the disk and the permissions of that folder, then try again"
            ) from error

    def _numbers(self) -> list[int]:
        try:
            return [int(one.name) for one in self.root.iterdir() if one.name.isdecimal()] if self.root.is_dir() else []
        except OSError as error:
            raise TeamError(
                f"the team's knowledge in {self.root} cannot be read ({error.strerror}); check its permissions"
            ) from error

    def _sweep(self, newest: int) -> None:
        """Delete older states, those that a killed process left too."""
        for number in self._numbers():
            if number < newest:
                shutil.rmtree(self.root / str(number))


def _copy(old: Path, new: Path) -> None:
    """Links to the same files where the disk has links, otherwise copies."""
    if old.is_dir():
        shutil.copytree(old, new, copy_function=_linked)
    else:
        new.mkdir()


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _kept(folder: Path) -> None:
    """On the disk, not only on its way there."""
    for path in (*folder.rglob("*"), folder):
        _keep(path)


def _keep(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
