"""A work sample as a session of a panel's plan: which one fits, how long it takes, who leads it, what is rated."""

from collections.abc import Sequence
from itertools import accumulate

from assistant.errors import UnknownIdError
from assistant.preparing.panel import Looked, Rating, Session, Step, StepKind, WorkSession
from knowledge.types import Knowledge, Seniority, WorkSample

AUTO = "auto"
EXPLAIN, NOTES, TALK_EACH = 5, 5, 4
"""Minutes for explaining the task, for notes, and for each question of the talk afterwards."""


def work_sample(
    knowledge: Knowledge, stage: str, role: str | None, seniority: str | None, wanted: str | None
) -> WorkSample | None:
    """The one that is named, or for `auto` the first that fits; None where none does. Raises UnknownIdError."""
    if wanted is None:
        return None
    if wanted != AUTO:
        if wanted not in knowledge.work_samples:
            raise UnknownIdError("work sample", wanted, knowledge.work_samples or ["none"])
        return knowledge.work_samples[wanted]
    return next((one for one in samples_for(knowledge, stage, role, seniority)), None)


def samples_for(knowledge: Knowledge, stage: str, role: str | None, seniority: str | None) -> tuple[WorkSample, ...]:
    """The work samples for these, those meant for the seniority first."""
    like = knowledge.roles[role].like if role is not None else None
    fitting = [
        one
        for one in knowledge.work_samples.values()
        if one.stage == stage and (role is None or one.role in (role, like))
    ]
    level = Seniority(seniority) if seniority else None
    return tuple(sorted(fitting, key=lambda one: level is not None and level not in one.seniority))


def work_session(knowledge: Knowledge, sample: WorkSample, sessions: Sequence[Session]) -> WorkSession:
    """Led by whoever asks least about what it shows, so that two people have seen it."""
    shown = {line.criterion for line in sample.guide}
    host = min(sessions, key=lambda one: (len(shown & {rating.criterion for rating in one.scorecard}), -one.minutes))
    steps = _steps(sample)
    names = {line.criterion: knowledge.criteria[line.criterion].name for line in sample.guide}
    return WorkSession(
        id=sample.id,
        title=sample.title,
        interviewer=host.interviewer,
        minutes=sum(step.minutes for step in steps),
        steps=steps,
        task=sample.task,
        materials=sample.materials,
        deliverable=sample.deliverable,
        watch_for=sample.watch_for,
        questions=sample.questions,
        guide=tuple(Looked(name=names[line.criterion], **line.model_dump()) for line in sample.guide),
        ai_use=sample.ai_use,
        adjust=sample.adjust,
        scorecard=tuple(_rating(knowledge, criterion, sessions) for criterion in names),
    )


def _rating(knowledge: Knowledge, criterion: str, sessions: Sequence[Session]) -> Rating:
    known = knowledge.criteria[criterion]
    also = [one.interviewer for one in sessions if any(rating.criterion == criterion for rating in one.scorecard)]
    return Rating(criterion=criterion, name=known.name, levels=known.levels, questions=(), also=tuple(also))


def _steps(sample: WorkSample) -> tuple[Step, ...]:
    parts: list[tuple[StepKind, int, str, tuple[str, ...]]] = [
        ("opening", EXPLAIN, "Explain the task", (sample.ai_use, sample.adjust)),
        ("task", sample.minutes, "The candidate works", ()),
        ("talk", TALK_EACH * len(sample.questions), "Talk about the result", sample.questions),
        ("notes", NOTES, "Scorecard", ("Tick the scorecard by the guide, alone, before you talk to the others.",)),
    ]
    starts = accumulate((minutes for _, minutes, *_ in parts), initial=0)
    return tuple(
        Step(kind=kind, at=at, minutes=minutes, title=title, say=say)
        for at, (kind, minutes, title, say) in zip(starts, parts, strict=False)
    )
