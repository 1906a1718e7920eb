"""Whether the entries that content files refer to exist. Sees values only; reads nothing."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from knowledge.errors import Problem
from knowledge.types import Knowledge, Question


def unresolved(knowledge: Knowledge, failed: Mapping[str, AbstractSet[str]]) -> Iterator[Problem]:
    """References to what is not there. `failed`: by folder, ids whose files have problems of their own."""
    stages = knowledge.stages.keys() | failed.get("stages", set())
    roles = knowledge.roles.keys() | failed.get("roles", set())
    criteria = knowledge.criteria.keys() | failed.get("criteria", set())
    for stage in knowledge.stages.values():
        yield from _keys(f"stages/{stage.id}.yaml", "weights", stage.weights, criteria, "criterion")
    for role in knowledge.roles.values():
        yield from _keys(f"roles/{role.id}.yaml", "weights", role.weights, criteria, "criterion")
    for criterion in knowledge.criteria.values():
        yield from _keys(f"criteria/{criterion.id}.yaml", "stages", criterion.stages, stages, "stage")
    for question in knowledge.questions.values():
        yield from _question(question, stages, roles, criteria)


def _keys(file: str, place: str, given: Mapping[str, object], known: AbstractSet[str], what: str) -> Iterator[Problem]:
    """A mapping by id names every known id and no other."""
    for key in given:
        if key not in known:
            yield _unknown(file, f"{place}.{key}", what, key, known)
    missing = sorted(known - given.keys())
    if missing:
        yield Problem(file, place, f"has nothing for {', '.join(missing)}", f"add a line for each {what}")


def _question(
    question: Question, stages: AbstractSet[str], roles: AbstractSet[str], criteria: AbstractSet[str]
) -> Iterator[Problem]:
    file, place = f"questions/{question.criterion}.yaml", f"questions[{question.id}]"
    if question.criterion not in criteria:
        yield _unknown(file, "criterion", "criterion", question.criterion, criteria)
    if question.stage not in stages:
        yield _unknown(file, f"{place}.stage", "stage", question.stage, stages)
    for role in question.roles:
        if role not in roles:
            yield _unknown(file, f"{place}.roles", "role", role, roles)


def _unknown(file: str, place: str, what: str, given: str, known: Iterable[str]) -> Problem:
    return Problem(file, place, f"{given!r} is not a {what}", f"known: {', '.join(sorted(known))}")
