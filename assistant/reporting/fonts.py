"""The fonts of the PDF: Source Sans for what it has, Kurinto for other scripts, a box for what neither has.

Both come with the package weblate-fonts (SIL Open Font License 1.1). A Kurinto file has 5-10 MB and is only
opened when a text needs it. Letters are set one after the other: no joining and no right-to-left order.
"""

import unicodedata
from collections.abc import Set
from importlib.resources import files
from itertools import groupby
from typing import Final

from fpdf import FPDF
from fpdf.fonts import TTFFont

_FOLDER: Final = files("weblate_fonts") / "static" / "weblate_fonts"
_BODY: Final = {"": "SourceSans3-Regular", "B": "SourceSans3-Semibold", "I": "SourceSans3-It"}
_OTHERS: Final = ("KurintoSans", "KurintoSansSC", "KurintoSansJP", "KurintoSansKR")
_BOX: Final = "□"


class Fonts:
    """The fonts that one document has opened so far."""

    def __init__(self, pdf: FPDF) -> None:
        self._pdf = pdf
        self._chosen: dict[str, str | None] = {}
        for style, name in _BODY.items():
            pdf.add_font("body", style, str(_FOLDER / "source-sans" / "ttf" / f"{name}.ttf"))
        self._body = self._letters("body") & self._letters("bodyB") & self._letters("bodyI")

    def pieces(self, text: str) -> list[tuple[str, str]]:
        """The text as (font family, text) pairs; characters that no font has are boxes, controls are left out."""
        shown = (" " if unicodedata.category(c)[0] == "Z" else c for c in text if unicodedata.category(c)[0] != "C")
        pairs = [(family, c) if (family := self._family(c)) else ("body", _BOX) for c in shown]
        return [(family, "".join(c for _, c in group)) for family, group in groupby(pairs, key=lambda pair: pair[0])]

    def close(self) -> None:
        """Closes the font files, which fpdf2 leaves open."""
        for font in self._pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def _family(self, character: str) -> str | None:
        if ord(character) in self._body:
            return "body"
        if character not in self._chosen:
            self._chosen[character] = next((name for name in _OTHERS if self._has(name, character)), None)
        return self._chosen[character]

    def _has(self, family: str, character: str) -> bool:
        key = family.lower()
        if key not in self._pdf.fonts:
            self._pdf.add_font(family, "", str(_FOLDER / "kurinto" / "ttf" / f"{family}-Rg.ttf"))
        return ord(character) in self._letters(key)

    def _letters(self, key: str) -> Set[int]:
        font = self._pdf.fonts[key]
        assert isinstance(font, TTFFont)
        return font.cmap.keys()
