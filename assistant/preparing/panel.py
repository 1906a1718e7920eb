"""A plan for a panel as values: what each interviewer does minute by minute, what they rate, and what is left out.

Minutes are whole and add up; a session whose steps do not is no session. How it came about is `planning`'s.
"""

from typing import Annotated, Literal, TypeVar

from pydantic import Field, model_validator

from assistant.types import EvidenceKind, Value

StepKind = Literal["opening", "question", "buffer", "candidate", "closing", "notes", "task", "talk"]
State = Literal["twice", "once", "work_sample", "left_out"]
Timed = TypeVar("Timed", "Session", "WorkSession")
FEWEST, MOST = 20, 120
PanelMinutes = Annotated[int, Field(ge=FEWEST, le=MOST)]


class Panelist(Value):
    """Somebody who interviews, and for how many minutes in all, notes included."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    minutes: PanelMinutes


class Probe(Value):
    """What to ask where one kind of evidence was not heard."""

    missing: EvidenceKind
    ask: str


class Asking(Value):
    """A question of the bank with all that is needed to ask it. `criterion_name` is the criterion in words."""

    id: str
    question: str
    criterion: str
    criterion_name: str
    minutes: int
    why: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    probes: tuple[Probe, ...]


class Step(Value):
    """A part of a session. `at`: minutes from its beginning; `say` are things to do or say."""

    kind: StepKind
    at: int
    minutes: int
    title: str
    say: tuple[str, ...] = ()
    asking: Asking | None = None


class Rating(Value):
    """A criterion that one interviewer rates. `levels` are its anchors from the lowest; `also` who else rates it."""

    criterion: str
    name: str
    levels: tuple[str, ...]
    questions: tuple[int, ...]
    also: tuple[str, ...] = ()


class Session(Value):
    """One interviewer's time with the candidate. `theme` and `why`: what it is about, and why that together."""

    interviewer: str
    minutes: int
    theme: str
    why: str
    steps: tuple[Step, ...]
    reserve: tuple[Asking, ...]
    scorecard: tuple[Rating, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> "Session":
        return _added_up(self)

    @property
    def asked(self) -> tuple[Asking, ...]:
        """The questions in the order they are asked."""
        return tuple(step.asking for step in self.steps if step.asking)


class Looked(Value):
    """What a result of the work sample shows on one criterion."""

    criterion: str
    name: str
    weak: str
    middling: str
    strong: str


class WorkSession(Value):
    """The work sample: a session of its own, led by one of the panel beside their interview."""

    id: str
    title: str
    interviewer: str
    minutes: int
    steps: tuple[Step, ...]
    task: str
    materials: tuple[str, ...]
    deliverable: str
    watch_for: tuple[str, ...]
    questions: tuple[str, ...]
    guide: tuple[Looked, ...]
    ai_use: str
    adjust: str
    scorecard: tuple[Rating, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> "WorkSession":
        return _added_up(self)


class Covering(Value):
    """Who asks about a criterion. `share`: of the weight of all criteria, 0-1; `why` is empty unless left out."""

    criterion: str
    name: str
    share: float
    important: bool
    by: tuple[str, ...]
    state: State
    why: str = ""


class PanelPlan(Value):
    """The whole plan. `why`: how it was shared out; `notes` are sentences that the team should know.

    `coverage` has every criterion that counts for the role and the stage, the weightiest first.
    """

    role: str | None
    role_name: str
    stage: str
    stage_name: str
    stage_assumed: bool
    seniority: str | None
    minutes: int
    why: str
    sessions: tuple[Session, ...]
    work: WorkSession | None
    coverage: tuple[Covering, ...]
    notes: tuple[str, ...]
    knowledge: str


def _added_up(session: Timed) -> Timed:
    at = 0
    for step in session.steps:
        if step.at != at or step.minutes < 0:
            raise ValueError(f"{step.title} begins at minute {step.at}, and the steps before it end at {at}")
        at += step.minutes
    if at != session.minutes:
        raise ValueError(f"the steps take {at} minutes and the session {session.minutes}")
    return session
