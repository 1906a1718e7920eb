"""The demands of job descriptions as values: what is vague, what they are about, what no project of a stage needs."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from knowledge.values import Id, Pattern, Text, Value


class VagueKind(StrEnum):
    """What is wrong with a demand of a job description."""

    HOLLOW = "hollow"
    YEARS = "years"
    TOOL_LIST = "tool_list"
    BUZZWORD = "buzzword"
    KITCHEN_SINK = "kitchen_sink"
    UNMEASURABLE = "unmeasurable"
    EXCLUSIONARY = "exclusionary"


class Vagueness(Value):
    """A kind of vague demand: what it is called, why it helps nobody, what to ask whoever wrote it."""

    name: Text
    why: Text
    ask: Text


class VagueWords(Value):
    """Words of descriptions that say little or shut people out, as regular expressions whatever their case.

    `anywhere`: also in what the company says of itself. `subject`: what they are about where nothing else in the demand
    tells; `instead`: what to write where no subject has something; `why` and `ask` in place of the kind's.
    """

    id: Id
    kind: VagueKind
    patterns: Annotated[tuple[Pattern, ...], Field(min_length=1)]
    anywhere: Annotated[bool, Field(strict=True)] = False
    why: Text | None = None
    ask: Text | None = None
    subject: Id | None = None
    instead: Text | None = None


class Subject(Value):
    """What a demand is about, the criterion it belongs to, and by stage something that a person can show."""

    id: Id
    name: Text
    patterns: Annotated[tuple[Pattern, ...], Field(min_length=1)]
    criterion: Id
    can: Mapping[Id, Text]


class OfAnotherStage(Value):
    """Demands that a project at this stage has no use for, and why."""

    stage: Id
    patterns: Annotated[tuple[Pattern, ...], Field(min_length=1)]
    why: Text


class Demands(Value):
    """How demands of job descriptions are recognised as vague, and what can be asked for in their place.

    `kinds` has every kind, or nothing is known at all. Ids of criteria and stages that the rest of the knowledge does
    not have count for nothing.
    """

    kinds: Mapping[VagueKind, Vagueness] = {}
    vague: tuple[VagueWords, ...] = ()
    subjects: tuple[Subject, ...] = ()
    tools: tuple[Text, ...] = ()
    against: tuple[OfAnotherStage, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> "Demands":
        missing = [kind.value for kind in VagueKind if kind not in self.kinds and self.vague]
        unknown = {words.subject for words in self.vague if words.subject} - {one.id for one in self.subjects}
        if missing or unknown:
            wrong = {"missing": ", ".join(missing) or "none", "unknown": ", ".join(sorted(unknown)) or "none"}
            raise PydanticCustomError("demands", "lacks kinds ({missing}) or names unknown subjects ({unknown})", wrong)
        return self
