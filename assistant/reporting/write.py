"""Reports as files: all of a folder's files or none, never half of one.

Every file is first written whole under a temporary name beside its place; once all are on the disk they are renamed.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from errno import EISDIR
from itertools import chain, count
from pathlib import Path
from urllib.parse import quote

from assistant.errors import StorageError
from assistant.reporting.comparison import compare, render_comparison_html, render_comparison_json
from assistant.reporting.csv import render_csv
from assistant.reporting.highlights import check_quotes
from assistant.reporting.html import render_html
from assistant.reporting.json import render_json
from assistant.reporting.markdown import render_markdown
from assistant.reporting.pdf import render_pdf
from assistant.types import Report


def write_report(report: Report, folder: Path) -> tuple[Path, ...]:
    """Writes report.json, .html, .md, .pdf and .csv into the folder, which is made if need be; returns their paths.

    StorageError where the folder or the disk refuses, ValueError where a quote does not stand in its turn.
    """
    check_quotes(report)
    return write_all(
        folder,
        {
            "report.json": render_json(report),
            "report.html": render_html(report).encode("utf-8", "replace"),
            "report.md": render_markdown(report).encode("utf-8", "replace"),
            "report.pdf": render_pdf(report),
            "report.csv": render_csv(report),
        },
    )


def write_reports(reports: Sequence[Report], folder: Path) -> tuple[Path, ...]:
    """Writes one report into the folder itself; several into a folder for each candidate, with a comparison."""
    if len(reports) == 1:
        return write_report(reports[0], folder)
    names = folder_names([report.candidate for report in reports])
    paths = [path for name, report in zip(names, reports, strict=True) for path in write_report(report, folder / name)]
    return (*paths, *write_comparison(reports, folder, [f"{name}/report.html" for name in names]))


def write_comparison(reports: Sequence[Report], folder: Path, pages: Sequence[str]) -> tuple[Path, ...]:
    """Writes comparison.json and comparison.html. `pages` are the paths of the reports' pages from the folder."""
    comparison = compare(reports)
    page = render_comparison_html(comparison, [quote(path) for path in pages])
    return write_all(
        folder,
        {
            "comparison.json": render_comparison_json(comparison),
            "comparison.html": page.encode("utf-8", "replace"),
        },
    )


def folder_names(candidates: Sequence[str]) -> list[str]:
    """A folder name for each candidate: letters, digits and hyphens only, no two alike on any file system."""
    names: list[str] = []
    for candidate in candidates:
        words = re.findall(r"\w+", unicodedata.normalize("NFKC", candidate).casefold())
        name = "-".join(words)[:40].strip("-") or "candidate"
        numbered = (f"{name}-{number}" for number in count(2))
        names.append(next(free for free in chain([name], numbered) if free not in names))
    return names


def write_all(folder: Path, files: Mapping[str, bytes], what: str = "the report") -> tuple[Path, ...]:
    """Writes all files or none. A folder made for them goes again when that fails. StorageError names `what`."""
    made = not folder.exists()
    waiting = {folder / name: folder / f".{name}.{os.getpid()}.part" for name in files}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if taken := [path.name for path in waiting if path.is_dir()]:
            raise IsADirectoryError(EISDIR, f"{taken[0]} is a folder there")
        for (_, part), content in zip(waiting.items(), files.values(), strict=True):
            _write_through(part, content)
        for path, part in waiting.items():
            part.replace(path)
    except OSError as error:
        _clear(waiting.values(), folder if made else None)
        raise StorageError(
            f"{what} could not be written to {folder}: {error.strerror or error}. "
            "Free some space or name another folder, then run it again."
        ) from error
    return tuple(waiting)


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _clear(parts: Iterable[Path], made: Path | None) -> None:
    """Removes what an attempt left behind; that it cannot is no news, for the attempt has failed already."""
    for part in parts:
        with suppress(OSError):
            part.unlink()
    if made is not None:
        with suppress(OSError):
            made.rmdir()
