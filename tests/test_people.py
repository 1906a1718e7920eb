"""Interviewer and candidate on the real embedded model: cards on what was said, feedback on what was answered."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.asking.events import Setup
from assistant.asking.views import DeskView, PracticeView
from assistant.opening import Rooms, open_rooms
from assistant.settings import Settings
from tests.assistant.asking.candidates import CANDIDATES

pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]
DEEP = (
    "That was the bread forecast for our forty shops. I sat with two managers first and wrote down how they "
    "order. I built the loader from the tills, and half of the days turned out to be missing because a till "
    "writes nothing when it is offline, so I filled those from the card payments. The first model was a ridge "
    "regression, compared with ordering what was sold a week ago: the error went from 31 to 24 percent. I put it "
    "into the order form myself. At Easter it ordered three hundred loaves too many, because the holiday moves, "
    "and I added the calendar after that."
)
PLAYED = ("weak", "jargon", "injecting", "silent")


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rooms]:
    folder = tmp_path_factory.mktemp("archives")
    own = {name: f"sqlite:///{folder}/{name}.db" for name in ("database_url", "practice_url")}
    with open_rooms(Settings.of(**own)) as opened:
        yield opened


def setup(kind: str) -> Setup:
    given = {"kind": kind, "role": "ml_engineer", "stage": "prototype_to_production", "seniority": "mid", "minutes": 20}
    return Setup.model_validate(given)


def practise(rooms: Rooms, view: PracticeView, answer: str) -> PracticeView:
    view = rooms.practice.answer("owner", view.id, answer, view.seen)
    *_, last = rooms.practice.advance("owner", view.id)
    assert isinstance(last, PracticeView)
    return last


def test_a_told_answer_gets_cards_with_its_own_words(rooms: Rooms) -> None:
    view = rooms.desk.open(setup("interview"))
    view = rooms.desk.decide(view.id, view.cards[0].key, accepted=True)
    told = CANDIDATES["weak"]("", 0)
    view = rooms.desk.say(view.id, f"he said: {told}", view.seen)
    *_, last = rooms.desk.advance(view.id)
    assert isinstance(last, DeskView)
    assert last.cards
    assert all(card.quote and card.quote in told for card in last.cards)
    view = rooms.desk.say(view.id, "what should I ask next?", last.seen)
    *_, last = rooms.desk.advance(view.id)
    assert isinstance(last, DeskView)
    assert last.lines[-1].note == "next"


def test_what_was_built_stands_above_what_was_named(rooms: Rooms) -> None:
    deep = practise(rooms, rooms.practice.open("owner", setup("practice")), DEEP).feedback[0]
    hollow = practise(rooms, rooms.practice.open("owner", setup("practice")), CANDIDATES["jargon"]("", 0)).feedback[0]
    assert deep.depth is not None
    assert deep.depth > (hollow.depth or 0)
    assert deep.quotes
    for quote in deep.quotes:
        assert DEEP[quote.start : quote.end] == quote.text


@pytest.mark.parametrize("name", PLAYED)
def test_a_candidate_is_taken_through_three_answers(name: str, rooms: Rooms) -> None:
    view = rooms.practice.open("owner", setup("practice"))
    for number in range(3):
        assert view.question
        assert "children" not in view.question
        view = practise(rooms, view, CANDIDATES[name](view.question, number))
    view = rooms.practice.stop("owner", view.id)
    assert view.feedback
    assert all(one.depth is not None or one.unscored for one in view.feedback)


def test_a_description_says_what_the_interview_is_for(rooms: Rooms, tmp_path: Path) -> None:
    guess = rooms.interviewer.describe(
        "Senior MLOps engineer. Our models have been in use for three years and every retraining takes three days by "
        "hand; you will halve the bill for serving and move nine teams to one registry."
    )
    assert (guess.role, guess.stage, guess.seniority) == ("mlops_engineer", "scale", "senior")
