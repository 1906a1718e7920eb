"""Real exports, where a folder of them is named by PLUMBLINE_TRIAL_TRANSCRIPTS; nothing of them is kept here."""

import json
import os
import re
from pathlib import Path

import pytest

from assistant.transcripts import read_transcript

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
