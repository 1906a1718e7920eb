"""An answer cut into parts that are read one by one: sentences, and clauses where speech runs on.

Parts tile what was said: they never overlap, keep their order, and leave out white space only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_PART_WORDS = 32
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|\n+")
_CLAUSE_START = re.compile(r"(?<=[,;:–—])\s+|\s+(?=(?:and|but|so|because|which|then|or)\s)", re.IGNORECASE)


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


def _shorten(answer: str, part: Part) -> Iterator[Part]:
    """Run-on speech is joined clause by clause up to the longest length; a clause is never cut inside."""
    if len(part.text.split()) <= LONGEST_PART_WORDS:
        yield part
        return
    start, end = part.start, part.start
    for clause in _cut(answer, part.start, part.end, _CLAUSE_START):
        if end > start and len(answer[start : clause.end].split()) > LONGEST_PART_WORDS:
            yield Part(start, end, answer[start:end])
            start = clause.start
        end = clause.end
    yield Part(start, end, answer[start:end])


def _cut(text: str, start: int, end: int, at: re.Pattern[str]) -> Iterator[Part]:
    left = start
    for match in [*at.finditer(text, start, end), None]:
        right = match.start() if match else end
        piece = text[left:right]
        if stripped := piece.strip():
            begin = left + piece.index(stripped)
            yield Part(begin, begin + len(stripped), stripped)
        left = match.end() if match else end
