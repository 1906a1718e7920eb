"""Typesetting for the PDF: runs of text broken into lines, with underlines that differ in shape. Knows no report.

Lengths are millimetres from the page's top left corner, sizes of letters are points.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from fpdf import FPDF

from assistant.reporting.fonts import Fonts
from assistant.types import SpanKind

Colour = tuple[int, int, int]
BLACK: Final[Colour] = (20, 24, 28)
SOFT: Final[Colour] = (84, 94, 104)
LINE: Final[Colour] = (200, 198, 190)
ACCENT: Final[Colour] = (23, 92, 110)
LEFT, RIGHT, TOP, BOTTOM = 22.0, 188.0, 20.0, 276.0
_POINT: Final = 25.4 / 72
_DOTS: Final = 0.95  # millimetres from dot to dot
_WAVE: Final = 1.5  # millimetres from crest to crest
_TOKENS: Final = re.compile(r"[ \t\n\r\f\v]+|[^ \t\n\r\f\v]+")  # a no-break space does not break


@dataclass(frozen=True)
class Ink:
    """How a run of text looks, and where a click on it leads (an fpdf2 link number)."""

    size: float = 10.0
    style: str = ""
    colour: Colour = BLACK
    under: SpanKind | None = None
    link: int | None = None


@dataclass(frozen=True)
class Run:
    """Text in one ink."""

    text: str
    ink: Ink = Ink()


@dataclass(frozen=True)
class _Set:
    """A run measured in one font."""

    text: str
    family: str
    ink: Ink
    width: float


class Paper:
    """An A4 document and the place where the next line goes."""

    def __init__(self, title: str, foot: str) -> None:
        self.pdf = _Numbered(foot)
        self.pdf.set_title("".join(text for _, text in self.pdf.body_fonts.pieces(title)))
        self.pdf.set_auto_page_break(False)
        self.fonts = self.pdf.body_fonts
        self.new_page()

    def close(self) -> None:
        """Closes the fonts; nothing can be set after it."""
        self.fonts.close()

    def new_page(self) -> None:
        """Starts a page; the next line is its first."""
        self.pdf.add_page()
        self.y = TOP

    def need(self, height: float) -> None:
        """Starts a page unless the height still fits on this one."""
        if self.y + height > BOTTOM:
            self.new_page()

    def gap(self, height: float) -> None:
        """Leaves space, but none at the top of a page."""
        if self.y > TOP:
            self.y += height

    def rule(self) -> None:
        """A thin line across the page."""
        self._pen(LINE, 0.2)
        self.pdf.line(LEFT, self.y, RIGHT, self.y)

    def write(self, runs: Iterable[Run], left: float = LEFT, right: float = RIGHT, leading: float = 1.35) -> None:
        """Sets the runs as a paragraph between two margins, over as many pages as it takes."""
        for line in self._lines(list(runs), right - left):
            height = max(piece.ink.size for piece in line) * _POINT * leading
            self.need(height)
            x = left
            for piece in line:
                self._put(piece, x, self.y + height * 0.74)
                x += piece.width
            self.y += height

    def beside(self, runs: Iterable[Run], left: float, right: float, leading: float = 1.35) -> None:
        """Sets the runs like `write`, but leaves the place for the next line where it was."""
        page, y = self.pdf.page, self.y
        self.write(runs, left, right, leading)
        if self.pdf.page == page:
            self.y = y

    def _lines(self, runs: list[Run], width: float) -> Iterator[list[_Set]]:
        line: list[_Set] = []
        used = 0.0
        for word in self._words(runs):
            long = sum(piece.width for piece in word)
            blank = all(piece.text == " " for piece in word)
            if used + long > width and line and not blank:
                yield _trimmed(line)
                line, used = [], 0.0
            if long > width:
                *full, word = self._chopped(word, width)
                yield from full
                long = sum(piece.width for piece in word)
            if line or not blank:
                line += word
                used += long
        if line:
            yield _trimmed(line)

    def _words(self, runs: list[Run]) -> Iterator[list[_Set]]:
        """Unbreakable groups: what stands between two spaces, across runs; each space is a group of its own."""
        word: list[_Set] = []
        for run in runs:
            for token in _TOKENS.findall(run.text):
                if token.isspace():
                    if word:
                        yield word
                    word = []
                    yield self._measured(" ", run.ink)
                else:
                    word += self._measured(token, run.ink)
        if word:
            yield word

    def _measured(self, text: str, ink: Ink) -> list[_Set]:
        found = []
        for family, piece in self.fonts.pieces(text):
            self._font(family, ink)
            found.append(_Set(piece, family, ink, self.pdf.get_string_width(piece)))
        return found

    def _chopped(self, word: list[_Set], width: float) -> list[list[_Set]]:
        """A word that is longer than a line, cut wherever the line ends; at least one piece."""
        lines: list[list[_Set]] = [[]]
        used = 0.0
        for piece in word:
            self._font(piece.family, piece.ink)
            for character in piece.text:
                wide = self.pdf.get_string_width(character)
                if used + wide > width and lines[-1]:
                    lines.append([])
                    used = 0.0
                used += wide
                if lines[-1] and lines[-1][-1].family == piece.family and lines[-1][-1].ink == piece.ink:
                    last = lines[-1][-1]
                    lines[-1][-1] = replace(last, text=last.text + character, width=last.width + wide)
                else:
                    lines[-1].append(_Set(character, piece.family, piece.ink, wide))
        return lines

    def _font(self, family: str, ink: Ink) -> None:
        self.pdf.set_font(family, ink.style if family == "body" else "", ink.size)

    def _put(self, piece: _Set, x: float, base: float) -> None:
        self._font(piece.family, piece.ink)
        self.pdf.set_text_color(*piece.ink.colour)
        self.pdf.text(x, base, piece.text)
        if piece.ink.under:
            self._underline(piece.ink.under, x, x + piece.width, base + 0.9)
        if piece.ink.link is not None:
            height = piece.ink.size * _POINT
            self.pdf.link(x, base - height * 0.8, piece.width, height, piece.ink.link)

    def _underline(self, kind: SpanKind, start: float, end: float, y: float) -> None:
        """Solid for evidence, waves for vague claims, dots for buzzwords: told apart without colour."""
        self._pen(BLACK, {"evidence": 0.35, "vague": 0.2, "buzzword": 0.1}[kind])
        if kind == "vague":
            self.pdf.polyline(_waves(start, end, y))
        elif kind == "buzzword":
            self.pdf.set_fill_color(*BLACK)
            for step in range(int(start / _DOTS) + 1, int(end / _DOTS) + 1):
                self.pdf.circle(step * _DOTS, y, 0.24, style="F")
        else:
            self.pdf.line(start, y, end, y)

    def _pen(self, colour: Colour, width: float) -> None:
        self.pdf.set_draw_color(*colour)
        self.pdf.set_line_width(width)

    def stroke(self, start: tuple[float, float], end: tuple[float, float], colour: Colour, width: float) -> None:
        """A straight line."""
        self._pen(colour, width)
        self.pdf.line(*start, *end)

    def dot(self, x: float, y: float, radius: float = 1.0) -> None:
        """A filled circle."""
        self.pdf.set_fill_color(*ACCENT)
        self.pdf.circle(x, y, radius, style="F")

    def label(self, text: str, x: float, base: float, colour: Colour = SOFT, size: float = 8.0) -> None:
        """A short text centred on x, its letters standing on `base`."""
        pieces = self._measured(text, Ink(size, colour=colour))
        x -= sum(piece.width for piece in pieces) / 2
        for piece in pieces:
            self._put(piece, x, base)
            x += piece.width


def _trimmed(line: list[_Set]) -> list[_Set]:
    """The line without the space at its end."""
    return line[:-1] if line[-1].text == " " and len(line) > 1 else line


def _waves(start: float, end: float, y: float) -> list[tuple[float, float]]:
    """A zigzag from start to end whose crests lie on one grid, so that neighbouring words join."""
    half = _WAVE / 2
    first, last = int(start / half) + 1, int(end / half)
    crests = [(step * half, y + (0.35 if step % 2 else -0.35)) for step in range(first, last + 1)]
    return [(start, y), *crests, (end, y)]


class _Numbered(FPDF):
    """Pages with what the document is about and their number at the foot."""

    def __init__(self, foot: str) -> None:
        super().__init__(format="A4")
        self.body_fonts = Fonts(self)
        self.set_lang("en-GB")
        self._foot = "".join(text for family, text in self.body_fonts.pieces(foot) if family == "body")

    def footer(self) -> None:
        """Called by fpdf2 at the end of each page."""
        self.set_font("body", "", 8)
        self.set_text_color(*SOFT)
        self.text(LEFT, 287, self._foot)
        number = str(self.page_no())
        self.text(RIGHT - self.get_string_width(number), 287, number)
