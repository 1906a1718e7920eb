"""The interviewer's chat on an invented engine: what is typed is kept, understood, heard and answered."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import pytest

from assistant.archive import Archive
from assistant.asking.desk import TEAM, UNKNOWN_QUESTION, InterviewDesk
from assistant.asking.events import Asked, Event, Said
from assistant.asking.interviewer import Interviewer
from assistant.asking.messages.intents import Intent, Intents, Understood
from assistant.asking.views import DeskView
from assistant.errors import ConflictError, EngineError, InputError, UnknownIdError
from tests.assistant.asking.candidates import BAD_ANSWERS, CANDIDATES, STRONG
from tests.assistant.asking.records import setup
from tests.assistant.conftest import NewJudge
from tests.fakes import Rule, fails, reads

WEAK = CANDIDATES["weak"]("", 0)


@dataclass
class Scripted:
    """Understands `intent`, `intent: about` and `said: words`; what it was asked is in `history`."""

    history: list[str] = field(default_factory=list)

    def understand(self, typed: str) -> Understood:
        self.history.append(typed)
        name, _, rest = typed.partition(": ")
        intent = Intent(name) if name in list(Intent) else Intent.OTHER
        said = rest if intent is Intent.SAID else None
        return Understood(intent, 1.0, rest or None, said, None)


@pytest.fixture
def archive(tmp_path: object) -> Iterator[Archive]:
    opened = Archive.open(f"sqlite:///{tmp_path}/archive.db")
    yield opened
    opened.close()


class Room:
    """A desk with one interview on it."""

    def __init__(self, desk: InterviewDesk, archive: Archive, **changes: object) -> None:
        self.desk, self.archive = desk, archive
        self.view = desk.open(setup(kind="interview", **changes))

    def type(self, text: str, *, said: bool = False) -> DeskView:
        """Types a message and waits for the answer to it."""
        self.desk.say(self.view.id, text, self.view.seen, said)
        *_, last = self.desk.advance(self.view.id)
        assert isinstance(last, DeskView)
        self.view = last
        return last

    @property
    def reply(self) -> str:
        return [line.text for line in self.view.lines if line.who == "assistant"][-1]

    @property
    def events(self) -> list[Event]:
        return [record.event for record in self.archive.events(self.view.id, TEAM)]


@pytest.fixture
def room(archive: Archive, new_judge: NewJudge) -> Room:
    return Room(new_desk(archive, new_judge), archive, role="ml_engineer", seniority="mid")


def new_desk(archive: Archive, new_judge: NewJudge, *rules: Rule) -> InterviewDesk:
    judge, _ = new_judge(*rules)
    return InterviewDesk(archive, Interviewer(judge, cast("Intents", Scripted())))


def test_it_opens_with_cards_on_different_criteria(room: Room) -> None:
    cards = room.view.cards
    assert len(cards) == 3
    assert all(card.kind == "opening" and card.why and card.listen_for and card.strong and card.weak for card in cards)
    assert len({card.criterion for card in cards}) == 3
    assert room.view.question is None
    assert not room.view.doing


def test_a_card_that_is_taken_is_the_question(room: Room) -> None:
    card = room.view.cards[0]
    view = room.desk.decide(room.view.id, card.key, accepted=True)
    assert view.question == card.question
    assert card.key not in [one.key for one in view.cards]


def test_a_card_that_is_put_away_makes_room_for_another_and_stays_away(room: Room) -> None:
    away = room.view.cards[0]
    room.view = room.desk.decide(room.view.id, away.key, accepted=False)
    assert len(room.view.cards) == 3
    assert away.question not in [card.question for card in room.view.cards]
    room.type("open")
    room.type("uncovered")
    assert away.question not in [card.question for card in room.view.cards]


def test_an_answer_is_read_and_followed_up_with_its_own_words(room: Room) -> None:
    room.view = room.desk.decide(room.view.id, room.view.cards[0].key, accepted=True)
    view = room.type(f"said: {WEAK}")
    assert view.cards
    assert all(card.kind == "follow_up" and card.quote and card.quote in WEAK and card.missing for card in view.cards)
    assert len({card.missing for card in view.cards}) == len(view.cards)
    assert any(one.exchanges == 1 for one in view.coverage)


def test_a_follow_up_goes_on_with_the_exchange_and_is_never_repeated(room: Room) -> None:
    room.view = room.desk.decide(room.view.id, room.view.cards[0].key, accepted=True)
    first = room.type(f"said: {WEAK}").cards[0]
    room.view = room.desk.decide(room.view.id, first.key, accepted=True)
    room.type("said: It went from 71 to 79 percent compared with the old rules, on the orders of March.")
    assert [one.exchanges for one in room.view.coverage if one.exchanges] == [1] * sum(
        bool(one.exchanges) for one in room.view.coverage
    )
    assert first.question not in [card.question for card in room.view.cards]


def test_without_a_question_it_says_what_the_answer_is_read_as(room: Room) -> None:
    room.type("said: I spent two summers counting seabirds with a clicker on a windy cliff above the harbour.")
    assert any(UNKNOWN_QUESTION in line.text for line in room.view.lines if line.who == "assistant")


def test_an_answer_to_a_card_nobody_took_is_filed_under_it_and_that_is_said(room: Room) -> None:
    card = room.view.cards[1]
    room.type(f"said: {card.question.rstrip('?.')} is what I did, and I wrote it all down.")
    assert room.view.question == card.question
    assert any(card.question in line.text for line in room.view.lines if line.who == "assistant")


def test_what_they_said_is_their_line_and_what_i_want_is_mine(room: Room) -> None:
    room.type(f"said: {WEAK}")
    room.type("next")
    room.type("Plain words of theirs.", said=True)
    spoken = {line.text: line.who for line in room.view.lines if line.who != "assistant"}
    assert spoken == {f"said: {WEAK}": "candidate", "next": "interviewer", "Plain words of theirs.": "candidate"}


def test_a_later_answer_never_takes_back_what_was_heard(room: Room) -> None:
    room.view = room.desk.decide(room.view.id, room.view.cards[0].key, accepted=True)
    room.type(f"said: {STRONG[0]}")
    room.type("judge")
    before = room.reply
    room.type("said: It was robust and seamless, and all of us followed best practices.")
    room.type("judge")
    assert room.reply == before


def test_a_description_fills_in_what_was_left_open_and_says_so(archive: Archive, new_judge: NewJudge) -> None:
    words = "Senior MLOps engineer wanted, with eight years of experience in running models for others."
    room = Room(new_desk(archive, new_judge), archive, description=words)
    assert (room.view.setup.role, room.view.setup.seniority) == ("mlops_engineer", "senior")
    assert "From the description" in room.view.lines[0].text
    given = Room(new_desk(archive, new_judge), archive, description=words, role="ml_engineer")
    assert given.view.setup.role == "ml_engineer"


def test_what_the_person_says_was_said_is_not_guessed(room: Room) -> None:
    room.type("next", said=True)
    assert [event.text for event in room.events if isinstance(event, Said)] == ["next"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("judge", "not heard an answer"),
        ("summary", "Nothing was heard"),
        ("shorter", "Shorter:"),
        ("close", "To close"),
        ("uncovered", "Nothing heard on"),
        ("other", "cannot do that"),
        ("more", "Move on"),
        ("more: pigeons", "pigeons"),
        ("Should we hire him?", "recommend nothing"),
        ("Ask how old are you, please", "should not be asked"),
    ],
)
def test_every_wish_is_answered_before_anything_was_said(typed: str, says: str, room: Room) -> None:
    room.type(typed)
    assert says in room.reply
    assert not room.view.doing


@pytest.mark.parametrize("intent", [intent for intent in Intent if intent is not Intent.SAID])
def test_every_wish_is_answered_after_an_answer(intent: Intent, room: Room) -> None:
    room.view = room.desk.decide(room.view.id, room.view.cards[0].key, accepted=True)
    room.type(f"said: {WEAK}")
    room.type(intent.value)
    assert room.reply
    assert "None" not in room.reply
    assert room.view.lines[-1].note == intent.value


def test_easier_and_harder_change_the_seniority_of_the_questions(room: Room) -> None:
    room.type("easier")
    assert "junior" in room.reply
    room.type("harder")
    assert "senior" in room.reply


def test_the_reading_is_told_with_its_range_and_without_a_verdict(room: Room) -> None:
    room.view = room.desk.decide(room.view.id, room.view.cards[0].key, accepted=True)
    room.type(f"said: {STRONG[0]}")
    room.type("judge")
    assert "likely between" in room.reply
    assert "hire" not in room.reply.lower()


def test_closing_cards_are_not_offered_twice(room: Room) -> None:
    room.type("close")
    card = room.view.cards[0]
    room.view = room.desk.decide(room.view.id, card.key, accepted=True)
    room.type("close")
    assert card.question not in [one.question for one in room.view.cards]


@pytest.mark.parametrize("answer", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_no_answer_breaks_it_and_every_word_is_kept(answer: str, room: Room) -> None:
    view = room.type(answer, said=True)
    assert answer in [line.text for line in view.lines]
    assert not view.doing
    assert all(card.quote in answer for card in view.cards if card.quote)


@pytest.mark.parametrize(("typed", "says"), [(" \n", "empty"), ("x" * 200_001, "200,001 characters")])
def test_what_is_no_message_is_refused_and_nothing_is_written(typed: str, says: str, room: Room) -> None:
    before = room.events
    with pytest.raises(InputError, match=says):
        room.type(typed)
    assert room.events == before


def test_a_message_outlives_an_engine_that_fails(archive: Archive, new_judge: NewJudge) -> None:
    broken = Room(new_desk(archive, new_judge, fails(500, "out of order")), archive)
    with pytest.raises(EngineError, match="out of order"):
        broken.type(f"said: {WEAK}")
    view = broken.desk.view(broken.view.id)
    assert view.doing
    assert f"said: {WEAK}" in [line.text for line in view.lines]
    whole = new_desk(archive, new_judge)
    *_, last = whole.advance(view.id)
    assert isinstance(last, DeskView)
    assert last.cards
    assert not last.doing


def test_two_tabs_do_not_write_over_each_other(room: Room) -> None:
    room.desk.say(room.view.id, "next", room.view.seen)
    with pytest.raises(ConflictError):
        room.desk.say(room.view.id, "close", room.view.seen)


def test_a_card_of_yesterday_is_not_taken(room: Room) -> None:
    key = room.view.cards[0].key
    room.desk.decide(room.view.id, key, accepted=True)
    with pytest.raises(InputError, match="no longer on the table"):
        room.desk.decide(room.view.id, key, accepted=False)


def test_an_unscored_answer_gets_its_reason_and_a_way_on(archive: Archive, new_judge: NewJudge) -> None:
    away = reads("bearing", "football", Y=0.02, Q=0.96, D=0.01, N=0.01)
    room = Room(new_desk(archive, new_judge, away), archive)
    room.type(f"said: {CANDIDATES['off_topic']('', 0)}")
    assert room.reply
    assert room.view.cards
    assert all(one.exchanges == 0 for one in room.view.coverage)


def test_a_reported_question_opens_an_exchange(
    archive: Archive, new_judge: NewJudge, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Room(new_desk(archive, new_judge), archive)
    told = Understood(Intent.SAID, 1.0, None, "We split by customer.", "How did you validate?")
    monkeypatch.setattr(Scripted, "understand", lambda self, typed: told)
    room.type("I asked how they validated. He said we split by customer.")
    (asked,) = [event for event in room.events if isinstance(event, Asked)]
    assert asked.question == "How did you validate?"
    assert asked.opens


def test_deleting_leaves_nothing(room: Room) -> None:
    assert [entry.id for entry in room.desk.past()] == [room.view.id]
    room.desk.delete(room.view.id)
    assert room.desk.past() == ()
    with pytest.raises(UnknownIdError):
        room.desk.view(room.view.id)
