"""How far the criteria of an interview are covered, and which would gain most from the next question. Pure functions.

A criterion is heard where a question asked about it and the answer could be scored on it; that an answer to something
else may bear on it too is left to the report. Its interval is what the judge gives for a mean over exchanges; one that
nothing was heard of is as wide as the scale. What is worth asking next is where weight times width is largest.
"""

from collections.abc import Callable, Sequence

from assistant.asking.log import Talk
from assistant.asking.views import Covered
from assistant.judging.criteria import JudgedCriterion
from assistant.judging.levels import deviation
from assistant.types import CriterionScore, Interval

SCALE_WIDTH = 4.0
SETTLED_WIDTH = 1.6
"""An interval this narrow or narrower tells a weak answer from a strong one."""

IntervalOf = Callable[[float, Sequence[float]], Interval]


def coverage(talks: Sequence[Talk], criteria: Sequence[JudgedCriterion], interval: IntervalOf) -> tuple[Covered, ...]:
    """The criteria that count, in their own order. `interval`: the judge's, from a mean and deviations."""
    return tuple(_covered(criterion, talks, interval) for criterion in criteria if criterion.weight > 0)


def by_gain(covered: Sequence[Covered]) -> tuple[Covered, ...]:
    """The criteria by what another question would settle, most first; the order given decides between equals."""
    return tuple(sorted(covered, key=lambda one: -one.weight * width(one)))


def width(covered: Covered) -> float:
    """How wide the interval is, on the 1-5 scale."""
    return covered.interval[1] - covered.interval[0] if covered.interval else SCALE_WIDTH


def _covered(criterion: JudgedCriterion, talks: Sequence[Talk], interval: IntervalOf) -> Covered:
    heard = [score for talk in talks if (score := _score(talk, criterion.id))]
    scores = [score.score for score in heard if score.score is not None]
    mean = round(sum(scores) / len(scores), 3) if scores else None
    span = interval(mean, [deviation(score.probabilities or ()) for score in heard]) if mean is not None else None
    settled = span is not None and span[1] - span[0] <= SETTLED_WIDTH
    return Covered(
        id=criterion.id,
        name=criterion.name,
        weight=criterion.weight,
        state="settled" if settled else "thin" if heard else "open",
        score=mean,
        interval=span,
        exchanges=len(heard),
    )


def _score(talk: Talk, criterion: str) -> CriterionScore | None:
    scores = talk.judgement.criteria if talk.judgement and criterion in talk.criteria else ()
    return next((score for score in scores if score.id == criterion and score.score is not None), None)
