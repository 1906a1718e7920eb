"""Whole files: formats told from content, nothing lost, every word traced, and errors a person can act on."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import TranscriptError
from assistant.transcripts import read_transcript, read_transcript_bytes
from assistant.transcripts.decoding import decode
from assistant.transcripts.markup import plain, plain_markdown
from assistant.types import Transcript

Said = list[tuple[str, str]]

SPEAKERS = st.sampled_from(["Ana Ruiz", "Bo", "Speaker 3"])
WORD = st.text(st.sampled_from("abzéß你🙂'.,?-"), min_size=1, max_size=6).filter(lambda word: word.strip("-'.,?"))
WORDS = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
TALK = st.lists(st.tuples(SPEAKERS, WORDS), min_size=2, max_size=12)


def span(second: int, point: str, joint: str) -> str:
    return joint.join(f"00:00:{at:02}{point}000" for at in (second, second + 1))


def as_vtt(talk: Said) -> str:
    cues = (f"{span(i, '.', ' --> ')}\n<v {name}><i>{words}</i></v>\n" for i, (name, words) in enumerate(talk))
    return "\n".join(["WEBVTT\n", *cues])


def as_srt(talk: Said) -> str:
    cues = (f"{i}\r\n{span(i, ',', ' --> ')}\r\n{name}: {words}\r\n" for i, (name, words) in enumerate(talk))
    return "\r\n".join(cues)


def as_sbv(talk: Said) -> str:
    return "\n".join(f"{span(i, '.', ',')}\n{name}: {words}\n" for i, (name, words) in enumerate(talk))


def as_txt(talk: Said) -> str:
    return "\n".join(f"{name}: {words}" for name, words in talk)


def as_otter(talk: Said) -> str:
    return "\n\n".join(f"{name}  0:{i:02}  \n{words}" for i, (name, words) in enumerate(talk))


def as_md(talk: Said) -> str:
    return "\n\n".join(f"**{name}:** {words}" for name, words in talk)


def as_json(talk: Said) -> str:
    return json.dumps({"turns": [{"speaker": name, "content": words} for name, words in talk]})


WRITERS = {"vtt": as_vtt, "srt": as_srt, "sbv": as_sbv, "txt": as_txt, "otter": as_otter, "md": as_md, "json": as_json}


def expected(talk: Said) -> Said:
    turns: Said = []
    for name, words in talk:
        if turns and turns[-1][0] == name:
            turns[-1] = (name, f"{turns[-1][1]} {words}")
        else:
            turns.append((name, words))
    return turns


def traced(transcript: Transcript, text: str) -> Said:
    """The turns as they come out of the file through `source` alone."""

    def words(raw: str) -> str:
        if transcript.format == "json":
            return plain(json.loads(f'"{raw}"'))
        return plain_markdown(raw) if transcript.format == "md" else plain(raw)

    return [(turn.speaker, " ".join(words(text[start:end]) for start, end in turn.source)) for turn in transcript.turns]


@pytest.mark.parametrize("kind", WRITERS)
@settings(deadline=None, max_examples=30)
@given(talk=TALK)
def test_nothing_is_lost_and_every_word_is_traced(kind: str, talk: Said) -> None:
    data = WRITERS[kind](talk).encode("utf-8-sig")
    transcript = read_transcript_bytes("talk", data)
    assert transcript.format == ("txt" if kind == "otter" else kind)
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == expected(talk)
    assert traced(transcript, decode("talk", data)[0]) == expected(talk)
    assert [turn.index for turn in transcript.turns] == list(range(len(transcript.turns)))


@pytest.mark.parametrize("kind", ["vtt", "srt", "sbv"])
def test_times_of_a_turn_run_from_its_first_to_its_last_caption(kind: str) -> None:
    talk = [("Ana", "Why?"), ("Bo", "It"), ("Bo", "leaked."), ("Ana", "Oh.")]
    transcript = read_transcript_bytes(f"a.{kind}", WRITERS[kind](talk).encode())
    assert [(turn.start_s, turn.end_s) for turn in transcript.turns] == [(0, 1), (1, 3), (3, 4)]
    assert transcript.duration_s == 4
    assert transcript.turns[1].text == "It leaked."
    assert len(transcript.turns[1].source) == 2


def test_a_time_of_day_does_not_lengthen_the_recording() -> None:
    transcript = read_transcript_bytes("a.txt", b"[14:00:00] Ana: Why?\n[14:00:30] Bo: It leaked.")
    assert transcript.duration_s == 30


@pytest.mark.parametrize(
    ("kind", "suffixes"),
    [
        ("vtt", "srt sbv txt md json log"),
        ("txt", "vtt srt md log"),
        ("md", "vtt txt log"),
        ("json", "vtt txt json"),
    ],
)
def test_the_content_outvotes_the_suffix(kind: str, suffixes: str) -> None:
    talk = [("Ana", "Why?"), ("Bo", "It leaked.")]
    for suffix in suffixes.split():
        transcript = read_transcript_bytes(f"a.{suffix}", WRITERS[kind](talk).encode())
        assert [(turn.speaker, turn.text) for turn in transcript.turns] == talk


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.txt", "We talked about models.\nThey were small.", "no speakers"),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nso we trained it\n", r"no speakers.*`Name: `"),
        ("a.vtt", "WEBVTT\n", "no words"),
        ("a.srt", "some text\n00:00:00,500 --> 00:00:07,000", "no words"),
        ("a.json", '[{"text": "Why?", "start": 0}]', "no speakers.*diarisation"),
        ("a.json", "Ana: Why?", "line 1: not valid JSON"),
        ("a.txt", "Ana:\nBo:\n", "no words"),
    ],
)
def test_errors_name_the_file_and_what_to_do(name: str, text: str, says: str) -> None:
    with pytest.raises(TranscriptError, match=says) as caught:
        read_transcript_bytes(name, text.encode())
    assert str(caught.value).startswith(f"{name}: ")
    assert re.search(r"(Export|Expected|export|write|Save)", str(caught.value))


def test_words_before_the_first_name_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.vtt"
    path.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n\n00:02.000 --> 00:03.000\n<v Ana>Hi.\n")
    transcript = read_transcript(path)
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [("Unknown Speaker", "hello"), ("Ana", "Hi.")]
    assert transcript.notes == ("Line 3: the first words name no speaker; they are kept as “Unknown Speaker”.",)
    assert transcript.name == "a.vtt"


def read_or_refused(name: str, data: bytes) -> Transcript | None:
    """The transcript, or nothing where the refusal names the file."""
    try:
        return read_transcript_bytes(name, data)
    except TranscriptError as error:
        if not str(error).startswith(f"{name}: "):
            raise
        return None


@settings(deadline=None, max_examples=30)
@given(data=st.binary(max_size=300))
def test_any_bytes_give_a_transcript_or_a_sentence(data: bytes) -> None:
    for name in ("a.vtt", "a.txt", "a.json"):
        transcript = read_or_refused(name, data)
        assert transcript is None or transcript.turns


@settings(deadline=None, max_examples=30)
@given(text=st.text(st.sampled_from('Ana: \n0123.,->[]{}"*<v>\\:WEBVTT'), max_size=200))
def test_any_text_gives_turns_in_order_or_a_sentence(text: str) -> None:
    for name in ("a.vtt", "a.srt", "a.md", "a.json"):
        transcript = read_or_refused(name, text.encode())
        turns = transcript.turns if transcript else ()
        spans = [span for turn in turns for span in turn.source]
        assert spans == sorted(spans)
        assert all(turn.text and turn.speaker for turn in turns)
