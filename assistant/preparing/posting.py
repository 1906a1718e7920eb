"""What is made of a job description, as values: its demands, what could stand there instead, and a role profile."""

from typing import Literal

from assistant.types import Value
from knowledge.demands import VagueKind
from knowledge.types import Role

Source = Literal["subject", "seniority", "words", "role", "term"]


class VagueDemand(Value):
    """A vague demand. `quote` stands in the description exactly so, from `start` to `end`, on `line` (from 1).

    `instead` is something that a person can show, null where nothing here fits; `same_as` the number (from 1) of an
    earlier demand with the same; `ask` is the question to whoever wrote it. `about`: the posting's own words for it.
    """

    quote: str
    start: int
    end: int
    line: int
    sentence: str
    kind: VagueKind
    kind_name: str
    why: str
    about: str
    criterion: str | None
    instead: str | None
    source: Source | None
    same_as: int | None = None
    ask: str


class ConcreteDemand(Value):
    """A demand that stands as it is."""

    quote: str
    start: int
    end: int
    line: int
    criterion: str | None


class StageMismatch(Value):
    """Words that do not fit the stage that the rest of the description speaks of."""

    quote: str
    start: int
    end: int
    line: int
    stage: str
    why: str


class WeightChange(Value):
    """A weight of the profile that differs from the role's, and why, in a sentence."""

    criterion: str
    name: str
    before: float
    after: float
    why: str


class Profile(Value):
    """A role made for a posting from the nearest one of the knowledge, and what was changed."""

    role: Role
    nearest: str
    nearest_name: str
    changes: tuple[WeightChange, ...]


class Advice(Value):
    """All that is said of a description. `reasons`: how role, stage and seniority were read; `notes` are sentences."""

    role: str | None
    stage: str
    stage_assumed: bool
    seniority: str | None
    reasons: tuple[str, ...]
    vague: tuple[VagueDemand, ...]
    concrete: tuple[ConcreteDemand, ...]
    against: tuple[StageMismatch, ...]
    notes: tuple[str, ...]
    profile: Profile
    knowledge: str
