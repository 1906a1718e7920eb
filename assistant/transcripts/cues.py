"""Captions: WebVTT, SubRip and SubViewer files as pieces.

Lenient where the words survive: a cue whose time is wrong or missing keeps its text without a time, and a note names
the line. Comments, styles, regions and identifiers are not speech.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.transcripts.clock import TIME, seconds
from assistant.transcripts.pieces import Line

_ARROW = re.compile(rf"\s*(?P<start>{TIME})\s*-->\s*(?P<end>{TIME})(?:\s.*)?")
_COMMA = re.compile(rf"\s*(?P<start>{TIME})\s*,\s*(?P<end>{TIME})\s*")
_LIKE_CLOCK = re.compile(r"\d:\w")
_LIKE_COMMA = re.compile(r"\s*\d+:[\w:.]+\s*,\s*\d+:[\w:.]+\s*")
_CUT_TIME = re.compile(r"\s*\d{1,3}:[\d:.,]*(?:\s*(?:-{1,2}>?|,)\s*[\d:.,]*)?\s*")
_NUMBER = re.compile(r"\s*\d+\s*")
_NOT_SPEECH = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")


@dataclass(frozen=True)
class Cue:
    """The lines of words of one caption. Times in seconds, or null; `line` is where it begins."""

    lines: tuple[Line, ...]
    line: int
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True)
class Timing:
    """A line of times as read, with what is wrong with it."""

    start_s: float | None
    end_s: float | None
    fault: str | None = None


def timing(line: str) -> Timing | None:
    """The times of a line that is meant to carry a caption's times, else null."""
    match = _ARROW.fullmatch(line) or _COMMA.fullmatch(line)
    if match is None:
        wanted = ("-->" in line and _LIKE_CLOCK.search(line)) or _LIKE_COMMA.fullmatch(line)
        return Timing(None, None, f"“{line.strip()}” is not a time") if wanted else None
    start, end = seconds(match["start"]), seconds(match["end"])
    if start is None or end is None:
        return Timing(start, end, f"“{line.strip()}” is not a time of a clock")
    if end < start:
        return Timing(start, None, f"the caption ends ({match['end']}) before it starts ({match['start']})")
    return Timing(start, end)


def read_cues(lines: Iterable[Line]) -> tuple[tuple[Cue, ...], tuple[str, ...]]:
    """All captions in order, and notes on those that had to be repaired."""
    cues: list[Cue] = []
    notes: list[str] = []
    for block in _blocks(lines):
        _read_block(block, cues, notes)
    if cues and not cues[-1].lines:
        notes.append(f"Line {cues[-1].line}: the file ends inside a caption; its words are missing.")
    return tuple(cue for cue in cues if cue.lines), tuple(notes)


def _blocks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines between blank lines, without the header and without comments and styles.

    A line of spaces right under the times is a caption's empty first line, as in captions that scroll.
    """
    block: list[Line] = []
    for line in [*lines, Line(0, 0, "")]:
        if line.text.strip():
            block.append(line)
        elif block and not (line.text and timing(block[-1].text)):
            yield from _speech(block)
            block = []


def _speech(block: list[Line]) -> Iterator[list[Line]]:
    if block[0].text.startswith("WEBVTT"):
        first = next((i for i, line in enumerate(block) if timing(line.text)), len(block))
        block = block[first:]
    if block and not _NOT_SPEECH.match(block[0].text):
        yield block


def _read_block(block: list[Line], cues: list[Cue], notes: list[str]) -> None:
    """Append the captions of a block; an identifier stands before the times and is no speech."""
    marks = [(i, times) for i, line in enumerate(block) if (times := timing(line.text))]
    if not marks:
        _read_untimed(block, cues, notes)
        return
    if marks[0][0] > 1:
        _read_untimed(block[: marks[0][0]], cues, notes)
    ends = [i for i, _ in marks[1:]] + [len(block)]
    for (at, times), end in zip(marks, ends, strict=True):
        if times.fault:
            notes.append(f"Line {block[at].number}: {times.fault}; the words are kept.")
        words = block[at + 1 : end]
        cues.append(Cue(tuple(words), block[at].number, times.start_s, times.end_s))


def _read_untimed(block: list[Line], cues: list[Cue], notes: list[str]) -> None:
    """Words without times: the rest of a caption that has a blank line in it, or one whose times are missing."""
    words = block[1:] if _NUMBER.fullmatch(block[0].text) else block
    if words and _CUT_TIME.fullmatch(words[-1].text):
        notes.append(f"Line {words[-1].number}: the file is cut off inside a caption's times.")
        words = words[:-1]
    if words:
        notes.append(f"Line {words[0].number}: words without times; they are kept.")
        cues.append(Cue(tuple(words), words[0].number))
