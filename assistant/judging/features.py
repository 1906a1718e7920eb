"""The numbers that the fitted models work on: what was read of an exchange, weighted by what a criterion asks for.

Every level feature grows with evidence and lies in 0-1, so that non-negative weights make the score monotone.
"""

import math
from collections.abc import Mapping, Sequence

from assistant.judging.criteria import JudgedCriterion
from assistant.judging.exchange import ExchangeReading
from assistant.judging.levels import expected
from assistant.types import EvidenceKind

EVIDENCE_FEATURES = ("central", "supporting", "any", "best", "substance", "firm")
READ_FEATURES = ("level", "spoken", "overall")
LEVEL_FEATURES = (*EVIDENCE_FEATURES, *READ_FEATURES)
BEARING_FEATURES = ("answers", "declines", "elsewhere", "nothing")
ANSWERED_FEATURES = (*BEARING_FEATURES, "overall", "idle", "likeness", "profile")
SUREST = 0.001
"""Shares nearer to 0 or 1 than this tell nothing more."""


def level_features(reading: ExchangeReading, criterion: JudgedCriterion) -> dict[str, float]:
    """Features of one exchange for one criterion.

    `central` / `supporting` / `any`: mean probability that the kinds are given; `best`: the most certain kind;
    `substance`: share of words in parts that give something; `firm`: 1 minus the share in vague parts;
    `level`: the expected level read for the criterion if it is addressed at all, from 0 (lowest) to 1, and `spoken`,
    how likely it is; `overall`: expected overall level, asked for without a criterion, from 0 to 1.
    """
    nothing, *levels = reading.levels[criterion.id]
    given = {kind: status.given for kind, status in reading.kinds.items()}
    return {
        "central": _mean(given, criterion.central),
        "supporting": _mean(given, criterion.supporting or criterion.central),
        "any": _mean(given, tuple(given)),
        "best": max(given.values()),
        "substance": _substance(reading),
        "firm": 1 - _share(reading, [part.vague for part in reading.parts]),
        "level": _height(levels) if nothing < 1 else 0.0,
        "spoken": 1 - nothing,
        "overall": _height(reading.depth),
    }


def answered_features(reading: ExchangeReading, likeness: float, profile: float) -> dict[str, float]:
    """Features of whether there is an answer to score; none depends on the rubric.

    The four of bearing: log-odds, -1 to 1; `overall`: expected overall level, 0 to 1; `idle`: share of words in parts
    that give nothing; `likeness`: the cosine of question and answer; `profile`: of their nearness to our criteria.
    """
    return {
        **{name: _log_odds(getattr(reading.bearing, name)) for name in BEARING_FEATURES},
        "overall": _height(reading.depth),
        "idle": _share(reading, [part.nothing for part in reading.parts]),
        "likeness": likeness,
        "profile": profile,
    }


def spoken_to(reading: ExchangeReading, criterion: str) -> float:
    """How likely a criterion is addressed, as read from the exchange; 0 where that was not read at all."""
    return 1 - reading.levels[criterion][0] if criterion in reading.levels else 0.0


def _log_odds(share: float) -> float:
    """From -1 to 1."""
    certain = math.log((1 - SUREST) / SUREST)
    return max(-1.0, min(1.0, math.log((share + 1e-9) / (1 - share + 1e-9)) / certain))


def _height(levels: Sequence[float]) -> float:
    """Expected level of shares that need not sum to 1, from 0 (lowest) to 1."""
    return (expected([share / sum(levels) for share in levels]) - 1) / 4


def _substance(reading: ExchangeReading) -> float:
    return _share(reading, [1 - part.vague - part.nothing for part in reading.parts])


def _mean(given: Mapping[EvidenceKind, float], kinds: Sequence[EvidenceKind]) -> float:
    return sum(given[kind] for kind in kinds) / len(kinds)


def _share(reading: ExchangeReading, values: Sequence[float]) -> float:
    """Mean of a value per part, each part weighted by its words."""
    words = [len(part.part.text.split()) for part in reading.parts]
    return sum(w * v for w, v in zip(words, values, strict=True)) / sum(words) if words else 0.0
