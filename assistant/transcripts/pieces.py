"""Stretches of a file that one speaker said, and the turns they make.

Offsets are code points of the decoded file text, end exclusive; line ends count as they stand. No format is known here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from assistant.types import Turn

UNKNOWN_SPEAKER = "Unknown Speaker"
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


@dataclass(frozen=True)
class Line:
    """One line of the file without its line end. `number` counts from 1."""

    number: int
    start: int
    text: str

    @property
    def end(self) -> int:
        """Where its last character ends in the file."""
        return self.start + len(self.text)


@dataclass(frozen=True)
class Piece:
    """A cue, a line or a JSON turn. Without a speaker it goes on with whoever spoke before."""

    speaker: str | None
    text: str
    span: tuple[int, int]
    line: int
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True)
class Parsed:
    """What a format's parser found: the pieces in order, and notes for the person."""

    pieces: tuple[Piece, ...]
    notes: tuple[str, ...] = ()


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a file; only CR, LF and CRLF end one."""
    for number, match in enumerate(_LINE.finditer(text), 1):
        if match.start() < len(text):
            yield Line(number, match.start(), match[1])


def with_speakers(pieces: Iterable[Piece]) -> Iterator[tuple[str, Piece]]:
    """Each piece that has words, with the name of who said it."""
    speaker = UNKNOWN_SPEAKER
    for piece in pieces:
        speaker = piece.speaker or speaker
        if piece.text:
            yield speaker, piece


def merged(pieces: Iterable[Piece]) -> tuple[Turn, ...]:
    """Turns: consecutive pieces of one speaker, their texts joined by one space."""
    groups = groupby(with_speakers(pieces), key=lambda pair: pair[0])
    return tuple(_turn(index, speaker, [piece for _, piece in group]) for index, (speaker, group) in enumerate(groups))


def _turn(index: int, speaker: str, pieces: list[Piece]) -> Turn:
    return Turn(
        index=index,
        speaker=speaker,
        start_s=pieces[0].start_s,
        end_s=pieces[-1].end_s,
        text=" ".join(piece.text for piece in pieces),
        source=tuple(piece.span for piece in pieces),
    )
