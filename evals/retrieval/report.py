"""The tables on rankings and grades."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evals.retrieval import measures
from evals.retrieval.methods import BASELINE
from evals.retrieval.queries import Query
from evals.retrieval.readings import Grades
from evals.statistics import Array, Figure, mean_with_interval, quadratic_kappa, with_interval
from evals.tables import Table
from knowledge.keywords import stems

Ranking = tuple[str, ...]
Measure = Callable[[Ranking, Mapping[str, float]], float]
MEASURES: Mapping[str, Measure] = {
    "nDCG@5": measures.ndcg,
    "MRR": measures.reciprocal_rank,
    "recall@5": measures.recall,
    "of the first 5 judged": measures.judged,
}


@dataclass(frozen=True)
class Evaluated:
    """Queries, every method's ranking for each (by method and query id), and the grades of entries."""

    queries: tuple[Query, ...]
    rankings: Mapping[str, Mapping[str, Ranking]]
    grades: Mapping[str, Mapping[str, float]]

    def of(self, queries: Sequence[Query]) -> "Evaluated":
        """The same for some of the queries."""
        return Evaluated(tuple(queries), self.rankings, self.grades)

    @property
    def answerable(self) -> tuple[Query, ...]:
        """Those for which any entry is of any use; the rest cannot tell methods apart."""
        return tuple(query for query in self.queries if any(self.grades.get(query.id, {}).values()))

    def values(self, method: str, measure: Measure) -> Array:
        """One per answerable query."""
        rows = [measure(self.rankings[method][query.id], self.grades[query.id]) for query in self.answerable]
        return np.array(rows, dtype=np.float64)

    def figure(self, method: str, measure: Measure) -> Figure:
        """The mean over queries."""
        return mean_with_interval(self.values(method, measure))

    def gain(self, method: str, over: str, measure: Measure = measures.ndcg) -> Figure:
        """The mean difference between two methods on the same queries."""
        return mean_with_interval(self.values(method, measure) - self.values(over, measure))


def mean_grades(grades: Grades) -> dict[str, dict[str, float]]:
    """The readers' mean by query and entry."""
    return {id_: {entry: float(np.mean(given)) for entry, given in rows.items()} for id_, rows in grades.items()}


def by_method(title: str, evaluated: Evaluated) -> Table:
    """Every measure for every method."""
    rows = [
        (
            method,
            *(evaluated.figure(method, measure) for measure in MEASURES.values()),
            "–" if method == BASELINE else evaluated.gain(method, BASELINE),
        )
        for method in evaluated.rankings
    ]
    answerable = len(evaluated.answerable)
    without = len(evaluated.queries) - answerable
    note = (
        f"{answerable} queries; {without} more have no judged entry of any use. Means with 90 % intervals over "
        "queries. What is not judged counts as useless."
    )
    return Table(title, ("method", *MEASURES, "nDCG@5 over BM25"), tuple(rows), note)


def by_voice(evaluated: Evaluated) -> Table:
    """NDCG@5 by who asks."""
    voices = list(dict.fromkeys(query.voice for query in evaluated.queries))
    parts = {voice: evaluated.of([q for q in evaluated.queries if q.voice == voice]) for voice in voices}
    rows = [(method, *(part.figure(method, measures.ndcg) for part in parts.values())) for method in evaluated.rankings]
    header = ("method", *(f"{name.replace('_', ' ')} ({len(part.answerable)})" for name, part in parts.items()))
    return Table("nDCG@5 by who asks", header, tuple(rows))


def few_shared_words(evaluated: Evaluated, texts: Mapping[str, str]) -> Evaluated:
    """The third of the queries that share the fewest words with the best of their entries; ties by query id.

    Shared: the share of a query's different content words (stemmed) that stand in its highest graded entries.
    """
    shares = {query.id: _shared(query, evaluated.grades[query.id], texts) for query in evaluated.answerable}
    ordered = sorted(evaluated.answerable, key=lambda query: (shares[query.id], query.id))
    return evaluated.of(ordered[: len(ordered) // 3])


def agreement(grades: Grades) -> Table:
    """How the readers agree where two have judged the same."""
    pairs = [given[:2] for rows in grades.values() for given in rows.values() if len(given) > 1]
    total = sum(len(rows) for rows in grades.values())
    if not pairs:
        return Table("Readers", ("judged", "judged twice"), ((total, 0),))
    first, second = (np.array(column, dtype=np.float64) for column in zip(*pairs, strict=True))
    groups = [id_ for id_, rows in grades.items() for given in rows.values() if len(given) > 1]
    kappa = with_interval(lambda a, b: quadratic_kappa(a + 1, b + 1), groups, first, second)
    same, near = (with_interval(_within(limit), groups, first, second) for limit in (0, 1))
    header = ("judged", "judged twice", "quadratic kappa", "same grade", "same or next grade")
    return Table("Readers", header, ((total, len(pairs), kappa, same, near),), "90 % intervals over queries.")


def _within(limit: int) -> Callable[[Array, Array], float]:
    return lambda a, b: float((np.abs(a - b) <= limit).mean())


def _shared(query: Query, grades: Mapping[str, float], texts: Mapping[str, str]) -> float:
    words = set(stems(query.query))
    best = max(grades.values())
    there = {stem for entry, grade in grades.items() if grade == best for stem in stems(texts[entry])}
    return len(words & there) / len(words) if words else 0.0
