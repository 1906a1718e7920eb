"""PDF: the text of each page, by pypdf. Pictures of text are not read, and nothing is decrypted.

The reading is done by a process of its own, which may use so much memory and time and no more: whatever a hostile file
makes of it, the caller gets a sentence. Run by `read_pdf` as `python -m knowledge.extraction.pdf`.
"""

import io
import json
import logging
import os
import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter, ValidationError

from knowledge.extraction.text import Found, one_line, section
from knowledge.source import Unreadable

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_PAGES: Final = 500
MAX_CHARACTERS: Final = 2_000_000
TIMEOUT_S: Final = 60
MEMORY_BYTES: Final = 2_000_000_000
_HYPHENATED = re.compile(r"(?<=\w)-\n(?=[a-zà-ÿ])")
_WRAPPED = re.compile(r"(?<!\n)\n(?!\n)")
_BULLET = re.compile(r"\n(?=\s*(?:[•▪◦‣–*-]|\d+[.)])\s)")
_PRINT_AGAIN = "print it to a new PDF, or add its text as Markdown"


class _Told(ValueError):
    """Why a file is refused; the last line of what the child writes to stderr."""


def read_pdf(content: bytes) -> Found:
    """The sections of a PDF, one a page. Raises `Unreadable`."""
    home = str(Path(__file__).parents[2])
    command = [sys.executable, "-X", "utf8", "-m", __name__ if __name__ != "__main__" else "knowledge.extraction.pdf"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")]))}
    try:
        ran = subprocess.run(command, input=content, capture_output=True, timeout=TIMEOUT_S, env=environment)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(f"took more than {TIMEOUT_S} seconds to read", _PRINT_AGAIN) from error
    except OSError as error:
        raise Unreadable(f"cannot be read now ({error.strerror})", "free some memory and try again") from error
    if ran.returncode:
        said = ran.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        wrong, _, right = said.partition("; ") if said.startswith(("is ", "has ", "holds ")) else ("", "", "")
        raise Unreadable(wrong or "needs more memory or time than a document does", right or _PRINT_AGAIN)
    try:
        title, pages = TypeAdapter(tuple[str, list[str]]).validate_json(ran.stdout)
    except ValidationError as error:
        raise Unreadable("could not be read", _PRINT_AGAIN) from error
    found = (section((), _flowing(text), number) for number, text in enumerate(pages, 1))
    sections = tuple(one for one in found if one)
    if not sections:
        raise Unreadable("has no text, only pictures of it perhaps", "add a version with text; pictures are not read")
    return Found(one_line(title) or None, sections)


def _flowing(text: str) -> str:
    """Lines of a page as paragraphs: a line's end is where the page ended, not where a thought did."""
    joined = _BULLET.sub("\n\n", _HYPHENATED.sub("", text.replace("\r\n", "\n")))
    return _WRAPPED.sub(" ", joined)


def _limited() -> None:
    """So much memory and computing time for this process, and no file written."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (TIMEOUT_S, TIMEOUT_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _pages(content: bytes) -> tuple[str, list[str]]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise _Told("is protected with a password; save it without one")
        if len(reader.pages) > MAX_PAGES:
            raise _Told(f"has {len(reader.pages)} pages, and at most {MAX_PAGES} are read; split it")
        return _title(reader), _texts(reader)
    except PyPdfError as error:
        raise _Told(f"is no whole PDF ({' '.join(str(error).split())[:120]}); {_PRINT_AGAIN}") from error


def _title(reader: "PdfReader") -> str:
    said = reader.metadata.title if reader.metadata else None
    return said if said and not said.lower().endswith((".doc", ".docx", ".pdf", ".indd")) else ""


def _texts(reader: "PdfReader") -> list[str]:
    texts: list[str] = []
    for page in reader.pages:
        texts.append(page.extract_text())
        if sum(map(len, texts)) > MAX_CHARACTERS:
            raise _Told(f"has more than {MAX_CHARACTERS:,} characters; split it")
    return texts


def main() -> int:
    """Reads a PDF from stdin and writes title and pages as JSON to stdout; 1 with a sentence on stderr."""
    _limited()
    logging.disable()
    try:
        json.dump(_pages(sys.stdin.buffer.read()), sys.stdout)
    except _Told as told:
        sys.stderr.write(f"\n{told}\n")
        return 1
    except Exception as error:  # whatever a broken file makes pypdf raise: this process exists to contain it
        sys.stderr.write(f"\nis no whole PDF ({type(error).__name__}); {_PRINT_AGAIN}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
