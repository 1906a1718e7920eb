"""A report's files removed: those that Plumbline wrote, and no other."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from assistant.errors import StorageError

FORMATS: Final = ("html", "pdf", "md", "json", "csv")
"""Of a report's files, in the order in which they are offered."""
_COMPARISON: Final = ("html", "json")


def remove_report(folder: Path, within: Path) -> None:
    """Removes a report's files and the comparison it stands in, and folders below `within` that are empty then.

    A file that is gone already is no error. Raises StorageError where one cannot be removed.
    """
    files = [folder / f"report.{suffix}" for suffix in FORMATS]
    files += [folder.parent / f"comparison.{suffix}" for suffix in _COMPARISON]
    for file in files:
        try:
            file.unlink(missing_ok=True)
        except NotADirectoryError:
            continue
        except OSError as error:
            raise StorageError(
                f"{file} cannot be removed: {error.strerror or error}. Make its folder writable, then delete it again."
            ) from error
    for empty in _below(folder, within):
        with suppress(OSError):  # not empty, or gone
            empty.rmdir()


def _below(folder: Path, within: Path) -> Iterator[Path]:
    """The folder and those above it, up to but without `within`; none where it lies elsewhere."""
    top = within.resolve()
    for each in (folder.resolve(), *folder.resolve().parents):
        if top not in each.parents:
            return
        yield each
