"""The words of a panel's plan, the same in every format: of the plan as a whole and of a scorecard. No layout."""

from typing import Final

from assistant.preparing.panel import Asking, Covering, PanelPlan, Rating, Session, WorkSession
from assistant.reporting.wording import counted, named, stage_name

RATE_FIRST: Final = (
    "Tick one level for each criterion, alone, before you talk to the others, and write down the words that you heard. "
    "The level is the one whose sentence fits what was said, not how you liked it."
)
NO_VERDICT: Final = (
    "There is no box for hire or reject. Bring the ticks and the words together when all have ticked; the decision is "
    "the team’s."
)
PLANTED: Final = "What is planted, and what finding it shows"
NOT_ASKED: Final = "Not asked"
NOTHING_HEARD: Final = "Asked, but nothing said bears on it"
EVIDENCE_LINES: Final = 3
STATES: Final = {
    "twice": "by two, apart",
    "once": "by one",
    "work_sample": "in the work sample",
    "left_out": "left out",
}


def title(plan: PanelPlan) -> str:
    """What the plan is for, in a line."""
    level = f"{named(plan.seniority)}, " if plan.seniority else ""
    return f"{level}{plan.role_name}" if level else plan.role_name


def facts(plan: PanelPlan) -> tuple[tuple[str, str], ...]:
    """What the plan is for, as (name, value) pairs."""
    people = [one.interviewer for one in plan.sessions]
    return (
        ("Role", plan.role_name),
        ("Stage", stage_name(plan.stage, plan.stage_assumed)),
        ("Seniority", named(plan.seniority) if plan.seniority else "not given"),
        ("Panel", ", ".join(people)),
        ("In all", minutes(plan.minutes)),
    )


def minutes(count: int) -> str:
    """A length of time."""
    return counted(count, "minute")


def about(asking: Asking) -> str:
    """What a question is about and how long it takes."""
    return f"{asking.criterion_name}, {minutes(asking.minutes)}"


def begins(at: int) -> str:
    """When something begins, counted from the start of a session: `0:05`."""
    return f"{at // 60}:{at % 60:02d}"


def left_out(plan: PanelPlan) -> tuple[Covering, ...]:
    """The criteria that nobody asks about."""
    return tuple(one for one in plan.coverage if one.state == "left_out")


def important_left_out(plan: PanelPlan) -> tuple[Covering, ...]:
    """Those of them that matter for the role and stage."""
    return tuple(one for one in left_out(plan) if one.important)


def asked_where(rating: Rating) -> str:
    """Which questions a rating rests on, and who else rates it."""
    places = ", ".join(str(place) for place in rating.questions)
    where = f"{'Question' if len(rating.questions) == 1 else 'Questions'} {places}." if places else ""
    also = f" Also rated by {' and '.join(rating.also)}." if rating.also else ""
    return f"{where}{also}".strip()


def scored(plan: PanelPlan) -> tuple[tuple[Session | WorkSession, str], ...]:
    """Every session with a scorecard, and its heading."""
    parts: list[tuple[Session | WorkSession, str]] = [(one, f"Scorecard: {one.interviewer}") for one in plan.sessions]
    if plan.work:
        parts.append((plan.work, f"Scorecard: work sample ({plan.work.interviewer})"))
    return tuple(parts)
