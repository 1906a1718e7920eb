"""Figures of agreement with 90 % intervals: of shares Wilson's, of all else a bootstrap over groups (questions)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata
from sklearn.metrics import cohen_kappa_score, roc_auc_score

Array = NDArray[np.float64]
Statistic = Callable[..., float]
RESAMPLES = 1000


@dataclass(frozen=True)
class Figure:
    """A figure and its 90 % interval; `value` is nan where it is not defined."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return "–" if np.isnan(self.value) else f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]"


def share(hits: int, of: int) -> Figure:
    """A share with Wilson's interval, 90 %; nan of none. Wilson 1927."""
    if of == 0:
        return Figure(float("nan"), float("nan"), float("nan"))
    z, p = 1.645, hits / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z * np.sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return Figure(p, float(max(0.0, middle - half)), float(min(1.0, middle + half)))


def spearman(a: Array, b: Array) -> float:
    """Rank correlation; nan for a constant."""
    ranks_a, ranks_b = rankdata(a), rankdata(b)
    if ranks_a.std() == 0 or ranks_b.std() == 0:
        return float("nan")
    return float(np.corrcoef(ranks_a, ranks_b)[0, 1])


def partial_spearman(a: Array, b: Array, held: Array) -> float:
    """Rank correlation that is left when a third quantity is held constant."""
    ab, ah, bh = spearman(a, b), spearman(a, held), spearman(b, held)
    rest = (1 - ah**2) * (1 - bh**2)
    return float((ab - ah * bh) / np.sqrt(rest)) if rest > 1e-12 else float("nan")


def quadratic_kappa(labels: Array, scores: Array) -> float:
    """Quadratic-weighted kappa on levels 1-5; scores are rounded half up; nan where all is one level. Cohen 1968."""
    return weighted_kappa(_levels(labels), _levels(scores), range(1, 6), "quadratic")


def weighted_kappa(
    one: NDArray[np.int64], other: NDArray[np.int64], values: Sequence[int], weights: Literal["linear", "quadratic"]
) -> float:
    """Kappa of two raters on ordered values; nan where both give one and the same value throughout."""
    if not len(one) or (len(set(one)) == 1 and set(one) == set(other)):
        return float("nan")
    return float(cohen_kappa_score(one, other, labels=list(values), weights=weights))


def auc(positive: Array, scores: Array) -> float:
    """Area under the ROC curve; nan where only one class is there."""
    return float(roc_auc_score(positive, scores)) if 0 < positive.sum() < len(positive) else float("nan")


def calibration_error(sure: Array, right: Array) -> float:
    """Mean gap between confidence and accuracy over ten bins of equal width, by their size. Naeini et al. 2015."""
    places = np.minimum((sure * 10).astype(int), 9)
    gaps = [abs(float(sure[places == at].sum() - right[places == at].sum())) for at in range(10)]
    return sum(gaps) / len(sure)


def with_interval(statistic: Statistic, groups: Sequence[str], *columns: Array, seed: int = 0) -> Figure:
    """The statistic of the columns [N], with an interval from resampling whole groups."""
    names = np.array(groups)
    members = [np.flatnonzero(names == name) for name in dict.fromkeys(groups)]
    rng = np.random.default_rng(seed)
    draws = []
    for _ in range(RESAMPLES):
        rows = np.concatenate([members[i] for i in rng.integers(len(members), size=len(members))])
        draws.append(statistic(*(column[rows] for column in columns)))
    found = np.array(draws)
    found = found[~np.isnan(found)]
    low, high = np.percentile(found, [5, 95]) if len(found) else (float("nan"), float("nan"))
    return Figure(statistic(*columns), float(low), float(high))


def agreement(groups: Sequence[str], labels: Array, scores: Array) -> tuple[Figure, Figure]:
    """Spearman and quadratic kappa of scores with labels on 1-5 [N], with intervals from resampling groups."""
    return with_interval(spearman, groups, labels, scores), with_interval(quadratic_kappa, groups, labels, scores)


def share_by(hits: Sequence[bool] | NDArray[np.bool_], groups: Sequence[str]) -> Figure:
    """A share of rows that come in groups, with an interval from resampling groups.

    Where all rows say the same, resampling knows no spread: Wilson's interval over as many groups stands in for it.
    """
    column = np.array(hits, dtype=float)
    if len(set(column)) < 2:
        count = len(set(groups))
        return share(count if len(column) and column[0] else 0, count)
    return mean_by(column, groups)


def mean_by(values: Array, groups: Sequence[str]) -> Figure:
    """The mean of values that come in groups, with an interval from resampling groups; nan of none."""
    if not len(values):
        return Figure(float("nan"), float("nan"), float("nan"))
    return with_interval(lambda column: float(column.mean()), groups, values)


def mean_with_interval(column: Array, seed: int = 0) -> Figure:
    """The mean of the defined values, with an interval from resampling them one by one; nan where there is none."""
    defined = column[~np.isnan(column)]
    if not len(defined):
        return Figure(float("nan"), float("nan"), float("nan"))
    rows = np.random.default_rng(seed).integers(len(defined), size=(RESAMPLES, len(defined)))
    low, high = np.percentile(defined[rows].mean(axis=1), [5, 95])
    return Figure(float(defined.mean()), float(low), float(high))


def _levels(values: Array) -> NDArray[np.int64]:
    return np.clip(np.floor(values + 0.5), 1, 5).astype(np.int64)
