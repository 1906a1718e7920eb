"""Who asks and who answers, on invented conversations; setting, swapping and naming."""

import pytest

from assistant.errors import TranscriptError
from assistant.transcripts import (
    SpeakerRoles,
    apply_roles,
    assign_roles,
    candidates,
    find_roles,
    read_transcript_bytes,
    roles_by_hand,
    swap_roles,
)
from assistant.transcripts.talk import talk_of
from assistant.types import Transcript
from tests.assistant.transcripts.conversations import BY_NAME, HELD_OUT, TUNED, Conversation

INTERVIEWS = [conversation for conversation in (*TUNED, *HELD_OUT) if conversation.refused is None]


@pytest.mark.parametrize("conversation", INTERVIEWS, ids=lambda conversation: conversation.name)
def test_roles(conversation: Conversation) -> None:
    found = find_roles(conversation.transcript)
    assert dict(found.roles) == conversation.roles
    assert 0.6 <= found.confidence <= 0.97
    assert len(found.reasons) == len(found.roles)


@pytest.mark.parametrize("name", ["gibberish", "two engineers and a bug", "planning a trip", "three hosts in a round"])
def test_it_is_not_sure_where_nobody_leads(name: str) -> None:
    assert find_roles(BY_NAME[name].transcript).confidence < 0.7


def talk(text: str) -> Transcript:
    return read_transcript_bytes("talk.txt", text.encode())


def test_reasons_count_questions_and_words() -> None:
    found = find_roles(BY_NAME["one exchange"].transcript)
    assert found.reasons == (
        "Interviewer (interviewer): 1 questions answered by others, 0 answered; 27% of the words.",
        "Candidate (candidate): 0 questions answered by others, 1 answered; 73% of the words.",
    )


def test_a_bystander_is_other() -> None:
    text = BY_NAME["phone screen without names"].transcript
    lines = [f"{turn.speaker}: {turn.text}" for turn in text.turns]
    lines.insert(3, "Porter: Parcel.")
    assert find_roles(talk("\n".join(lines))).roles["Porter"] == "other"


@pytest.mark.parametrize("name", ["Jonas", "jonas", " JONAS ", "Jon"])
def test_the_candidate_can_be_named_in_part(name: str) -> None:
    transcript = BY_NAME["panel of two"].transcript
    assert find_roles(transcript, candidate=name).roles["Jonas"] == "candidate"


def test_a_named_candidate_is_believed_against_the_evidence() -> None:
    transcript = BY_NAME["phone screen without names"].transcript
    found = find_roles(transcript, candidate="Speaker 1")
    assert dict(found.roles) == {"Speaker 1": "candidate", "Speaker 2": "interviewer"}


@pytest.mark.parametrize(("name", "why"), [("Nobody", "is not a speaker"), ("Speaker", "could be several"), ("", None)])
def test_a_candidate_who_is_not_there_is_an_error(name: str, why: str | None) -> None:
    transcript = BY_NAME["phone screen without names"].transcript
    if why is None:
        assert find_roles(transcript, candidate=name) == find_roles(transcript)
        return
    with pytest.raises(TranscriptError, match=f"{why}.*Speaker 1, Speaker 2"):
        find_roles(transcript, candidate=name)


def test_swapping_twice_changes_nothing() -> None:
    transcript = assign_roles(BY_NAME["panel of two"].transcript)
    swapped = swap_roles(transcript)
    assert candidates(swapped) == ("Marta", "Felix")
    assert roles_by_hand(swapped).speakers("interviewer") == ("Jonas",)
    assert swap_roles(swapped) == transcript


def test_applying_a_proposal_leaves_unnamed_speakers_other() -> None:
    transcript = BY_NAME["panel of two"].transcript
    applied = apply_roles(transcript, SpeakerRoles({"Jonas": "candidate"}, 1.0, (), by_hand=True))
    assert {turn.speaker: turn.role for turn in applied.turns} == {
        "Marta": "other",
        "Jonas": "candidate",
        "Felix": "other",
    }


def test_one_speaker_has_no_role() -> None:
    found = find_roles(BY_NAME["monologue"].transcript)
    assert (dict(found.roles), found.confidence) == ({"Oskar": "other"}, 0.0)


def test_asking_back_is_no_question_of_ones_own() -> None:
    counted = talk_of(
        talk("Ana: Which one did you ship?\nBo: Do you mean this year?\nAna: Yes.\nBo: The small one, in May.")
    )
    assert [said.clarifies for said in counted.said] == [False, True, False, False]
    assert [(bid.asked.speaker, bid.answered.turn.index) for bid in counted.bids] == [("Ana", 3)]


def test_questions_that_were_invited_are_not_counted() -> None:
    counted = talk_of(BY_NAME["candidate asks at the end"].transcript)
    assert {bid.asked.speaker for bid in counted.bids} == {"Noor"}
