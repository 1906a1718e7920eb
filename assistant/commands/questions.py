"""`plumbline questions`: questions to open with for a role, a stage and a seniority, given or read from a description.

Needs no engine; without a description not even the embedding model, so that it answers at once.
"""

from collections.abc import Mapping
from pathlib import Path

from assistant.asking.descriptions.description import read_description
from assistant.asking.openings import eligible, openings
from assistant.asking.plan import spoken_order
from assistant.asking.views import Ground
from assistant.commands.described import from_description
from assistant.commands.sheet import Chosen, Sheet
from assistant.errors import InputError
from assistant.judging.criteria import DEFAULT_STAGE, check_ids
from assistant.opening import open_knowledge
from assistant.settings import Settings
from knowledge.types import Knowledge, Seniority


def choose_questions(
    settings: Settings, role: str | None, stage: str | None, seniority: str | None, n: int, jd: Path | None
) -> Sheet:
    """The questions, and what they were chosen for. Raises InputError, UnknownIdError or KnowledgeError."""
    knowledge = open_knowledge(settings)
    check_ids(knowledge, stage, role, seniority)
    described = from_description(settings, knowledge, jd, read_description) if jd else None
    grounds = {ground.part: ground for ground in described.guess.grounds} if described else {}
    for_role = _role(knowledge, role, grounds.get("role"))
    for_stage = _stage(knowledge, stage, grounds.get("stage"))
    for_seniority = _seniority(seniority, grounds.get("seniority"))
    at = for_stage.id or DEFAULT_STAGE
    near = described.near if described else {}
    found = spoken_order(openings(knowledge, at, for_role.id, for_seniority.id, n, near), for_seniority.id)
    if not found:
        raise InputError("the bank has no question for this role, stage and seniority; leave one of them open")
    available = len(eligible(knowledge, at, for_role.id, for_seniority.id))
    notes = described.guess.reasons[len(grounds) :] if described else ()
    return Sheet(for_role, for_stage, for_seniority, found, n, available, notes, knowledge.version)


def _role(knowledge: Knowledge, given: str | None, ground: Ground | None) -> Chosen:
    names = {role.id: role.name for role in knowledge.roles.values()}
    return _chosen(names, given, ground) or _open("role", ground)


def _stage(knowledge: Knowledge, given: str | None, ground: Ground | None) -> Chosen:
    names = {stage.id: stage.name for stage in knowledge.stages.values()}
    if chosen := _chosen(names, given, ground):
        return chosen
    stage = knowledge.stages[DEFAULT_STAGE]
    if ground:
        why = f"{_ended(_reason(ground))} Until that is known: most teams that hire stand here."
        return Chosen(stage.id, stage.name, "assumed", why, confidence=ground.confidence, ask=ground.ask)
    why = f"no stage was given. Most teams that hire stand here. To be sure, ask the team: “{stage.ask}”"
    return Chosen(stage.id, stage.name, "assumed", why, ask=stage.ask)


def _seniority(given: str | None, ground: Ground | None) -> Chosen:
    names = {level.value: level.value.capitalize() for level in Seniority}
    return _chosen(names, given, ground) or _open("seniority", ground)


def _chosen(names: Mapping[str, str], given: str | None, ground: Ground | None) -> Chosen | None:
    """Given by the person, where a description that says otherwise is told; else as read; None where neither."""
    if given:
        otherwise = ground.value if ground and ground.value != given else None
        read = f"the description reads as {names[otherwise]}, {_reason(ground)}" if ground and otherwise else ""
        return Chosen(given, names[given], "given", _ended(read))
    if ground and ground.value:
        why = _ended(_reason(ground))
        return Chosen(ground.value, names[ground.value], "read", why, ground.quote, ground.confidence, ground.ask)
    return None


def _open(part: str, ground: Ground | None) -> Chosen:
    said = _reason(ground) if ground else "none was given"
    return Chosen(None, "any", "open", f"{said}, so questions for every {part} may appear; --{part} narrows them.")


def _reason(ground: Ground) -> str:
    """Why, without what it is for and what was read, which stand beside it."""
    why = ground.why.partition(": ")[2].rstrip(".")
    return why.partition(", ")[2] if ground.value else why


def _ended(words: str) -> str:
    """With a full stop, unless a quote brings its own."""
    return words if not words or words.endswith((".", ".”", "?”")) else f"{words}."
