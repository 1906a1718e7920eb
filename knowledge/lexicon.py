"""Where the terms of the lexicon stand in a text. Does not say whether anything unpacks them.

Whole words, whatever their case; a hyphen is as good as a space (`fine-tuning`, `fine tuning`), a curly apostrophe as
a straight one. Where uses overlap the longest stands.
"""

import re
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from knowledge.types import Term

_SAME = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-", "−": "-"})
_GAP = r"[\s-]{1,3}"


@dataclass(frozen=True, slots=True)
class TermUse:
    """A term in a text: `used == text[start:end]`, in code points; `term` is its key in `Knowledge.terms`."""

    start: int
    end: int
    used: str
    term: str


@dataclass(frozen=True, slots=True)
class _Forms:
    pattern: re.Pattern[str]
    terms: Mapping[str, str]


def find_terms(text: str, terms: Iterable[Term]) -> tuple[TermUse, ...]:
    """Every use of the terms and their variants, in the order of the text, without overlap."""
    forms = _compiled(tuple((term.term, term.variants) for term in terms))
    spans = sorted(_spans(_folded(text), forms.pattern))
    return tuple(_use(text, start, end, forms) for start, end in spans)


def form(wording: str) -> str:
    """A wording as it is compared: lower case, single spaces in place of hyphens and white space."""
    return " ".join(re.split(r"[\s-]+", _folded(wording))).strip()


def _use(text: str, start: int, end: int, forms: _Forms) -> TermUse:
    used = text[start:end]
    return TermUse(start, end, used, forms.terms[form(used)])


def _spans(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Longest first; the gap that a longer use leaves beside it is searched again, for a shorter one."""
    waiting = {(0, len(text))}
    while waiting:
        first, last = waiting.pop()
        found = [match.span(1) for match in pattern.finditer(text, first, last)]
        taken: list[tuple[int, int]] = []
        lost: list[int] = []
        for span in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
            before, after = _beside(taken, span[0], first, last)
            if before <= span[0] and span[1] <= after:
                insort(taken, span)
            else:
                lost.append(span[0])
        yield from taken
        gaps = {start: _beside(taken, start, first, last) for start in lost}
        waiting |= {gap for start, gap in gaps.items() if gap[0] <= start}


def _beside(taken: list[tuple[int, int]], start: int, first: int, last: int) -> tuple[int, int]:
    """Where the span before a position ends, and where the next one starts."""
    index = bisect_right(taken, start, key=itemgetter(0))
    before = taken[index - 1][1] if index else first
    return before, taken[index][0] if index < len(taken) else last


def _folded(text: str) -> str:
    """Lower case with one code point for each of the text's, so that offsets hold."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    return lowered.translate(_SAME)


@lru_cache(maxsize=8)
def _compiled(wordings: tuple[tuple[str, tuple[str, ...]], ...]) -> _Forms:
    terms: dict[str, str] = {}
    for term, variants in wordings:
        for wording in (term, *variants):
            terms.setdefault(form(wording), term)
    by_length = sorted(terms, key=len, reverse=True)
    words = "|".join(_GAP.join(map(re.escape, wording.split())) for wording in by_length) or r"(?!)"
    return _Forms(re.compile(rf"(?<!\w)(?=({words})(?!\w))"), terms)
