"""An answer cut into parts that are read one by one: sentences, and clauses where speech runs on.

Parts tile what was said: they never overlap, keep their order, and leave out white space only. None is longer than
`LONGEST_CLAUSE_WORDS` words or `LONGEST_PART_CHARACTERS`, so that whatever is pasted fits the model's window.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

LONGEST_PART_WORDS = 32
LONGEST_CLAUSE_WORDS = 4 * LONGEST_PART_WORDS
LONGEST_PART_CHARACTERS = 1000
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[.!?…][\"'”’)])\s+|(?<=[.!?…][\"'”’)]{2})\s+|\n+")
_WORD = re.compile(rf"\S{{1,{LONGEST_PART_CHARACTERS}}}")
_CLAUSE_START = re.compile(r"(?<=[,;:–—])\s+|(?<!\s)\s+(?=(?:and|but|so|because|which|then|or)\s)", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """`text == answer[start:end]`, without outer white space."""

    start: int
    end: int
    text: str


def split_parts(answer: str) -> tuple[Part, ...]:
    """The parts of an answer, in order; none for an answer of white space."""
    return tuple(
        piece for sentence in _cut(answer, 0, len(answer), _SENTENCE_END) for piece in _shorten(answer, sentence)
    )


def stretch(text: str, start: int, end: int) -> Part | None:
    """The words between two places, without outer white space; None where there are none."""
    piece = text[start:end]
    stripped = piece.strip()
    begin = start + piece.index(stripped)
    return Part(begin, begin + len(stripped), stripped) if stripped else None


def _shorten(answer: str, part: Part) -> Iterator[Part]:
    """Run-on speech is joined clause by clause up to the longest length."""
    if _fits(part.text, LONGEST_PART_WORDS):
        yield part
        return
    start, end = part.start, part.start
    for clause in chain.from_iterable(map(_breaths, _cut(answer, part.start, part.end, _CLAUSE_START))):
        if end > start and not _fits(answer[start : clause.end], LONGEST_PART_WORDS):
            yield Part(start, end, answer[start:end])
            start = clause.start
        end = clause.end
    yield Part(start, end, answer[start:end])


def _breaths(clause: Part) -> Iterator[Part]:
    """A clause whole; only what is no clause any more (no punctuation at all, pasted data) is cut inside."""
    if _fits(clause.text, LONGEST_CLAUSE_WORDS):
        yield clause
        return
    for word in _WORD.finditer(clause.text):
        yield Part(clause.start + word.start(), clause.start + word.end(), word[0])


def _fits(text: str, words: int) -> bool:
    return len(text) <= LONGEST_PART_CHARACTERS and len(text.split()) <= words


def _cut(text: str, start: int, end: int, at: re.Pattern[str]) -> Iterator[Part]:
    left = start
    for match in [*at.finditer(text, start, end), None]:
        if piece := stretch(text, left, match.start() if match else end):
            yield piece
        left = match.end() if match else end
