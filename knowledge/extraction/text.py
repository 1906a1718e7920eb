"""Text as it came out of a document, made fit to be kept: nothing that steers a terminal or turns the reading order.

Also what the formats have in common: what was found in a file.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.types import Section

LONGEST_HEADING = 200
_BLANK_LINES = re.compile(r"\n\s*\n\s*")
_KEPT = "\n\t\u200c\u200d"
"""Among them the joiners that Persian and Indic scripts need."""
_SPACES = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Found:
    """What a format's reader found: the title where the file has one, and the sections in order."""

    title: str | None
    sections: Sequence[Section]


def cleaned(text: str) -> str:
    """Without control and format characters, with single spaces and at most one blank line between paragraphs."""
    kept = "".join(_kept(character) for character in text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (_SPACES.sub(" ", line).strip() for line in kept.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def one_line(text: str) -> str:
    """A heading or a title: cleaned, on one line, not endless."""
    return " ".join(cleaned(text).split())[:LONGEST_HEADING].strip()


def section(heading: Sequence[str], text: str, page: int | None = None) -> Section | None:
    """A section, or None where no words are left."""
    words = cleaned(text)
    if not any(character.isalnum() for character in words):
        return None
    return Section(heading=tuple(heading), page=page, text=words)


def _kept(character: str) -> str:
    if character in _KEPT:
        return character
    category = unicodedata.category(character)
    return " " if category in ("Zl", "Zp", "Zs") else "" if category in ("Cc", "Cf", "Cs", "Co", "Cn") else character
