"""JSON transcripts: a list of turns, bare or under some key, each with who spoke and what was said.

Offsets come from decoding each value where it stands; `source` is the inside of the JSON string, escapes included.
"""

import json
import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.errors import TranscriptError
from assistant.transcripts.clock import seconds
from assistant.transcripts.markup import one_spaced, plain
from assistant.transcripts.pieces import UNKNOWN_SPEAKER, Parsed, Piece

_TEXT_KEYS = ("content", "text", "utterance", "transcript", "message")
_SPEAKER_KEYS = ("speaker", "speaker_name", "speakerName", "speaker_label", "name", "participant", "from", "role")
_START_KEYS = ("start", "start_s", "start_time", "startTime", "begin")
_END_KEYS = ("end", "end_s", "end_time", "endTime")
_SHAPE = 'Expected a list of turns such as [{"speaker": "…", "content": "…"}], bare or under a key.'
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True)
class Placed:
    """A decoded JSON value and where it stands in the file."""

    value: object
    start: int
    end: int


def parse_json(name: str, text: str) -> Parsed:
    """The turns of a JSON transcript; an entry without words is named in a note."""
    start = _past_space(text, 0)
    whole = Placed(_decoded(name, text), start, len(text))
    lists = [[dict(_members(text, turn.start)) for turn in turns] for turns in _turn_lists(text, whole)]
    if not lists:
        raise TranscriptError(f"{name}: this JSON holds no turns. {_SHAPE}")
    turns = next((turns for turns in lists if any(_speaker(turn) for turn in turns)), None)
    if turns is None:
        return Parsed(())
    line_starts = [match.end() for match in re.finditer("\n", text)]
    pieces = [_piece(turn, line_starts) for turn in turns]
    return Parsed(tuple(piece for piece in pieces if piece), tuple(_notes(turns)))


def _decoded(name: str, text: str) -> object:
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise TranscriptError(
            f"{name}: line {error.lineno}: not valid JSON ({error.msg}). The file may be cut off; export it again."
        ) from error
    except RecursionError as error:
        raise TranscriptError(f"{name}: this JSON is nested too deeply to hold turns. {_SHAPE}") from error
    return value


def _turn_lists(text: str, placed: Placed) -> Iterator[list[Placed]]:
    """Every list whose entries have words, wherever it stands."""
    if isinstance(placed.value, list):
        entries = list(_items(text, placed.start))
        turns = [entry for entry in entries if isinstance(entry.value, dict)]
        if any(_first(turn.value, _TEXT_KEYS) is not None for turn in turns if isinstance(turn.value, dict)):
            yield turns
            return
        inner = entries
    elif isinstance(placed.value, dict):
        inner = [member for _, member in _members(text, placed.start)]
    else:
        inner = []
    for value in inner:
        yield from _turn_lists(text, value)


def _piece(turn: Mapping[str, Placed], line_starts: list[int]) -> Piece | None:
    said = next((turn[key] for key in _TEXT_KEYS if key in turn and isinstance(turn[key].value, str)), None)
    if said is None:
        return None
    values = {key: placed.value for key, placed in turn.items()}
    return Piece(
        _speaker(turn) or UNKNOWN_SPEAKER,
        plain(_without_surrogates(str(said.value))),
        (said.start + 1, said.end - 1),
        bisect_right(line_starts, said.start) + 1,
        _time(_first(values, _START_KEYS)),
        _time(_first(values, _END_KEYS)),
    )


def _speaker(turn: Mapping[str, Placed]) -> str | None:
    """A name, a diarisation label, or the number of one as `Speaker 1`."""
    values = {key: placed.value for key, placed in turn.items()}
    speaker = next((values[key] for key in _SPEAKER_KEYS if values.get(key) is not None), None)
    if isinstance(speaker, dict):
        speaker = speaker.get("name")
    if isinstance(speaker, int) and not isinstance(speaker, bool):
        return f"Speaker {speaker}"
    return one_spaced(_without_surrogates(speaker)) or None if isinstance(speaker, str) else None


def _time(value: object) -> float | None:
    if isinstance(value, str):
        return seconds(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and value >= 0 else None


def _first(values: Mapping[str, object], keys: tuple[str, ...]) -> object:
    return next((values[key] for key in keys if key in values), None)


def _notes(turns: list[dict[str, Placed]]) -> Iterator[str]:
    silent = [i for i, turn in enumerate(turns) if _piece(turn, []) is None]
    if silent:
        yield f"Turns {', '.join(map(str, silent))} (counted from 0) have no words; they are left out."
    nameless = sum(_speaker(turn) is None for turn in turns)
    if nameless:
        yield f"{nameless} turns name no speaker; they are kept as “{UNKNOWN_SPEAKER}”."


def _without_surrogates(text: str) -> str:
    """Half of a surrogate pair is no character and could not be written to any file."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _members(text: str, start: int) -> Iterator[tuple[str, Placed]]:
    """The members of the object at `start`; the text is known to be valid JSON."""
    at = _past_space(text, start + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        at = _past_space(text, _past_space(text, at) + 1)
        value, end = _DECODER.raw_decode(text, at)
        yield key, Placed(value, at, end)
        at = _past_comma(text, end)


def _items(text: str, start: int) -> Iterator[Placed]:
    """The entries of the list at `start`; the text is known to be valid JSON."""
    at = _past_space(text, start + 1)
    while text[at] != "]":
        value, end = _DECODER.raw_decode(text, at)
        yield Placed(value, at, end)
        at = _past_comma(text, end)


def _past_comma(text: str, at: int) -> int:
    at = _past_space(text, at)
    return _past_space(text, at + 1) if text[at] == "," else at


def _past_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
