"""The plan of an interview: which opening questions, in which order, for the minutes there are.

A plan leaves room: what fits the time comes first, in the order to be asked, then questions in reserve, so that the
policy can choose while it goes. Pure functions; nothing here knows what was answered.
"""

from collections.abc import Mapping, Sequence
from math import ceil

from assistant.asking.events import Plan, PlannedQuestion, Setup
from assistant.asking.openings import ORDER, Near, Opening, openings, sets_task
from knowledge.types import Knowledge, Question

RESERVE = 0.4
"""Share of the questions that fit the time which is planned beyond them."""
BEGINS = "ownership"
"""The criterion whose broadest question asks for one project from end to end."""


def make_plan(knowledge: Knowledge, setup: Setup, near: Mapping[str, Near] | None = None) -> Plan:
    """The plan for a setup; empty where the bank has nothing for it. `near`: to a description. Raises UnknownIdError.

    It begins with a whole project and ends with the shortest and lightest of what fits. Where the bank has too little
    for the seniority, questions meant for the nearest ones are among them. What was planned before stays as it is.
    """
    ranked = rank(knowledge, setup.stage, setup.role, setup.seniority, setup.minutes, near)
    if wanted := [knowledge.questions[id_] for id_ in setup.questions if id_ in knowledge.questions]:
        return Plan(questions=tuple(_planned(question) for question in wanted))
    fitting = _fitting(ranked, setup)
    heard = {opening.question.criterion for opening in fitting}
    left = [opening for opening in ranked if opening not in fitting]
    reserve = sorted(left, key=lambda opening: opening.question.criterion in heard)[: ceil(RESERVE * len(fitting))]
    return Plan(questions=tuple(_planned(opening.question) for opening in (*lighter_last(fitting), *reserve)))


def rank(
    knowledge: Knowledge,
    stage: str,
    role: str | None,
    seniority: str | None,
    minutes: int,
    near: Mapping[str, Near] | None = None,
) -> tuple[Opening, ...]:
    """All questions, the best first; as far from the seniority as needed to fill the time. Raises UnknownIdError."""
    found: tuple[Opening, ...] = ()
    for reach in range(len(ORDER)):
        found = openings(knowledge, stage, role, seniority, len(knowledge.questions), near, reach=reach)
        # The reserve is counted in questions, and the shorter ones may be in it: half of the time more is enough.
        if sum(opening.question.minutes for opening in found) >= 1.5 * minutes:
            break
    return found


def _fitting(ranked: Sequence[Opening], setup: Setup) -> list[Opening]:
    """What fits the time, a whole project first; the shortest question where none fits.

    A criterion comes again only where none had to be left out for want of time.
    """
    possible = [opening for opening in ranked if opening.question.minutes <= setup.minutes]
    if not possible:
        return sorted(ranked, key=lambda opening: opening.question.minutes)[:1]
    first = begins_with(possible, setup.seniority)
    fitting: list[Opening] = []
    heard: set[str] = set()
    missed: set[str] = set()
    for opening in sorted(possible, key=lambda opening: opening is not first):
        criterion, minutes = opening.question.criterion, opening.question.minutes
        if minutes > setup.minutes - sum(taken.question.minutes for taken in fitting):
            missed.add(criterion)
        elif criterion not in heard or missed <= heard:
            fitting.append(opening)
            heard.add(criterion)
    return fitting


def spoken_order(found: Sequence[Opening], seniority: str | None) -> tuple[Opening, ...]:
    """The same questions as they are best asked: a whole project or else a story first, the lightest last."""
    if not found:
        return ()
    first = opens_with(found, seniority)
    return lighter_last(sorted(found, key=lambda one: one is not first))


def opens_with(found: Sequence[Opening], seniority: str | None) -> Opening:
    """The one to ask first: on a whole project, or else the first that asks for a story."""
    return begins_with(found, seniority) or next((one for one in found if not sets_task(one.question.text)), found[0])


def begins_with(possible: Sequence[Opening], seniority: str | None) -> Opening | None:
    """The broadest question on a whole project that is meant for the seniority; the longest is the broadest."""
    whole = [opening for opening in possible if opening.question.criterion == BEGINS]
    return max(whole, key=lambda o: (seniority in o.question.seniority, o.question.minutes), default=None)


def lighter_last(fitting: Sequence[Opening]) -> tuple[Opening, ...]:
    """The same in their order, but with the shortest question, of the least weight, at the end."""
    if len(fitting) < 3:
        return tuple(fitting)
    last = min(fitting[1:], key=lambda opening: (opening.question.minutes, opening.weight))
    return (*(opening for opening in fitting if opening is not last), last)


def _planned(question: Question) -> PlannedQuestion:
    return PlannedQuestion(id=question.id, text=question.text, criterion=question.criterion, minutes=question.minutes)
