"""A new question, a follow-up, or something that asks for nothing to judge."""

import pytest

from assistant.transcripts.moves import Around, Move, move_of, subjects
from assistant.transcripts.talk import Said, talk_of
from assistant.types import Transcript, Turn

LATEST = (
    "It looks at each parcel and says whether the label is readable. We quantised the network since the box next to "
    "the belt has no graphics card."
)


def said(text: str) -> Said:
    turn = Turn(index=0, speaker="Ana", role="interviewer", text=text)
    (one,) = talk_of(Transcript(name="t", format="txt", turns=(turn,))).said
    return one


def move(text: str, reply: int = 20, probes: int = 1) -> Move:
    return move_of(said(text), Around(LATEST, reply, probes))


@pytest.mark.parametrize(
    "text",
    [
        "Why that one?",
        "And how much?",
        "Can you say more about that?",
        "How did you know it was better?",
        "What went wrong along the way?",
        "Okay. Which label was it?",
        "For example?",
        "And what happens when the camera gets dirty?",
        "Who decided that?",
        "What did you use for quantising the network?",
    ],
)
def test_follow_ups(text: str) -> None:
    assert move(text) is Move.FOLLOW_UP
    assert move_of(said(text)) is Move.QUESTION, "nothing was asked yet"


@pytest.mark.parametrize(
    "text",
    [
        "Let's move on. How did you split the data?",
        "Tell me about a time you disagreed with somebody.",
        "Describe a failure.",
        "What is the difference between bagging and boosting?",
        "How does dropout work?",
        "My next question is about monitoring, what did you have?",
        "How do you explain uncertainty to a doctor who has never seen a histogram?",
        "Let me turn to hiring. " + "We grew a lot and it was not easy to find people who like documentation. " * 4
        + "So how do you mentor juniors?",
    ],
)  # fmt: skip
def test_new_questions(text: str) -> None:
    assert move(text, reply=80) is Move.QUESTION


def test_the_longer_the_reply_the_rather_it_is_a_new_question() -> None:
    moves = [move("And when the camera gets dirty, who notices?", reply=reply) for reply in (5, 20, 80, 200)]
    assert moves == [Move.FOLLOW_UP, Move.FOLLOW_UP, Move.QUESTION, Move.QUESTION]


def test_what_takes_up_the_answer_rather_follows_up() -> None:
    taken_up, new = (
        "Which network was quantised for the box at the belt?",
        "Which doctors were trained for the ward at the coast?",
    )
    assert [move(text, reply=50) for text in (taken_up, new)] == [Move.FOLLOW_UP, Move.QUESTION]


def test_a_question_that_brings_anything_new_is_one_after_four() -> None:
    assert move("And what about the desk?", probes=3) is Move.FOLLOW_UP
    assert move("And what about the desk?", probes=4) is Move.QUESTION
    assert move("Why did it go wrong?", probes=9) is Move.FOLLOW_UP


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Okay, great.", Move.NOD),
        ("[laughs]", Move.NOD),
        ("Can you hear me all right?", Move.LOGISTICS),
        ("What are your salary expectations?", Move.LOGISTICS),
        ("How was the trip?", Move.SMALL_TALK),
        ("Tell me a bit about yourself.", Move.INTRODUCTION),
        ("Please introduce yourself.", Move.INTRODUCTION),
        ("Do you have any questions for us?", Move.INVITATION),
        ("What would you like to know?", Move.INVITATION),
        ("That's all from me, we'll be in touch.", Move.CLOSING),
        ("Hi Bo, good to meet you.", Move.GREETING),
        ("I see, so the belt was the limit.", Move.STATEMENT),
    ],
)
def test_other_moves(text: str, expected: Move) -> None:
    assert move(text) is expected


def test_subjects_are_content_words() -> None:
    assert subjects("What did the team decide about labels and labelling?") == {"label"}
