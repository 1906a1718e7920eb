"""A job description read as a whole: whom it is for, its demands and what could stand there instead, a role profile."""

from dataclasses import dataclass

from assistant.asking.descriptions.description import Description
from assistant.asking.descriptions.likeness import Finds
from assistant.judging.criteria import DEFAULT_STAGE
from assistant.preparing.demands import Mismatch, Stands, find_demands, line_of
from assistant.preparing.posting import Advice, ConcreteDemand, StageMismatch
from assistant.preparing.profile import make_profile
from assistant.preparing.rewriting import Place, rewrite
from knowledge.demands import Subject
from knowledge.types import Knowledge, Role


@dataclass(frozen=True)
class Given:
    """What the person says; null leaves it to the description."""

    role: str | None = None
    stage: str | None = None
    seniority: str | None = None


def advise(knowledge: Knowledge, store: Finds, text: str, described: Description, given: Given) -> Advice:
    """What is to be said of a description; `described` is what `read_description` read in it.

    Raises InputError for what is no description, see `find_demands`.
    """
    guess = described.guess
    stage, seniority = given.stage or guess.stage, given.seniority or guess.seniority
    nearest = _nearest(knowledge, given.role or guess.role)
    reading = find_demands(knowledge.demands, text, stage)
    known = (given.role or guess.role) is not None
    place = Place(knowledge, store, nearest, stage or DEFAULT_STAGE, seniority, role_assumed=not known)
    vague = rewrite(place, text, reading.vague)
    notes = [*guess.reasons[len(guess.grounds) :], *reading.notes]
    if not known:
        notes.append(f"The profile starts from {nearest.name}, a general role; choose another if it does not fit.")
    return Advice(
        role=given.role or guess.role,
        stage=place.stage,
        stage_assumed=stage is None,
        seniority=seniority,
        reasons=tuple(ground.why for ground in guess.grounds if getattr(given, ground.part) is None),
        vague=vague,
        concrete=tuple(_concrete(knowledge, text, one) for one in reading.concrete),
        against=tuple(_mismatch(knowledge, text, one) for one in reading.against),
        notes=tuple(dict.fromkeys(notes)),
        profile=make_profile(knowledge, nearest, reading, vague),
        knowledge=knowledge.version,
    )


def _nearest(knowledge: Knowledge, role: str | None) -> Role:
    """The role, or the first general one."""
    roles = knowledge.roles
    return roles[role] if role else next((one for one in roles.values() if one.general), next(iter(roles.values())))


def _concrete(knowledge: Knowledge, text: str, one: Stands) -> ConcreteDemand:
    sentence = one.sentence
    return ConcreteDemand(
        quote=sentence.exact,
        start=sentence.start,
        end=sentence.end,
        line=line_of(text, sentence.start),
        criterion=_criterion(knowledge, one.about),
    )


def _criterion(knowledge: Knowledge, about: tuple[Subject, ...]) -> str | None:
    return next((one.criterion for one in about if one.criterion in knowledge.criteria), None)


def _mismatch(knowledge: Knowledge, text: str, one: Mismatch) -> StageMismatch:
    return StageMismatch(
        quote=one.exact,
        start=one.start,
        end=one.end,
        line=line_of(text, one.start),
        stage=knowledge.stages[one.rule.stage].name,
        why=one.rule.why,
    )
