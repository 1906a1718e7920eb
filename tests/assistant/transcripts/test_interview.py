"""What is refused and what is not, on invented conversations; the known mistakes are listed, not hidden."""

import pytest

from assistant.transcripts import find_roles, read_transcript_bytes, roles_by_hand, swap_roles, why_not_an_interview
from assistant.transcripts.interview import Refusal
from assistant.transcripts.speakers import assign_roles
from assistant.types import Transcript, UnscoredReason
from tests.assistant.transcripts.conversations import BY_NAME, HELD_OUT, TUNED, Conversation

KNOWN_MISTAKES = {"two colleagues disagree"}


def refused(transcript: Transcript) -> Refusal | None:
    return why_not_an_interview(transcript, find_roles(transcript))


def reason(transcript: Transcript) -> UnscoredReason | None:
    refusal = refused(transcript)
    return refusal.reason if refusal else None


@pytest.mark.parametrize("conversation", [*TUNED, *HELD_OUT], ids=lambda conversation: conversation.name)
def test_refusals(conversation: Conversation) -> None:
    right = reason(conversation.transcript) == conversation.refused
    assert right == (conversation.name not in KNOWN_MISTAKES)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("support call", "reads like a support call: “thank you for calling”"),
        ("stand-up", "reads like a meeting"),
        ("lecture with questions", "one speech that answers no question, as in a talk by Lindqvist"),
        ("banter of two hosts", "Everybody asks and everybody answers"),
        ("monologue", "Only Oskar speaks"),
        ("gibberish", "no words"),
        ("in German", "only English is judged"),
    ],
)
def test_the_sentence_says_why(name: str, says: str) -> None:
    refusal = refused(BY_NAME[name].transcript)
    assert refusal is not None
    assert says in refusal.sentence
    assert refusal.sentence.endswith(".")


def talk(text: str) -> Transcript:
    return read_transcript_bytes("talk.txt", text.encode())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Ana: [laughs]\nBo: [music]", UnscoredReason.EMPTY),
        ("Ana: So this is my talk about the trains of our town and how they run.\nBo: Mm-hm.", None),
        (
            "Ana: " + "this is my talk about the trains and how they run. " * 20 + "\nBo: Okay.",
            UnscoredReason.ONE_SPEAKER,
        ),
        ("Ana: " + "blah " * 15 + "?\nBo: " + "blah " * 15, UnscoredReason.GIBBERISH),
        ("Ana: Hi\nBo: Hi", UnscoredReason.NOT_AN_INTERVIEW),
        ("Ana: 你在哪里 工作 做 什么 项目?\nBo: 我 做 一个 小 模型 给 工厂 用", UnscoredReason.LANGUAGE),
    ],
)
def test_edges(text: str, why: UnscoredReason | None) -> None:
    found = reason(talk(text))
    assert found == (why or UnscoredReason.NOT_AN_INTERVIEW)


def test_roles_set_by_hand_are_believed() -> None:
    transcript = assign_roles(BY_NAME["banter of two hosts"].transcript)
    assert why_not_an_interview(transcript, roles_by_hand(transcript)) is None
    assert why_not_an_interview(swap_roles(transcript), roles_by_hand(swap_roles(transcript))) is None


def test_roles_by_hand_need_both_sides() -> None:
    transcript = BY_NAME["panel of two"].transcript
    refusal = why_not_an_interview(transcript, roles_by_hand(transcript))
    assert refusal is not None
    assert (refusal.reason, "role of candidate" in refusal.sentence) == (UnscoredReason.NOT_AN_INTERVIEW, True)


def test_naming_a_host_does_not_make_an_interview() -> None:
    transcript = BY_NAME["banter of two hosts"].transcript
    for name in ("Vera", "Hugo"):
        roles = find_roles(transcript, candidate=name)
        refusal = why_not_an_interview(transcript, roles)
        assert refusal is not None
