"""From evidence to levels: a small, monotone, inspectable model fitted on labels.

A proportional-odds model (McCullagh 1980): P(level > j) = sigmoid(w . x - t_j) with every weight w >= 0, so that more
evidence never lowers a score. A rubric with another number of levels uses thresholds interpolated on the 1-5 scale.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from pydantic import Field, FiniteFloat, model_validator

from assistant.types import Value

SCALE_TOP = 5


class LevelModel(Value):
    """Weights by feature name and the four thresholds between five levels."""

    weights: Mapping[str, FiniteFloat]
    thresholds: tuple[FiniteFloat, FiniteFloat, FiniteFloat, FiniteFloat]

    @model_validator(mode="after")
    def _monotone(self) -> "LevelModel":
        if any(weight < 0 for weight in self.weights.values()):
            raise ValueError("a weight below zero would let evidence lower a score")
        if any(high < low for low, high in pairwise(self.thresholds)):
            raise ValueError("thresholds must not fall")
        return self

    def probabilities(self, features: Mapping[str, float], levels: int = SCALE_TOP) -> tuple[float, ...]:
        """Probability of each level 1..levels."""
        latent = sum(weight * features[name] for name, weight in self.weights.items())
        above = [1.0, *(sigmoid(latent - self._threshold(j, levels)) for j in range(1, levels)), 0.0]
        return tuple(max(0.0, high - low) for high, low in pairwise(above))

    def _threshold(self, j: int, levels: int) -> float:
        """The threshold between levels j and j + 1 of `levels`, at its place between the five-level ones."""
        place = rescale(j + 0.5, levels) - 1.5
        left = min(max(math.floor(place), 0), len(self.thresholds) - 2)
        low, high = self.thresholds[left : left + 2]
        return low + (place - left) * (high - low)


class IntervalModel(Value):
    """Half-width of an 80 % interval: `factor` standard deviations of the predicted levels, but at least `floor`."""

    factor: FiniteFloat = Field(gt=0)
    floor: FiniteFloat = Field(ge=0)

    def around(self, score: float, deviation: float) -> tuple[float, float]:
        """The interval on the 1-5 scale."""
        half = max(self.floor, self.factor * deviation)
        return max(1.0, score - half), min(float(SCALE_TOP), score + half)


def rescale(level: float, levels: int) -> float:
    """A level counted from 1 to `levels`, on the 1-5 scale."""
    return 1 + (SCALE_TOP - 1) * (level - 1) / (levels - 1)


def expected(probabilities: Sequence[float]) -> float:
    """Expected level of a distribution over levels 1..L, on the 1-5 scale."""
    level = sum(number * share for number, share in enumerate(probabilities, 1))
    return min(max(rescale(level, len(probabilities)), 1.0), float(SCALE_TOP))


def deviation(probabilities: Sequence[float]) -> float:
    """Standard deviation of a distribution over levels, on the 1-5 scale."""
    mean = expected(probabilities)
    levels = len(probabilities)
    return math.sqrt(sum(share * (rescale(n, levels) - mean) ** 2 for n, share in enumerate(probabilities, 1)))


def mixed_deviation(distributions: Sequence[Sequence[float]]) -> float:
    """Standard deviation on the 1-5 scale of an even mixture of distributions, each over its own number of levels."""
    means = [expected(shares) for shares in distributions]
    middle = sum(means) / len(means)
    within = sum(deviation(shares) ** 2 for shares in distributions) / len(means)
    return math.sqrt(within + sum((mean - middle) ** 2 for mean in means) / len(means))


def sigmoid(x: float) -> float:
    """The logistic function, for any finite x."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else 1 - 1 / (1 + math.exp(x))
