"""Invented records: events in their places, a minute apart unless said otherwise, and judgements to put into them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from assistant.asking.events import Asked, Event, Judged, Plan, PlannedQuestion, Recorded, Said, Setup, Started
from assistant.types import CriterionScore, Evidence, EvidenceKind, Judgement, UnscoredReason, Versions

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
VERSIONS = Versions(model="m", adapter="a", prompt="p", rubric="r", knowledge="k", calibration="c")
SHARES: Mapping[float, tuple[float, ...]] = {
    2.0: (0.1, 0.8, 0.1, 0.0, 0.0),
    3.0: (0.0, 0.1, 0.8, 0.1, 0.0),
    4.0: (0.0, 0.0, 0.1, 0.8, 0.1),
}
"""Level probabilities by the score they amount to."""


def setup(**changes: object) -> Setup:
    given: dict[str, object] = {"kind": "practice", "stage": "prototype_to_production", "minutes": 30}
    return Setup.model_validate(given | changes)


def question(name: str, criterion: str, minutes: int = 6) -> PlannedQuestion:
    return PlannedQuestion(id=name, text=f"What of {name}?", criterion=criterion, minutes=minutes)


PLAN = Plan(questions=(question("q1", "ownership"), question("q2", "evaluation"), question("q3", "serving")))


def started(plan: Plan = PLAN, **changes: object) -> Started:
    return Started(setup=setup(**changes), plan=plan)


def asks(name: str = "q1", criterion: str = "ownership") -> Asked:
    return Asked(question=f"What of {name}?", opens=True, source="bank", bank_id=name, criterion=criterion)


def probes(missing: EvidenceKind = EvidenceKind.METRIC, words: str = "Which number showed you that?") -> Asked:
    return Asked(question=words, opens=False, source="bank", missing=missing, quote="better")


def judgement(
    scores: Mapping[str, float] | None = None,
    *,
    reason: UnscoredReason | None = None,
    evidence: Iterable[Evidence] = (),
    given: Iterable[EvidenceKind] = (),
    claimed: Iterable[EvidenceKind] = (),
) -> Judgement:
    """A judgement with these criterion scores, each one of `SHARES`; its depth is their mean."""
    scored = scores if scores is not None else ({} if reason else {"ownership": 3.0})
    criteria = tuple(
        CriterionScore(id=name, level=round(score), score=score, probabilities=SHARES[score])
        for name, score in scored.items()
    )
    depth = sum(scored.values()) / len(scored) if scored else None
    return Judgement(
        depth=depth,
        depth_interval=None if depth is None else (depth - 0.5, depth + 0.5),
        buzzword_load=None,
        unscored_reason=reason,
        criteria=criteria,
        evidence=tuple(evidence),
        given=tuple(given),
        claimed=tuple(claimed),
        stage="prototype_to_production",
        stage_assumed=False,
        versions=VERSIONS,
    )


def judges(exchange: int = 0, scores: Mapping[str, float] | None = None, **changes: object) -> Judged:
    return Judged(exchange=exchange, judgement=judgement(scores, **changes))  # type: ignore[arg-type]


def says(text: str = "I wrote the loader myself and it took two weeks.") -> Said:
    return Said(text=text)


def record(*events: Event, step_s: float = 60.0) -> list[Recorded]:
    return [
        Recorded(seq=seq, at=NOON + timedelta(seconds=seq * step_s), event=event) for seq, event in enumerate(events)
    ]
