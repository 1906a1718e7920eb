"""The state of an interview is what its events amount to."""

import pytest

from assistant.asking.events import Card, Decided, Ended, Offered, Replied, Requested
from assistant.asking.log import LONGEST_ANSWER_S, standing
from assistant.errors import StorageError
from tests.assistant.asking.records import asks, judges, probes, record, says, started


def card(key: str) -> Card:
    return Card(
        key=key, kind="opening", question=f"{key}?", why="w", listen_for="l", strong="s", weak="w", source="bank"
    )


def test_a_question_waits_until_it_is_answered() -> None:
    assert standing(record(started(), asks())).waiting
    now = standing(record(started(), asks(), says()))
    assert not now.waiting
    assert now.talks[0].unread
    assert not standing(record(started(), asks(), says(), judges())).talks[0].unread


def test_a_follow_up_belongs_to_the_exchange_and_makes_its_reading_old() -> None:
    now = standing(record(started(), asks(), says("one"), judges(), probes(), says("two")))
    (talk,) = now.talks
    assert talk.question == "What of q1? Which number showed you that?"
    assert talk.answer == "one\n\ntwo"
    assert talk.answer[talk.news :] == "two"
    assert talk.judgement is not None
    assert talk.unread


def test_time_is_that_of_answering_and_a_night_between_is_not() -> None:
    assert standing(record(started(), asks(), says(), asks("q2"), says())).elapsed_s == 120
    slept = record(started(), asks(), says(), step_s=12 * 3600)
    assert standing(slept).elapsed_s == LONGEST_ANSWER_S


def test_reading_takes_no_interview_time() -> None:
    assert standing(record(started(), asks(), says(), judges(), asks("q2"))).elapsed_s == 60


def test_requests_are_answered_in_their_order() -> None:
    first, second = Requested(text="one"), Requested(text="two")
    now = standing(record(started(), first, second))
    assert now.requests == (first, second)
    assert standing(record(started(), first, second, Replied(intent="next", text="r"))).requests == (second,)


def test_what_a_request_reported_is_heard_once() -> None:
    before = record(started(), asks(), Requested(text="he said …"))
    assert not standing(before).heard
    assert standing(record(started(), asks(), Requested(text="he said …"), says())).heard
    done = record(started(), asks(), Requested(text="he said …"), says(), Replied(intent="said", text="r"))
    assert not standing(done).heard


def test_decided_cards_leave_the_table_and_are_remembered() -> None:
    now = standing(record(started(), Offered(cards=(card("1.0"), card("1.1"))), Decided(card="1.0", accepted=False)))
    assert [one.key for one in now.cards] == ["1.1"]
    assert [one.key for one in now.offered] == ["1.0", "1.1"]
    assert now.decided == {"1.0": False}


def test_nothing_waits_after_the_end() -> None:
    now = standing(record(started(), asks(), Ended(why="stopped")))
    assert now.ended
    assert not now.waiting


@pytest.mark.parametrize(
    "events", [[], [asks()], [started(), started()], [started(), says()]], ids=["none", "headless", "twice", "unasked"]
)
def test_a_record_that_cannot_be_one_is_named(events: list[object]) -> None:
    with pytest.raises(StorageError, match="record"):
        standing(record(*events))  # type: ignore[arg-type]
