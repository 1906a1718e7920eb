"""Caption files: names, tags, times, repairs, and captions that scroll."""

import re

import pytest

from assistant.transcripts.captions import parse_captions
from assistant.transcripts.cues import Timing, timing
from assistant.transcripts.markup import plain


def said(text: str) -> list[tuple[str | None, str]]:
    return [(piece.speaker, piece.text) for piece in parse_captions(text).pieces]


def srt(*captions: str) -> str:
    return "\n".join(f"{i}\n00:00:{i:02},000 --> 00:00:{i:02},500\n{words}\n" for i, words in enumerate(captions, 1))


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("00:01.500 --> 00:02.000", Timing(1.5, 2.0)),
        ("1:00:01,5 --> 1:00:02,250 align:start", Timing(3601.5, 3602.25)),
        ("0:00:01.000,0:00:02.000", Timing(1.0, 2.0)),
        ("so a --> b it went", None),
        ("we shipped at 10:30, at last", None),
        ("", None),
    ],
)
def test_timing(line: str, read: Timing | None) -> None:
    assert timing(line) == read


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("00:00:1x.000 --> 00:00:02.000", "is not a time"),
        ("00:75.000 --> 00:80.000", "not a time of a clock"),
        ("00:05.000 --> 00:04.000", "ends .* before it starts"),
        ("0:00:13.f89,0:00:15.489", "is not a time"),
    ],
)
def test_faulty_times_are_named(line: str, fault: str) -> None:
    read = timing(line)
    assert read is not None
    assert read.fault is not None
    assert re.search(fault, read.fault)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("<i>Hello</i> <b>there</b>", "Hello there"),
        ("<c.colorE5E5E5>so</c><00:00:01.5><c> we</c>", "so we"),
        ("R&amp;D &lt;b&gt; &#39;x&#39; AT&T", "R&D <b> 'x' AT&T"),
        (r"{\an8}up", "up"),
        ("List[int] and Map<K, V> if a < b and c > d", "List[int] and Map<K, V> if a < b and c > d"),
        ("two\nlines<br>three  spaces", "two lines three spaces"),
    ],
)
def test_markup_goes_and_code_stays(raw: str, words: str) -> None:
    assert plain(raw) == words


def test_voice_tags_name_the_speaker() -> None:
    text = "WEBVTT\n\nguid/1-0\n00:01.000 --> 00:02.000\n<v Ana Ruiz>Which model?</v> <v.loud Bo>A small\none.</v>\n"
    assert said(text) == [("Ana Ruiz", "Which model?"), ("Bo", "A small one.")]


@pytest.mark.parametrize("prefix", ["Ana Ruiz: ", "[Ana Ruiz]: ", ">> Ana Ruiz: ", "<b>Ana Ruiz:</b> ", "- Ana Ruiz: "])
def test_prefixes_name_the_speaker(prefix: str) -> None:
    text = srt(f"{prefix}So: which one?", "the small one")
    assert said(text) == [("Ana Ruiz", "So: which one?"), (None, "the small one")]


def test_diarisation_labels_in_brackets() -> None:
    assert said(srt("[SPEAKER_00] hi", "[SPEAKER_01]: hello")) == [("SPEAKER_00", "hi"), ("SPEAKER_01", "hello")]


def test_header_comments_and_styles_are_not_speech() -> None:
    text = (
        "WEBVTT - weekly\nKind: captions\n\nNOTE\nBo: not said\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:r1\n\n"
        "NOTE Ana: nor this\n\n00:01.000 --> 00:02.000\nAna: this is\n"
    )
    assert said(text) == [("Ana", "this is")]
    assert parse_captions(text).notes == ()


def test_a_line_with_an_arrow_is_words() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nAna: raw --> clean\n"
    assert said(text) == [("Ana", "raw --> clean")]


@pytest.mark.parametrize(
    ("times", "line", "says"),
    [
        ("00:00:05,000 --> 00:00:0x,000", 6, "not a time"),
        ("00:00:05,000 -->", 6, "not a time"),
        ("", 7, "without times"),
    ],
)
def test_a_caption_with_broken_times_keeps_its_words(times: str, line: int, says: str) -> None:
    second = f"2\n{times}\nBo: still here\n"
    parsed = parse_captions(f"1\n00:01,000 --> 00:02,000\nAna: hi\n\n{second}\n3\n00:09,000 --> 00:10,000\nAna: yes\n")
    assert [piece.text for piece in parsed.pieces] == ["hi", "still here", "yes"]
    assert (parsed.pieces[1].start_s, parsed.pieces[1].end_s) == (None, None)
    assert parsed.pieces[2].start_s == 9.0
    (note,) = parsed.notes
    assert note.startswith(f"Line {line if times else 7}: ")
    assert says in note


@pytest.mark.parametrize("tail", ["00:09,0", "00:09,000 --> 00:00", "00:09,000 --> 00:10,000", "00:09,000 --"])
def test_a_file_cut_off_in_a_caption_keeps_the_rest(tail: str) -> None:
    parsed = parse_captions(f"1\n00:00:01,000 --> 00:00:02,000\nAna: hi\n\n2\n{tail}")
    assert [piece.text for piece in parsed.pieces] == ["hi"]
    assert any(note.startswith("Line 6: ") for note in parsed.notes)


def test_words_after_a_blank_line_stay_with_their_speaker() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nAna: one\n\ntwo\n\n2\n00:00:03,000 --> 00:00:04,000\nAna: three\n"
    assert said(text) == [("Ana", "one"), (None, "two"), ("Ana", "three")]


def test_captions_that_scroll_are_kept_once() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n \nAna: so we\n\n00:02.000 --> 00:02.010\nAna: so we\n \n\n"
        "00:02.010 --> 00:04.000\nAna: so we\n<c>trained</c> it\n\n00:04.000 --> 00:04.010\ntrained it\n \n\n"
        "00:04.010 --> 00:06.000\ntrained it\ntrained it twice\n"
    )
    parsed = parse_captions(text)
    assert " ".join(piece.text for piece in parsed.pieces) == "so we trained it trained it twice"
    assert "4 lines" in parsed.notes[0]


def test_said_twice_is_kept_twice_where_nothing_scrolls() -> None:
    cues = srt("Ana: Okay.", "Ana: Okay.", "Ana: Okay.", "Bo: no\nno", "no\nBo: well")
    assert [text for _, text in said(cues)] == ["Okay.", "Okay.", "Okay.", "no no", "no", "well"]


def test_a_piece_points_at_its_words_in_the_file() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nAna: <i>naïve</i>\nBayes 🙂\nBo: yes\n"
    assert [text[slice(*piece.span)] for piece in parse_captions(text).pieces] == ["<i>naïve</i>\nBayes 🙂", "yes"]
