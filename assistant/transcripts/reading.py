"""A transcript file becomes turns. The format is told from the content; the suffix only settles what is left open."""

import re
from pathlib import Path, PurePath

from assistant.errors import TranscriptError
from assistant.transcripts.captions import parse_captions
from assistant.transcripts.cues import timing
from assistant.transcripts.decoding import decode, read_bytes
from assistant.transcripts.json_turns import parse_json
from assistant.transcripts.paragraphs import parse_paragraphs
from assistant.transcripts.pieces import UNKNOWN_SPEAKER, Parsed, merged
from assistant.types import Transcript, Turn

_AN_HOUR = 3600
_CAPTION_SUFFIXES = frozenset(("vtt", "srt", "sbv"))
_TIMED_LINE = re.compile(r"^.*(?:-->|\d:\d\d[.,]\d+,\d+:\d\d).*$", re.MULTILINE)
_BOLD_LINE = re.compile(r"^\s*(?:[-*]\s+)?\*\*[^*\n]+\*\*", re.MULTILINE)
_HOW_TO_NAME = (
    "Export it with speaker names, or write `Name: ` before each turn; for a recording, transcribe it with speaker "
    "separation (diarisation)."
)


def read_transcript(path: Path) -> Transcript:
    """The transcript in a file, at most 20 MB. Raises TranscriptError, which says what, where and what to do."""
    return read_transcript_bytes(path.name, read_bytes(path))


def read_transcript_bytes(name: str, data: bytes) -> Transcript:
    """The transcript in the bytes of a file called `name`; the same errors as `read_transcript`."""
    text, notes = decode(name, data)
    kind = format_of(name, text)
    parsed = _parse(name, kind, text)
    _check(name, kind, parsed)
    turns = merged(parsed.pieces)
    return Transcript(
        name=PurePath(name).name,
        format=kind,
        turns=turns,
        duration_s=_duration(turns),
        notes=(*notes, *parsed.notes, *_unnamed(parsed)),
    )


def format_of(name: str, text: str) -> str:
    """`vtt`, `srt`, `sbv`, `json`, `md` or `txt`."""
    suffix = PurePath(name).suffix.lower().removeprefix(".")
    start = text.lstrip()
    if start.startswith("WEBVTT"):
        return "vtt"
    if suffix == "json" or re.match(r"[\[{]\s*[\"{\[]", start):
        return "json"
    timed = [(line[0], times) for line in _TIMED_LINE.finditer(text) if (times := timing(line[0]))]
    if suffix in _CAPTION_SUFFIXES and timed:
        return suffix
    if good := [line for line, times in timed if not times.fault]:
        return _caption_format(good[0])
    return "md" if suffix in ("md", "markdown") or _BOLD_LINE.search(text) else "txt"


def _caption_format(timed: str) -> str:
    if "-->" not in timed:
        return "sbv"
    return "srt" if "," in timed else "vtt"


def _parse(name: str, kind: str, text: str) -> Parsed:
    if kind == "json":
        return parse_json(name, text)
    if kind in _CAPTION_SUFFIXES:
        return parse_captions(text)
    return parse_paragraphs(text, markdown=kind == "md")


def _check(name: str, kind: str, parsed: Parsed) -> None:
    """That there are words, and names with them."""
    named = any(piece.speaker not in (None, UNKNOWN_SPEAKER) for piece in parsed.pieces)
    wordless = not any(piece.text for piece in parsed.pieces)
    if (kind in _CAPTION_SUFFIXES and wordless) or (named and wordless):
        raise TranscriptError(f"{name}: no words were found in this {kind} file. Export the transcript again.")
    if not named:
        raise TranscriptError(f"{name}: no speakers were found in this {kind} file. {_HOW_TO_NAME}")


def _unnamed(parsed: Parsed) -> tuple[str, ...]:
    first = next((piece for piece in parsed.pieces if piece.text or piece.speaker), None)
    if first is None or first.speaker:
        return ()
    return (f"Line {first.line}: the first words name no speaker; they are kept as “{UNKNOWN_SPEAKER}”.",)


def _duration(turns: tuple[Turn, ...]) -> float | None:
    """The last known time, in seconds from the start of the recording, or from the first turn's time of day."""
    times = [time for turn in turns for time in (turn.start_s, turn.end_s) if time is not None]
    begin = turns[0].start_s or 0.0
    return round(max(times) - (begin if begin >= _AN_HOUR else 0.0), 3) if times else None
