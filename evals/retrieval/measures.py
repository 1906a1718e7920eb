"""How good a ranking is where entries are relevant in degrees. Pure arithmetic on grades, 0 to 3."""

from collections.abc import Mapping, Sequence
from math import log2

AT = 5
RELEVANT = 1.5
"""From here on an entry counts as relevant for MRR and recall: both readers' mean, 2 being `helps with part of it`."""


def ndcg(ranking: Sequence[str], grades: Mapping[str, float], at: int = AT) -> float:
    """Normalised discounted cumulative gain with gains of 2^grade - 1; what has no grade gains nothing.

    Järvelin and Kekäläinen 2002, gains as in Burges et al. 2005. The ideal order is that of all graded entries; nan
    where none of them is of any use.
    """
    ideal = _gain(sorted(grades.values(), reverse=True)[:at])
    return _gain([grades.get(entry, 0.0) for entry in ranking[:at]]) / ideal if ideal else float("nan")


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, float]) -> float:
    """One over the place of the first relevant entry; 0 where none was found, nan where there is none."""
    if not any(grade >= RELEVANT for grade in grades.values()):
        return float("nan")
    places = (1 / place for place, entry in enumerate(ranking, 1) if grades.get(entry, 0.0) >= RELEVANT)
    return next(places, 0.0)


def recall(ranking: Sequence[str], grades: Mapping[str, float], at: int = AT) -> float:
    """The share of the relevant entries that stand among the first; of at most `at`, which is all that has room."""
    relevant = {entry for entry, grade in grades.items() if grade >= RELEVANT}
    return len(relevant & set(ranking[:at])) / min(at, len(relevant)) if relevant else float("nan")


def judged(ranking: Sequence[str], grades: Mapping[str, float], at: int = AT) -> float:
    """The share of the first entries that have a grade; nan where nothing was found."""
    first = ranking[:at]
    return sum(entry in grades for entry in first) / len(first) if first else float("nan")


def _gain(grades: Sequence[float]) -> float:
    return sum((2**grade - 1) / log2(place + 1) for place, grade in enumerate(grades, 1))
