"""What Chroma leaves on disk of collections that were deleted: words in free pages, vectors in folders of nobody.

Knows the layout of chromadb 1.5.9: `chroma.sqlite3` with a table of segments, and beside it a folder for each segment
that has an index of its own.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import UUID

DATABASE = "chroma.sqlite3"
UNSWEPT = "unswept"
"""A file that is there from before something is deleted until nothing is left of it, whoever is killed meanwhile."""
WAIT_S = 60


@contextmanager
def swept(folder: Path, *, deleting: bool) -> Iterator[None]:
    """What is deleted inside leaves nothing behind, nor does what an earlier process did not get to sweep.

    Only one process at a time may be here; others may read meanwhile. Raises OSError.
    """
    mark = folder / UNSWEPT
    if deleting:
        mark.touch()
    yield
    if mark.exists():
        _sweep(folder)
        mark.unlink()


def _sweep(folder: Path) -> None:
    try:
        with closing(sqlite3.connect(folder / DATABASE, timeout=WAIT_S, isolation_level=None)) as database:
            used = {str(name) for (name,) in database.execute("SELECT id FROM segments")}
            database.execute("VACUUM")
    except sqlite3.Error as error:
        raise OSError(f"what was removed could not be swept from {folder / DATABASE}: {error}") from error
    for left in folder.iterdir():
        if left.is_dir() and _is_segment(left.name) and left.name not in used:
            shutil.rmtree(left)


def _is_segment(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
