"""A team's knowledge laid over the package's: the same id is put in the other's place, a new one comes after.

Neither has to know the other: a criterion that the weights of a stage or role do not name weighs `UNNAMED`.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import TypeVar

from knowledge.types import Knowledge, Role, Stage

UNNAMED = 1.0
Weighted = TypeVar("Weighted", Stage, Role)
KIND_OF: Mapping[str, str] = {
    "stages": "stage",
    "roles": "role",
    "criteria": "criterion",
    "questions": "question",
    "work_samples": "work_sample",
    "terms": "term",
    "red_flags": "red_flag",
    "documents": "document",
    "rubrics": "rubric",
}
"""By field of `Knowledge`, what one entry of it is called."""


def merged(own: Knowledge, team: Knowledge) -> Knowledge:
    """Both as one. Without anything of a team it is the very same knowledge, version and all."""
    theirs = frozenset(_entries(team))
    if not theirs:
        return own
    together = {field: {**getattr(own, field), **getattr(team, field)} for field in KIND_OF}
    for field in ("stages", "roles"):
        together[field] = {id_: _weighing(one, together["criteria"]) for id_, one in together[field].items()}
    version = hashlib.sha256(f"{own.version} {team.version}".encode()).hexdigest()[:12]
    return own.model_copy(update={**together, "team": theirs, "version": version})


def _entries(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for field, kind in KIND_OF.items():
        yield from ((kind, id_) for id_ in getattr(knowledge, field))


def _weighing(one: Weighted, criteria: Mapping[str, object]) -> Weighted:
    """With a weight for every criterion."""
    missing = {id_: UNNAMED for id_ in criteria if id_ not in one.weights}
    return one.model_copy(update={"weights": {**one.weights, **missing}}) if missing else one
