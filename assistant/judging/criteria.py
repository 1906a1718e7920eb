"""The criteria to judge by: the knowledge's own, weighted by stage and role, or exactly those of a team's rubric."""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.errors import UnknownIdError
from assistant.types import EvidenceKind
from knowledge.types import Criterion, EvidenceWanted, Knowledge, Rubric, RubricCriterion, Seniority

DEFAULT_STAGE = "prototype_to_production"
EVERY_KIND = tuple(EvidenceKind)


@dataclass(frozen=True)
class JudgedCriterion:
    """What the judge needs to know of a criterion, wherever it came from. `bank`: our own questions on it."""

    id: str
    name: str
    description: str
    levels: tuple[str, ...]
    weight: float
    central: tuple[EvidenceKind, ...]
    supporting: tuple[EvidenceKind, ...]
    bank: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What it is about, for comparing meanings."""
        return f"{self.name}. {self.description}"


@dataclass(frozen=True)
class Yardstick:
    """The criteria, and which rubric they are (`version`); `closed` where all of them must be reported."""

    criteria: tuple[JudgedCriterion, ...]
    version: str
    closed: bool


Asks = Callable[[RubricCriterion], EvidenceWanted]


def yardstick(
    knowledge: Knowledge, stage: str, role: str | None, rubric: Rubric | None, asks: Asks | None = None
) -> Yardstick:
    """The criteria for one exchange. Raises UnknownIdError, with a rubric too.

    `asks` says which evidence a rubric's criterion asks for where it does not say so itself; without it every kind.
    """
    check_ids(knowledge, stage, role)
    if rubric is not None:
        own = tuple(_of_rubric(criterion, asks) for criterion in rubric.criteria)
        return Yardstick(own, f"{rubric.id}@{rubric.version}", closed=True)
    stage_weights = knowledge.stages[stage].weights
    role_weights = knowledge.roles[role].weights if role is not None else {}
    bank = {name: tuple(q.text for q in knowledge.questions.values() if q.criterion == name) for name in stage_weights}
    criteria = tuple(
        _of_knowledge(criterion, stage_weights[criterion.id] * role_weights.get(criterion.id, 1.0), bank[criterion.id])
        for criterion in knowledge.criteria.values()
    )
    return Yardstick(criteria, f"plumbline@{knowledge.version}", closed=False)


def check_ids(knowledge: Knowledge, stage: str | None, role: str | None, seniority: str | None = None) -> None:
    """Raises UnknownIdError, which lists the known ones, for an id that is given and not known."""
    seniorities = [seniority.value for seniority in Seniority]
    for what, given, known in (
        ("stage", stage, knowledge.stages),
        ("role", role, knowledge.roles),
        ("seniority", seniority, seniorities),
    ):
        if given is not None and given not in known:
            raise UnknownIdError(what, given, known)


def _of_knowledge(criterion: Criterion, weight: float, bank: tuple[str, ...]) -> JudgedCriterion:
    return JudgedCriterion(
        criterion.id,
        criterion.name,
        criterion.description,
        criterion.levels,
        weight,
        criterion.evidence.central,
        criterion.evidence.supporting,
        bank,
    )


def _of_rubric(criterion: RubricCriterion, asks: Asks | None) -> JudgedCriterion:
    wanted = criterion.evidence or (asks(criterion) if asks else None)
    return JudgedCriterion(
        criterion.id,
        criterion.name,
        criterion.description,
        criterion.levels,
        criterion.weight,
        wanted.central if wanted else EVERY_KIND,
        wanted.supporting if wanted else (),
    )
