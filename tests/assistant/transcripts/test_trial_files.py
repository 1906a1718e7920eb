"""Real exports, where a folder of them is named by PLUMBLINE_TRIAL_TRANSCRIPTS; nothing of them is kept here."""

import json
import os
import re
from pathlib import Path

import pytest

from assistant.errors import TranscriptError
from assistant.transcripts import (
    answer_text,
    apply_roles,
    candidates,
    find_exchanges,
    find_roles,
    read_transcript,
    why_not_an_interview,
)
from assistant.transcripts.captions import parse_captions
from assistant.types import UnscoredReason

FOLDER = os.environ.get("PLUMBLINE_TRIAL_TRANSCRIPTS")
pytestmark = pytest.mark.skipif(not FOLDER, reason="PLUMBLINE_TRIAL_TRANSCRIPTS names no folder of real transcripts")


def trial(name: str) -> Path:
    return Path(FOLDER or "") / name


def words_read(name: str) -> list[str]:
    return " ".join(turn.text for turn in read_transcript(trial(name)).turns).split()


def test_every_word_of_a_zoom_file() -> None:
    text = trial("zoom/meeting001_transcript.vtt").read_text("utf-8")
    text = re.sub(r"(?m)^(?:WEBVTT|\d+|[\d:.]+ --> [\d:.]+)$|^[A-Z]\w+ [A-Z]\w+: ", " ", text)
    assert words_read("zoom/meeting001_transcript.vtt") == text.split()


@pytest.mark.parametrize("name", ["TS3011a", "ES2004a"])
def test_every_word_of_a_json_meeting(name: str) -> None:
    turns = json.loads(trial(f"meetings_json/{name}.json").read_text("utf-8"))["meeting_transcripts"]
    assert words_read(f"meetings_json/{name}.json") == " ".join(turn["content"] for turn in turns).split()


@pytest.mark.parametrize(
    "name", ["otter/06-impostor-syndrome", "otter/29-building-a-resume", "otter/46-systems-design"]
)
def test_every_word_of_an_otter_file(name: str) -> None:
    text = trial(f"{name}.md").read_text("utf-8")
    text = re.sub(r"(?m)^(?:\*\*[\w ]+\*\*|Unknown Speaker) +\[?\d+:\d\d\]?|^Transcribed by .*$", " ", text)
    assert words_read(f"{name}.md") == text.split()


@pytest.mark.parametrize("number", [5, 84, 228, 276])
def test_every_word_of_a_markdown_interview(number: int) -> None:
    text = trial(f"practical_ai/practical-ai-{number}.md").read_text("utf-8")
    text = re.sub(r"(?m)^(?:\*\*)?Break(?:\*\*)?:.*$", " ", text)
    text = re.sub(r"(?m)^\*\*[^*]+:\*\*|^(?:\*\*[^*]+:\*\* )?\\\[\d+:\d\d\\\]", " ", text.replace("**Break:**", " "))
    text = re.sub(r"(?m)^\s*\\\[\d+:\d\d\\\]", " ", text)
    assert words_read(f"practical_ai/practical-ai-{number}.md") == text.replace("\\[", "[").replace("\\]", "]").split()


def test_every_turn_can_be_traced() -> None:
    for path in trial("practical_ai").glob("*.md"):
        text = path.read_text("utf-8")
        for turn in read_transcript(path).turns:
            raw = " ".join(text[start:end] for start, end in turn.source)
            assert raw.replace("\\[", "[").replace("\\]", "]").split() == turn.text.split()


@pytest.mark.parametrize(
    ("name", "interviewers", "guests"),
    [
        ("practical_ai/practical-ai-276.md", 1, 1),
        ("practical_ai/practical-ai-84.md", 2, 2),
        ("practical_ai/practical-ai-5.md", 2, 2),
    ],
)
def test_guests_are_interviewed(name: str, interviewers: int, guests: int) -> None:
    transcript = read_transcript(trial(name))
    roles = find_roles(transcript)
    assert (len(roles.speakers("interviewer")), len(roles.speakers("candidate"))) == (interviewers, guests)
    assert why_not_an_interview(transcript, roles) is None
    hosts = {turn.speaker for turn in transcript.turns if re.search(r"[Ww]elcome,? ", turn.text)}
    assert hosts & set(roles.speakers("interviewer"))
    transcript = apply_roles(transcript, roles)
    for guest in candidates(transcript):
        said = sum(len(turn.text) for turn in transcript.turns if turn.speaker == guest)
        exchanges = find_exchanges(transcript, candidate=guest)
        judged = sum(len(answer_text(transcript, exchange).text) for exchange in exchanges)
        assert len(exchanges) >= 3
        assert judged >= 0.75 * said


@pytest.mark.parametrize(
    "name",
    [
        "practical_ai/practical-ai-228.md",
        "zoom/meeting001_transcript.vtt",
        "meetings_json/TS3011a.json",
        "meetings_json/ES2004a.json",
        "otter/06-impostor-syndrome.md",
        "otter/29-building-a-resume.md",
        "otter/46-systems-design.md",
    ],
)
def test_what_is_no_interview_is_refused(name: str) -> None:
    transcript = read_transcript(trial(name))
    refusal = why_not_an_interview(transcript, find_roles(transcript))
    assert refusal is not None
    assert refusal.reason is UnscoredReason.NOT_AN_INTERVIEW


def test_odd_caption_files_keep_their_words_or_say_why() -> None:
    for path in sorted(trial("webvtt_edge_cases").glob("*.*")):
        with pytest.raises(TranscriptError, match=rf"^{re.escape(path.name)}: "):
            read_transcript(path)
        text = path.read_text("utf-8-sig")
        read = " ".join(piece.text for piece in parse_captions(text).pieces)
        captions = re.findall(r"Caption text #\d+", text)
        assert re.findall(r"Caption text #\d+", read) == captions
