"""What happens in an interview or a practice, as values that are only ever appended.

The list of events is the whole state: reading it again is resuming. An event carries no id and no clock; the archive
adds its place (`seq`, from 0, without gaps) and its time.

    Started, then per exchange  Asked (opens) → Said … → Judged → [Asked (a follow-up) → Said … → Judged] …
    in the interviewer's chat also  Requested → … → Replied,  Offered cards,  Decided;  at last Ended
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from assistant.types import EvidenceKind, Judgement, Value

Minutes = Annotated[int, Field(ge=5, le=120)]
Source = Literal["model", "bank", "typed"]
Why = Literal["time", "plan_done", "stopped"]


class Setup(Value):
    """What an interview is for. `candidate` is a name to show, never judged; `description` a pasted job description.

    `questions`: ids of the bank's questions that were planned for it, in order; none where it plans itself.
    """

    kind: Literal["interview", "practice"]
    role: str | None = None
    stage: str
    stage_assumed: bool = False
    seniority: str | None = None
    minutes: Minutes = 30
    candidate: str = "Candidate"
    description: str | None = None
    questions: tuple[str, ...] = ()


class PlannedQuestion(Value):
    """An opening question of the bank in its place of the plan."""

    id: str
    text: str
    criterion: str
    minutes: int


class Plan(Value):
    """The opening questions in the order they are to be asked; more than fit the time, so that there is a choice."""

    questions: tuple[PlannedQuestion, ...] = ()


class Card(Value):
    """A question offered to the interviewer. `key` is unique in its interview.

    A follow-up has a quote and what is missing. `strong` and `weak`: what such a reply sounds like. `source`: who
    worded the question.
    """

    key: str
    kind: Literal["opening", "follow_up"]
    question: str
    quote: str | None = None
    missing: EvidenceKind | None = None
    criterion: str | None = None
    bank_id: str | None = None
    why: str
    listen_for: str
    strong: str
    weak: str
    source: Literal["model", "bank"]


class Started(Value):
    """The first event of every list."""

    kind: Literal["started"] = "started"
    setup: Setup
    plan: Plan


class Asked(Value):
    """A question put to the candidate. `opens` a new exchange, or follows up within the last one.

    `bank_id` names the bank's question; `missing` and `quote` are what a follow-up asks for and takes up. `plain` marks
    one that does not probe: asked again, or asked for more words.
    """

    kind: Literal["asked"] = "asked"
    question: str
    opens: bool
    source: Source
    bank_id: str | None = None
    criterion: str | None = None
    missing: EvidenceKind | None = None
    quote: str | None = None
    plain: bool = False


class Said(Value):
    """What the candidate said, word for word."""

    kind: Literal["said"] = "said"
    text: str


class Judged(Value):
    """The judge's reading of exchange `exchange` (from 0) with everything said in it so far."""

    kind: Literal["judged"] = "judged"
    exchange: int
    judgement: Judgement


class Requested(Value):
    """What the interviewer typed, word for word. `said`: it is what the candidate said, and not for the assistant."""

    kind: Literal["requested"] = "requested"
    text: str
    said: bool = False


class Replied(Value):
    """The assistant's reply to the oldest request without one. `intent` is what the request was taken for."""

    kind: Literal["replied"] = "replied"
    intent: str
    text: str


class Offered(Value):
    """Cards offered; they take the place of those offered before and not decided."""

    kind: Literal["offered"] = "offered"
    cards: tuple[Card, ...]


class Decided(Value):
    """The interviewer took a card (`accepted`) or put it away."""

    kind: Literal["decided"] = "decided"
    card: str
    accepted: bool


class Ended(Value):
    """Nothing follows."""

    kind: Literal["ended"] = "ended"
    why: Why


Event = Annotated[
    Started | Asked | Said | Judged | Requested | Replied | Offered | Decided | Ended, Field(discriminator="kind")
]


class Recorded(Value):
    """An event in its place, with the time (UTC) at which it was written."""

    seq: int
    at: datetime
    event: Event
