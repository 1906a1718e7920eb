"""The numbers that level and relevance models work on: what was given, weighted by what a criterion asks for.

Every level feature grows with evidence and lies in 0-1, so that non-negative weights make the score monotone.
"""

from collections.abc import Mapping, Sequence

from assistant.judging.criteria import JudgedCriterion
from assistant.judging.exchange import ExchangeReading
from assistant.judging.levels import expected
from assistant.types import EvidenceKind

LEVEL_FEATURES = ("central", "supporting", "any", "best", "substance", "firm", "overall")


def level_features(reading: ExchangeReading, criterion: JudgedCriterion) -> dict[str, float]:
    """Features of one exchange for one criterion.

    `central` / `supporting` / `any`: mean probability that the kinds are given; `best`: the most certain kind;
    `substance`: share of words in parts that give something; `firm`: 1 minus the share in vague parts;
    `overall`: expected overall level, asked for directly, from 0 (lowest) to 1.
    """
    given = {kind: status.given for kind, status in reading.kinds.items()}
    return {
        "central": _mean(given, criterion.central),
        "supporting": _mean(given, criterion.supporting or criterion.central),
        "any": _mean(given, tuple(given)),
        "best": max(given.values()),
        "substance": _share(reading, [1 - part.vague - part.nothing for part in reading.parts]),
        "firm": 1 - _share(reading, [part.vague for part in reading.parts]),
        "overall": (expected(reading.depth) - 1) / 4,
    }


def _mean(given: Mapping[EvidenceKind, float], kinds: Sequence[EvidenceKind]) -> float:
    return sum(given[kind] for kind in kinds) / len(kinds)


def _share(reading: ExchangeReading, values: Sequence[float]) -> float:
    """Mean of a value per part, each part weighted by its words."""
    words = [len(part.part.text.split()) for part in reading.parts]
    return sum(w * v for w, v in zip(words, values, strict=True)) / sum(words) if words else 0.0
