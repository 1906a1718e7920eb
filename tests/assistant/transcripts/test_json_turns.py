"""JSON transcripts: shapes, offsets into the file, and JSON that holds no turns."""

import json

import pytest

from assistant.errors import TranscriptError
from assistant.transcripts.json_turns import parse_json
from assistant.transcripts.pieces import Parsed

ASK, ANSWER = {"speaker": "Ana", "content": "Why?"}, {"speaker": "Bo", "content": "It leaked."}


def said(parsed: Parsed) -> list[tuple[str | None, str]]:
    return [(piece.speaker, piece.text) for piece in parsed.pieces]


@pytest.mark.parametrize(
    "value",
    [
        [ASK, ANSWER],
        {"meeting_transcripts": [ASK, ANSWER]},
        {"topics": [{"topic": "leaks", "span": [["0", "1"]]}], "turns": [ASK, ANSWER]},
        {"result": {"segments": [ASK, ANSWER]}},
        {"summary": [{"text": "They talked."}], "turns": [ASK, ANSWER]},
        [{"name": "Ana", "text": " Why? "}, {"name": "Bo", "text": "It\nleaked."}],
        [{"role": "Ana", "message": "Why?"}, {"participant": {"name": "Bo"}, "utterance": "It leaked."}],
    ],
)
def test_shapes(value: object) -> None:
    assert said(parse_json("a.json", json.dumps(value, indent=1))) == [("Ana", "Why?"), ("Bo", "It leaked.")]


def test_whisper_segments_with_diarisation() -> None:
    segments = [
        {"id": 0, "start": 0.5, "end": 2, "text": " Why?", "speaker": "SPEAKER_00", "words": [{"word": "Why?"}]},
        {"id": 1, "start": 2.25, "end": 4.0, "text": " It leaked.", "speaker": 1},
        {"id": 2, "start": "0:05", "end": None, "text": "Oh.", "speaker": None},
    ]
    parsed = parse_json("a.json", json.dumps({"language": "en", "segments": segments}))
    assert said(parsed) == [("SPEAKER_00", "Why?"), ("Speaker 1", "It leaked."), ("Unknown Speaker", "Oh.")]
    assert [(piece.start_s, piece.end_s) for piece in parsed.pieces] == [(0.5, 2.0), (2.25, 4.0), (5.0, None)]
    assert "1 turns name no speaker" in parsed.notes[0]


def test_a_piece_points_inside_the_json_string() -> None:
    text = '{"turns": [\n {"content": "caf\\u00e9 \\"x\\" 🙂", "speaker": "Ana"} , {"speaker":"Bo","content":"so"}]}'
    pieces = parse_json("a.json", text).pieces
    assert [text[slice(*piece.span)] for piece in pieces] == ['caf\\u00e9 \\"x\\" 🙂', "so"]
    assert [piece.text for piece in pieces] == ['café "x" 🙂', "so"]
    assert [piece.line for piece in pieces] == [2, 2]


def test_half_a_surrogate_pair_can_be_written_to_a_file() -> None:
    (piece,) = parse_json("a.json", '[{"speaker": "Ana", "content": "ok \\ud83d end"}]').pieces
    assert piece.text.encode("utf-8").decode("utf-8") == "ok \ufffd end"


def test_an_entry_without_words_is_reported() -> None:
    parsed = parse_json("a.json", json.dumps([ASK, {"speaker": "Bo", "pause": 2}, ANSWER]))
    assert len(parsed.pieces) == 2
    assert parsed.notes == ("Turns 1 (counted from 0) have no words; they are left out.",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"speaker": "Ana", "content": "Why?"', r"line 1: not valid JSON"),
        ('[\n{"speaker": "Ana",\n "content": }]', r"line 3: not valid JSON"),
        ('{"a": 1, "b": [1, 2], "c": [{"topic": "x"}]}', "holds no turns"),
        ("[]", "holds no turns"),
        ('{"turns": []}', "holds no turns"),
        ("3", "holds no turns"),
        ("[" * 100_000 + "]" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_transcript(text: str, says: str) -> None:
    with pytest.raises(TranscriptError, match=says):
        parse_json("a.json", text)


def test_segments_without_speakers_have_no_pieces() -> None:
    assert parse_json("a.json", '[{"text": "Why?", "start": 0}]').pieces == ()
