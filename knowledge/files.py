"""What the content files hold, as they stand on disk: one shape for each folder. Reads nothing; see `load`."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from knowledge.types import Criterion, Probing, QuestionEntry, RedFlag, Role, Rubric, Stage, Term, WorkSampleEntry
from knowledge.values import Id, Value


class QuestionFile(Value):
    """Questions on one criterion."""

    criterion: Id
    questions: Annotated[tuple[QuestionEntry, ...], Field(min_length=1)]


class WorkSampleFile(Value):
    """Work samples for one role."""

    role: Id
    samples: Annotated[tuple[WorkSampleEntry, ...], Field(min_length=1)]


class TermFile(Value):
    """Terms of the lexicon."""

    terms: Annotated[tuple[Term, ...], Field(min_length=1)]


class RedFlagFile(Value):
    """Red flags."""

    flags: Annotated[tuple[RedFlag, ...], Field(min_length=1)]


class ProbeFile(Value):
    """How to ask for each kind of evidence."""

    metric: Probing
    baseline: Probing
    own_part: Probing
    trade_off: Probing
    failure: Probing
    scale: Probing
    data: Probing
    decision: Probing
    mechanism: Probing


FILES: Mapping[str, type[Value]] = {
    "stages": Stage,
    "roles": Role,
    "criteria": Criterion,
    "questions": QuestionFile,
    "work_samples": WorkSampleFile,
    "buzzwords": TermFile,
    "red_flags": RedFlagFile,
    "rubrics": Rubric,
}
"""By folder, what each YAML file in it holds."""
