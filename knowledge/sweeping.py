"""What Chroma leaves on disk of collections that were deleted: words in free pages, vectors in folders of nobody.

Also words in room that an index has reserved: it is written as the process's memory happened to be, with pieces of
texts in it that were let go. Knows the layout of chromadb 1.5.9: `chroma.sqlite3` with a table of segments, and beside
it a folder for each segment that has an index of its own, whose `header.bin` begins with version, offset, room, how
many elements there are and the bytes of each, and whose `data_level0.bin` holds them.
"""

import shutil
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager
from os import SEEK_END
from pathlib import Path
from uuid import UUID

DATABASE = "chroma.sqlite3"
UNSWEPT = "unswept"
"""A file that is there from before something is deleted until nothing is left of it, whoever is killed meanwhile."""
WAIT_S = 60
HEADER = struct.Struct("<iQQQQ")


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
    for segment in folder.iterdir():
        if segment.is_dir() and _is_segment(segment.name):
            if segment.name in used:
                _blank_reserved(segment)
            else:
                shutil.rmtree(segment)


def _blank_reserved(segment: Path) -> None:
    """Zeros behind the last element of an index."""
    header, data = segment / "header.bin", segment / "data_level0.bin"
    if not header.is_file() or not data.is_file():
        return
    _, _, _, elements, size = HEADER.unpack_from(header.read_bytes())
    with data.open("r+b") as stream:
        reserved = stream.seek(0, SEEK_END) - elements * size
        if reserved > 0:
            stream.seek(elements * size)
            stream.write(bytes(reserved))


def _is_segment(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
