"""Captions as pieces: who speaks in each, and rolled lines said once.

A speaker is named by a voice tag (`<v Ana>`), by `Ana: ` or `[SPEAKER_01]` before the words; a caption without a name
goes on with the speaker before it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise

from assistant.transcripts.clock import TIME
from assistant.transcripts.cues import Cue, read_cues
from assistant.transcripts.markup import one_spaced, plain
from assistant.transcripts.names import MAX_NAME, Prefix, could_be_name, speaker_names
from assistant.transcripts.pieces import Line, Parsed, Piece, lines_of

_VOICE = re.compile(r"<v(?:\.[^\s<>]+)*\s+(?P<name>[^<>]+)>", re.IGNORECASE)
_PREFIX = re.compile(
    rf"(?:\s|<(?!v\b)[^<>]{{0,60}}>|>>|-\s)*(?:\[?{TIME}\]?\s+)?[\[(]?"
    rf"(?P<name>[^\W\d_][^:：\[\]<>]{{0,{MAX_NAME}}}?)[\])]?\s*[:：](?P<after>(?:</\w+>)?(?=\s|$)\s*)"
)
_BRACKET = re.compile(r"\s*[\[(](?P<name>(?i:speaker)[ _-]?\w{1,3})[\])](?P<after>\s*:?\s*)")
_FEWEST_ROLLED = 2


def parse_captions(text: str) -> Parsed:
    """All words of a caption file, by speaker as far as it names them."""
    cues, notes = read_cues(lines_of(text))
    cues, rolled = _unrolled(cues)
    if rolled:
        notes = (*notes, f"{rolled} lines repeat the caption before them as it scrolls up; each was kept once.")
    prefixes = [prefix for cue in cues for line in cue.lines if (prefix := _prefix(line))]
    names, doubts = speaker_names(prefixes, len(cues))
    pieces = tuple(piece for cue in cues for piece in _pieces(text, cue, names))
    return Parsed(pieces, (*notes, *(doubt.note for doubt in doubts)))


def _unrolled(cues: Sequence[Cue]) -> tuple[tuple[Cue, ...], int]:
    """Captions of a file that scrolls, without the lines that only repeat what was still on the screen.

    It scrolls where at least half of the captions of several lines, and at least two, begin with the line before them.
    """
    repeats = [_repeats(before, cue) for before, cue in pairwise(cues)]
    scrolls = [again for again, cue in zip(repeats, cues[1:], strict=False) if len(cue.lines) > 1]
    if sum(scrolls) < _FEWEST_ROLLED or 2 * sum(scrolls) < len(scrolls):
        return tuple(cues), 0
    rest = [replace(cue, lines=cue.lines[again:]) for again, cue in zip(repeats, cues[1:], strict=True)]
    return tuple(cue for cue in (cues[0], *rest) if cue.lines), sum(repeats)


def _repeats(before: Cue, cue: Cue) -> bool:
    """Whether the caption's first line is exactly the last line of the one before."""
    first, last = plain(cue.lines[0].text), plain(before.lines[-1].text)
    return bool(first) and first == last


def _name_at(line: Line) -> re.Match[str] | None:
    match = _BRACKET.match(line.text) or _PREFIX.match(line.text)
    return match if match and could_be_name(match["name"].strip()) else None


def _prefix(line: Line) -> Prefix | None:
    match = _name_at(line)
    return Prefix(one_spaced(match["name"]), line.number) if match else None


def _pieces(text: str, cue: Cue, names: frozenset[str]) -> Iterator[Piece]:
    """One piece per speaker of a caption; a stretch that names nobody joins the one before."""
    parts: list[tuple[str | None, int, int]] = []
    for speaker, start, end in chain.from_iterable(_parts(line, names) for line in cue.lines):
        if parts and not speaker:
            parts[-1] = (parts[-1][0], parts[-1][1], end)
        else:
            parts.append((speaker, start, end))
    for speaker, start, end in parts:
        yield Piece(speaker, plain(text[start:end]), (start, end), cue.line, cue.start_s, cue.end_s)


def _parts(line: Line, names: frozenset[str]) -> Iterator[tuple[str | None, int, int]]:
    """Stretches of a line as (speaker or null, start, end) in the file."""
    voices = list(_VOICE.finditer(line.text))
    if not voices:
        match = _name_at(line)
        name = one_spaced(match["name"]) if match else None
        if match and name in names:
            yield name, line.start + match.end(), line.end
        else:
            yield None, line.start, line.end
        return
    if line.text[: voices[0].start()].strip():
        yield None, line.start, line.start + voices[0].start()
    ends = [voice.start() for voice in voices[1:]] + [len(line.text)]
    for voice, end in zip(voices, ends, strict=True):
        yield plain(voice["name"]), line.start + voice.end(), line.start + end
