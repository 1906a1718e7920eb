"""What comes next in a practice, as a function of the plan and of what was said so far; nothing here asks a model.

Probe while depth is missing, move on when it is settled or two probes did not help, end on time. An answer that could
not be read is asked for once more, in plain words; one who says that they have not done it is not pressed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.asking.coverage import by_gain
from assistant.asking.events import PlannedQuestion
from assistant.asking.log import Standing, Talk
from assistant.asking.views import Covered
from assistant.types import UnscoredReason

MOST_PROBES = 2
SETTLED_DEPTH = 3.5
SHORTEST_QUESTION_S = 120.0
SHORTEST_PROBE_S = 60.0
OVERTIME = 1.5

AGAIN: Mapping[UnscoredReason, str] = {
    UnscoredReason.TOO_THIN: "Could you say a little more about that, with one example you worked on yourself?",
    UnscoredReason.ECHO: "Put the question aside for a moment: what did you do when you were in that situation?",
    UnscoredReason.GIBBERISH: "I could not read that answer. Could you put it in a few plain sentences?",
    UnscoredReason.LANGUAGE: "I can only follow English. Could you say it in English, as simply as you like?",
    UnscoredReason.OFF_TOPIC: "Let me come back to the question with something from your own work: {question}",
    UnscoredReason.NOT_ADDRESSED: "I may have missed how that answers the question, so let me ask it again: {question}",
}
"""What is asked where an answer could not be scored, by reason; the others are not asked again."""


@dataclass(frozen=True)
class Ask:
    """Open a new exchange with this question."""

    question: PlannedQuestion


@dataclass(frozen=True)
class Probe:
    """Follow up on the last answer; where nothing is left to follow up, move on as `otherwise` says."""

    otherwise: "Ask | Close"


@dataclass(frozen=True)
class Again:
    """Ask for the same once more, in these words."""

    question: str


@dataclass(frozen=True)
class Close:
    """End the practice."""

    why: Literal["time", "plan_done"]


Move = Ask | Probe | Again | Close


def next_move(now: Standing, covered: Sequence[Covered]) -> Move:
    """The next move after everything said has been read. `covered`: of the criteria that count, as they stand."""
    onward = _onward(now, covered)
    if not now.talks:
        return onward
    talk = now.talks[-1]
    if words := _again(now, talk):
        return Again(words)
    return Probe(onward) if _wants_probe(now, talk) else onward


def remaining_s(now: Standing) -> float:
    """Seconds left of the time that was set."""
    return now.setup.minutes * 60 - now.elapsed_s


def _again(now: Standing, talk: Talk) -> str | None:
    reason = talk.judgement.unscored_reason if talk.judgement else None
    asked_before = any(asked.plain for asked in talk.asked)
    if reason is None or reason not in AGAIN or asked_before or remaining_s(now) < SHORTEST_PROBE_S:
        return None
    return AGAIN[reason].format(question=talk.asked[0].question)


def _wants_probe(now: Standing, talk: Talk) -> bool:
    judgement = talk.judgement
    if judgement is None or judgement.depth is None or judgement.depth >= SETTLED_DEPTH:
        return False
    probes = sum(not asked.opens and not asked.plain for asked in talk.asked)
    planned = next((q.minutes for q in now.plan.questions if q.id == talk.asked[0].bank_id), now.setup.minutes)
    in_time = talk.seconds <= OVERTIME * 60 * planned and remaining_s(now) >= SHORTEST_PROBE_S
    return probes < MOST_PROBES and in_time


def _onward(now: Standing, covered: Sequence[Covered]) -> Ask | Close:
    """The next opening question: the plan's first, then whichever would settle most."""
    used = {asked.bank_id for talk in now.talks for asked in talk.asked}
    left = [question for question in now.plan.questions if question.id not in used]
    if not left:
        return Close("plan_done")
    if not now.talks:
        return Ask(left[0])
    if remaining_s(now) < SHORTEST_QUESTION_S:
        return Close("time")
    order = {one.id: place for place, one in enumerate(by_gain(covered))}
    return Ask(min(left, key=lambda question: order.get(question.criterion, len(order))))
