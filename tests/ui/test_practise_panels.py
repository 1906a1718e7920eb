"""The pieces of *Practise*: how far it is, what goes on, what was said; kind words, and nothing taken as markup."""

import re
from html import unescape

import pytest

from assistant.asking.events import Setup
from assistant.asking.views import Line, PracticeView
from tests.ui.fake_talks import FIRST, HOSTILE, feedback
from ui import practise_panels as show

ASKED = Line(who="interviewer", text=FIRST)
SAID = Line(who="candidate", text="I built it.")


def view(**changes: object) -> PracticeView:
    """A practice at its first question."""
    fields: dict[str, object] = {
        "id": "p1",
        "seen": 2,
        "setup": Setup(kind="practice", stage="scale", minutes=20),
        "lines": (ASKED,),
        "question": FIRST,
        "number": 1,
        "of": 4,
        "elapsed_s": 61.0,
        "doing": None,
        "ended": False,
        "feedback": (),
    }
    return PracticeView.model_validate({**fields, **changes})


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def test_the_bar_says_which_question_of_how_many_and_the_time() -> None:
    assert words(show.bar(view())) == "Question 1 of about 4 Scale and improve 1:01 of 20:00 used"
    assert "Question 5 of about 5" in words(show.bar(view(number=5)))
    assert "Finished" in words(show.bar(view(ended=True, question=None)))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, FIRST),
        (
            {"lines": (ASKED, SAID, Line(who="interviewer", text="Why?", note="follow-up"))},
            "A follow-up on what you said",
        ),
        (
            {"question": None, "doing": "Reading your answer"},
            "Your answer is kept. The next question comes in a moment.",
        ),
        ({"question": None, "doing": "Reading", "ended": True}, "Your answer is kept. Then you see the feedback."),
        ({"question": None, "ended": True}, "Stopped before the first answer, which is fine."),
        (
            {"question": None, "ended": True, "feedback": (feedback(FIRST, "I built it."),)},
            "Done. Here is what I heard.",
        ),
    ],
)
def test_what_goes_on_is_said(changes: dict[str, object], told: str) -> None:
    assert told in words(show.question(view(**changes)))


def test_what_was_said_before_is_there_without_the_open_question() -> None:
    assert show.so_far(view()) == ""
    html = show.so_far(view(lines=(ASKED, SAID, Line(who="interviewer", text="Why?"))))
    assert words(html) == f"What was said so far Interviewer {FIRST} You I built it."


def test_nothing_that_people_wrote_becomes_markup() -> None:
    said = (ASKED, Line(who="candidate", text=HOSTILE), Line(who="interviewer", text=HOSTILE))
    hostile = view(question=HOSTILE, lines=said)
    for piece in (show.question(hostile), show.so_far(hostile)):
        assert "&lt;script&gt;" in piece
        assert not re.search(r"<(script|img|textarea|b )", piece)
