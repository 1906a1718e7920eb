"""Plain text and Markdown: `Name: text`, `**Name:** text`, and headings with a time (`Name  0:00`) above the words."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.transcripts.clock import TIME, seconds
from assistant.transcripts.markup import one_spaced, plain, plain_markdown
from assistant.transcripts.names import MAX_NAME, Prefix, could_be_name, is_capitalised, speaker_names
from assistant.transcripts.pieces import Line, Parsed, Piece, lines_of

_NAME = rf"(?P<name>[^\W\d_][^:：*\[\]]{{0,{MAX_NAME}}}?)"
_STAMP = rf"\\?[\[(]\s*(?P<stamp>{TIME})\s*\\?[\])]"
_LEAD = rf"\s*(?:[-*>]\s+)?(?:(?:\\?[\[(]\s*)?(?P<lead>{TIME})(?:\s*\\?[\])])?\s+(?:-\s+)?)?"
_BOLD = re.compile(
    rf"{_LEAD}(?P<mark>\*\*|__)\[?{_NAME}(?P<colon>\s*[:：])?\]?\s*(?P=mark)(?P<after>\s*[:：])?"
    rf"(?:\s*{_STAMP}\s*[:：]?|\s+(?P<bare>{TIME})\s*$)?(?=\s|$)\s*"
)
_PREFIXED = re.compile(rf"{_LEAD}\[?{_NAME}\]?\s*(?:{_STAMP}\s*)?[:：](?![\d/:：])\s*")
_HEADING = re.compile(rf"\s*(?:#{{1,6}}\s+)?{_NAME}(?:(?P<gap>\s+)(?P<bare>{TIME})|\s*{_STAMP})\s*")
_TIME_AHEAD = re.compile(rf"\s*(?:{_STAMP}\s*|(?P<bare>{TIME})\s*$)")
_MARK = rf"\\?[\[(]\s*{TIME}\s*\\?[\])]"
_NOT_SPEECH = re.compile(
    rf"""\s*(?:Transcribed\ by\ https?://\S+
        | \#{{1,6}}\s.*                                                        # a heading
        | ([-*_=])(?:\s*\1){{2,}}                                              # a rule
        | \*\*[^*]+\*\*\s*[:：]?                                              # nothing but bold
        | (?:\*\*)?[^*:：]{{0,40}}[:：]?(?:\*\*)?[:：]?\s*{_MARK}(?:\s*\w*\s*{_MARK})?   # a break, with its times
        )\s*""",
    re.VERBOSE,
)
_CERTAIN_WORDS = 3
_SHOWN = 60


@dataclass(frozen=True)
class Head:
    """The beginning of a line that may name its speaker. `certain` where the form itself says so."""

    name: str
    time_s: float | None
    words_at: int
    certain: bool


def parse_paragraphs(text: str, *, markdown: bool) -> Parsed:
    """All words below the first speaker's name; what stands above it, and headings, go to the notes."""
    lines = [line for line in lines_of(text) if line.text.strip()]
    heads = {line.number: head for line in lines if (head := _head(line.text))}
    prefixes = [Prefix(head.name, number) for number, head in heads.items() if not head.certain]
    names, doubts = speaker_names(prefixes, len(lines))
    speakers = {number: head for number, head in heads.items() if head.certain or head.name in names}
    if not speakers:
        return Parsed(())
    first = next(at for at, line in enumerate(lines) if line.number in speakers)
    first -= bool(first and _TIME_AHEAD.fullmatch(lines[first - 1].text))
    above, below = lines[:first], lines[first:]
    silent = [line for line in below if line.number not in speakers and _NOT_SPEECH.fullmatch(line.text)]
    unspoken = {line.number for line in silent}
    spoken = [line for line in below if line.number not in unspoken]
    pieces = tuple(_pieces(spoken, speakers, plain_markdown if markdown else plain))
    notes = (*_left_out(above, "above the first name"), *_left_out(silent, "no speech"))
    return Parsed(pieces, (*notes, *(doubt.note for doubt in doubts if doubt.line not in unspoken)))


def _pieces(lines: Sequence[Line], speakers: Mapping[int, Head], words: Callable[[str], str]) -> Iterator[Piece]:
    """One piece a line. A time that stands alone, or in a heading, belongs to the words that follow."""
    time: float | None = None
    for line in lines:
        head = speakers.get(line.number)
        start = head.words_at if head else 0
        time = (head.time_s or time) if head else time
        if ahead := _TIME_AHEAD.match(line.text, start):
            start, time = ahead.end(), seconds(ahead["stamp"] or ahead["bare"])
        said = words(line.text[start:])
        yield Piece(head.name if head else None, said, (line.start + start, line.end), line.number, time)
        time = None if said else time


def _head(line: str) -> Head | None:
    for read in (_bold, _heading, _prefixed):
        head = read(line)
        if head is not None:
            return head if could_be_name(head.name) else None
    return None


def _bold(line: str) -> Head | None:
    """`**Ana:** text`, `**Ana**: text`, `**Ana** [0:12] text`, `**Ana**  0:12`, `**Ana**` alone."""
    match = _BOLD.match(line)
    if match is None:
        return None
    time = match["stamp"] or match["bare"]
    alone = match.end() == len(line)
    if not (time or match["colon"] or match["after"] or alone):
        return None
    return _found(match, time, certain=bool(time) and not (match["colon"] or match["after"]))


def _heading(line: str) -> Head | None:
    """`Ana  0:12`, `Ana (0:12)`, `### Ana 0:12`, nothing after it."""
    match = _HEADING.fullmatch(line)
    if match is None:
        return None
    name = one_spaced(match["name"])
    certain = match["gap"] != " " or (is_capitalised(name) and len(name.split()) <= _CERTAIN_WORDS)
    return _found(match, match["stamp"] or match["bare"], certain=True) if certain else None


def _prefixed(line: str) -> Head | None:
    """`Ana: text`, `[0:12] Ana: text`, `Ana (0:12): text`."""
    match = _PREFIXED.match(line)
    return _found(match, match["stamp"], certain=False) if match else None


def _found(match: re.Match[str], time: str | None, *, certain: bool) -> Head:
    written = time or match.groupdict().get("lead")
    return Head(one_spaced(match["name"]), seconds(written) if written else None, match.end(), certain)


def _left_out(lines: Sequence[Line], why: str) -> Iterator[str]:
    if lines:
        numbers = f"Line {lines[0].number}" if len(lines) == 1 else f"Lines {lines[0].number} to {lines[-1].number}"
        shown = one_spaced(lines[0].text)[:_SHOWN]
        count = "" if len(lines) == 1 else f" ({len(lines)} lines)"
        yield f"{numbers}{count}: {why}, left out: “{shown}”."
