"""What comes next follows from the plan and from what was said."""

import pytest

from assistant.asking.coverage import by_gain, coverage
from assistant.asking.events import Event, Plan
from assistant.asking.log import standing
from assistant.asking.policy import AGAIN, Again, Ask, Close, Move, Probe, next_move
from assistant.asking.views import Covered
from assistant.judging.criteria import JudgedCriterion
from assistant.types import EvidenceKind, Interval, UnscoredReason
from tests.assistant.asking.records import PLAN, asks, judges, probes, question, record, says, started

LEVELS = ("1", "2", "3", "4", "5")


def criterion(name: str, weight: float) -> JudgedCriterion:
    return JudgedCriterion(name, name.capitalize(), f"{name} of it", LEVELS, weight, (EvidenceKind.METRIC,), ())


CRITERIA = (criterion("ownership", 1), criterion("evaluation", 2), criterion("serving", 3), criterion("mlops", 0))


def interval(score: float, deviations: object) -> Interval:
    return score - 0.7, score + 0.7


def covered(*events: Event) -> tuple[Covered, ...]:
    return coverage(standing(record(*events)).talks, CRITERIA, interval)


def move(*events: Event, step_s: float = 60.0) -> Move:
    now = standing(record(*events, step_s=step_s))
    return next_move(now, coverage(now.talks, CRITERIA, interval))


def test_the_plan_opens() -> None:
    assert move(started()) == Ask(PLAN.questions[0])


def test_without_a_plan_there_is_nothing_to_ask() -> None:
    assert move(started(Plan())) == Close("plan_done")


def test_a_thin_answer_is_probed_and_a_deep_one_is_not() -> None:
    assert move(started(), asks(), says(), judges(0, {"ownership": 2.0})) == Probe(Ask(PLAN.questions[2]))
    assert move(started(), asks(), says(), judges(0, {"ownership": 4.0})) == Ask(PLAN.questions[2])


def test_two_probes_are_enough() -> None:
    thin = judges(0, {"ownership": 2.0})
    once: list[Event] = [started(), asks(), says(), thin, probes(), says(), thin]
    assert isinstance(move(*once, step_s=30), Probe)
    assert isinstance(move(*once, probes(EvidenceKind.DATA), says(), thin, step_s=30), Ask)


def test_one_long_answer_does_not_eat_the_whole_interview() -> None:
    thin = judges(0, {"ownership": 2.0})
    assert isinstance(move(started(), asks(), says(), thin, step_s=599), Ask)


def test_the_next_question_is_on_what_would_settle_most() -> None:
    heard: list[Event] = [started(), asks("q3", "serving"), says(), judges(0, {"serving": 4.0})]
    assert move(*heard) == Ask(PLAN.questions[1])


def test_only_what_was_asked_about_counts_as_heard() -> None:
    heard = covered(started(), asks(), says(), judges(0, {"ownership": 3.0, "serving": 4.0}))
    assert [one.id for one in heard if one.state != "open"] == ["ownership"]


@pytest.mark.parametrize("reason", AGAIN)
def test_an_answer_that_cannot_be_read_is_asked_for_once_more(reason: UnscoredReason) -> None:
    first = move(started(), asks(), says(), judges(0, reason=reason))
    assert isinstance(first, Again)
    assert "{" not in first.question
    again = probes().model_copy(update={"plain": True, "question": first.question})
    second = move(started(), asks(), says(), judges(0, reason=reason), again, says(), judges(0, reason=reason))
    assert isinstance(second, Ask)


@pytest.mark.parametrize("reason", sorted(set(UnscoredReason) - AGAIN.keys()))
def test_other_reasons_are_not_pressed(reason: UnscoredReason) -> None:
    assert isinstance(move(started(), asks(), says(), judges(0, reason=reason)), Ask)


def test_it_ends_on_time() -> None:
    thin = judges(0, {"ownership": 2.0})
    assert move(started(minutes=5), asks(), says(), thin, step_s=250) == Close("time")
    assert move(started(minutes=5), asks(), says(), thin, step_s=100) == Probe(Ask(PLAN.questions[2]))


def test_it_ends_with_the_plan() -> None:
    plan = Plan(questions=(question("q1", "ownership"),))
    assert move(started(plan), asks(), says(), judges(0, {"ownership": 4.0})) == Close("plan_done")
    thin = judges(0, {"ownership": 2.0})
    assert move(started(plan), asks(), says(), thin) == Probe(Close("plan_done"))


def test_coverage_tells_what_was_not_heard_from_what_was_heard_little() -> None:
    heard = covered(started(), asks(), says(), judges(0, {"ownership": 2.0}))
    assert [(one.id, one.state, one.exchanges) for one in heard] == [
        ("ownership", "settled", 1),
        ("evaluation", "open", 0),
        ("serving", "open", 0),
    ]
    assert heard[0].score == 2.0
    wide = coverage(
        standing(record(started(), asks(), says(), judges())).talks, CRITERIA, lambda s, d: (s - 1.5, s + 1.5)
    )
    assert wide[0].state == "thin"


def test_gain_is_weight_times_width() -> None:
    heard = covered(started(), asks("q3", "serving"), says(), judges(0, {"serving": 3.0}))
    assert [one.id for one in by_gain(heard)] == ["evaluation", "serving", "ownership"]
