"""Feedback as HTML: the answer whole with its words marked, every part there, no number where none is wanted."""

import re
from html import unescape

import pytest

from assistant.asking.events import Setup
from assistant.asking.views import PracticeView
from tests.ui.fake_talks import FIRST, HOSTILE, feedback, summary
from ui.feedback import feedback as shown

ANSWER = (
    "We had a rules engine that flagged one order in five and it was replaced by trees, which was a lot better for all."
)


def view(*answers: str, ended: bool = True) -> PracticeView:
    """A practice with these answers read."""
    told = tuple(feedback(FIRST, answer) for answer in answers)
    return PracticeView(
        id="p1",
        seen=3,
        setup=Setup(kind="practice", stage="scale"),
        lines=(),
        question=None if ended else FIRST,
        number=1,
        of=3,
        elapsed_s=60,
        doing=None,
        ended=ended,
        feedback=told,
        summary=summary(told) if ended else None,
    )


def words(html: str) -> str:
    """What is read of it."""
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_the_answer_is_there_letter_for_letter() -> None:
    own = re.search(r'<div class="own".*?</div>', shown(view(ANSWER), numbers=True), re.DOTALL)
    assert own
    unlabelled = re.sub(r'<span class="label">.*?</span>', "", own.group())
    assert words(unlabelled) == ANSWER
    assert unlabelled.count("<mark") == 2


def test_every_part_of_the_feedback_is_told() -> None:
    text = words(shown(view(ANSWER), numbers=True))
    (told,) = view(ANSWER).feedback
    parts = [
        told.criteria[0].here,
        told.criteria[0].above,
        told.lacking[0].why,
        told.lacking[0].ask,
        "Depth 3.2 of 5, likely 2.4 to 4.0",
        "level 3 of 5",
        *(step.title for step in told.skeleton),
        *(step.gap for step in told.skeleton if step.gap),
    ]
    assert [part for part in parts if part and part not in text] == []


def test_without_numbers_none_of_a_scale_is_left() -> None:
    hidden = words(shown(view(ANSWER, ANSWER), numbers=False))
    assert re.findall(r"\d\.\d|of 5|level \d", hidden) == []
    assert "Where it stands" in hidden


def test_an_answer_without_a_score_says_why_and_nothing_of_a_scale() -> None:
    text = words(shown(view("No"), numbers=True))
    assert "There was too little to read" in text
    assert re.findall(r"of 5|Where it stands|did not hear", text) == []


def test_it_is_folded_away_while_the_practice_goes_on() -> None:
    html = shown(view(ANSWER, ended=False), numbers=True)
    assert "Feedback on 1 answer so far, if you want it now" in html
    assert "summary" not in shown(view(ended=False), numbers=True)


@pytest.mark.parametrize("numbers", [True, False])
def test_what_people_wrote_is_no_markup(numbers: bool) -> None:
    html = shown(view(HOSTILE, ANSWER), numbers=numbers)
    assert not re.search(r"<(script|img|b onclick|textarea)", html)
    assert "&lt;script&gt;" in html
