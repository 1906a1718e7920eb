"""The ways of searching that are compared, each from a query to entries, best first.

All look at the same passages: those of the store's index. With `filter`, the query's stage and role leave out what is
meant for others only, as the product's search does. Those after the fused ones were tried in its place.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evals.retrieval.queries import Query
from knowledge.finding import Weights, best_of_entries, fuse
from knowledge.lexicon import find_terms
from knowledge.passages import ASKED_AS, CONTENT, Passage
from knowledge.store import MAX_K, Store
from knowledge.types import Term

SHIPPED = "fused, filter"
BASELINE = "BM25"
POOLED = 6
"""How many entries of each method's the readers judge."""
FEEDBACK, FEEDBACK_WEIGHT = 3, 0.5
RANK_OFFSET, RANK_WEIGHT = 10, 0.5
DESCRIBED = "described_as"

Ranking = tuple[str, ...]
Found = tuple[Sequence[Passage], Sequence[Passage]]


@dataclass(frozen=True)
class Searched:
    """What the two searches find for one query, with and without its stage and role as filter."""

    store: Store
    terms: Mapping[str, Term]
    query: Query

    @cached_property
    def found(self) -> Mapping[bool, Found]:
        """By whether it was filtered, the passages near in meaning and those that share words."""
        return {filtered: (self._near(filtered), self._sharing(filtered)) for filtered in (False, True)}

    @cached_property
    def expanded(self) -> Found:
        """Filtered, with the other wordings of the lexicon's terms added to the words."""
        uses = find_terms(self.query.query, self.terms.values())
        added = {wording for use in uses for wording in (use.term, *self.terms[use.term].variants)}
        return self.found[True][0], self._sharing(True, " ".join([self.query.query, *sorted(added)]))

    @cached_property
    def fed_back(self) -> Found:
        """Filtered, with the meaning moved towards the nearest passages (Rocchio 1971, without a reader's feedback)."""
        vector = np.array(self._vector)
        nearest = [self.store.embedder.embed_query(one.text) for one in self.found[True][0][:FEEDBACK]]
        moved = vector + FEEDBACK_WEIGHT * np.mean(nearest, axis=0) if nearest else vector
        return self._near(True, [float(x) for x in moved / np.linalg.norm(moved)]), self.found[True][1]

    @cached_property
    def in_its_own_words(self) -> Found:
        """Filtered, without other people's words for the entries, among as many passages."""
        stage, role = self._limits(filtered=True)
        near = self.store.search(self.query.query, CONTENT, stage, role, MAX_K, self._vector)
        every = self.store.keywords().search(self.query.query, CONTENT, stage, role, 10 * MAX_K)
        return near, [one for one in every if not one.part.startswith(ASKED_AS)][:MAX_K]

    def without(self, part: str) -> Found:
        """Filtered, without the passages whose part begins so."""
        meaning, words = ([one for one in found if not one.part.startswith(part)] for found in self.found[True])
        return meaning, words

    @cached_property
    def _vector(self) -> list[float]:
        return self.store.embedder.embed_query(self.query.query)

    def _near(self, filtered: bool, vector: list[float] | None = None) -> tuple[Passage, ...]:
        stage, role = self._limits(filtered)
        return self.store.search(self.query.query, CONTENT, stage, role, MAX_K, vector or self._vector, asked_as=True)

    def _sharing(self, filtered: bool, words: str | None = None) -> tuple[Passage, ...]:
        return self.store.keywords().search(words or self.query.query, CONTENT, *self._limits(filtered), MAX_K)

    def _limits(self, filtered: bool) -> tuple[str | None, str | None]:
        return (self.query.stage, self.query.role) if filtered else (None, None)


Method = Callable[[Searched], Ranking]
METHODS: Mapping[str, Method] = {
    "BM25": lambda searched: by_words(*searched.found[False]),
    "dense": lambda searched: by_meaning(*searched.found[False]),
    "fused": lambda searched: fused(*searched.found[False]),
    "BM25, filter": lambda searched: by_words(*searched.found[True]),
    "dense, filter": lambda searched: by_meaning(*searched.found[True]),
    "fused, filter": lambda searched: fused(*searched.found[True]),
    "fused by rank, filter": lambda searched: fused_by_rank(*searched.found[True]),
    "fused with the lexicon, filter": lambda searched: fused(*searched.expanded),
    "fused with feedback, filter": lambda searched: fused(*searched.fed_back),
    "fused without described_as, filter": lambda searched: fused(*searched.without(DESCRIBED)),
    "fused without asked_as, filter": lambda searched: fused(*searched.in_its_own_words),
}


def by_words(_: Sequence[Passage], words: Sequence[Passage]) -> Ranking:
    """Each entry by its best passage."""
    return tuple(best_of_entries(words))


def by_meaning(meaning: Sequence[Passage], _: Sequence[Passage]) -> Ranking:
    """Each entry by its best passage."""
    return tuple(best_of_entries(meaning))


def fused(meaning: Sequence[Passage], words: Sequence[Passage], weights: Weights | None = None) -> Ranking:
    """The product's fusion, with its own weights or these."""
    return tuple(one.entry for one in fuse(meaning, words, MAX_K, weights))


def fused_by_rank(
    meaning: Sequence[Passage],
    words: Sequence[Passage],
    offset: float = RANK_OFFSET,
    weight: float = RANK_WEIGHT,
) -> Ranking:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009) of each entry's best passages; `weight` of words."""
    shares = [
        {entry: 1 / (offset + rank) for rank, entry in enumerate(best_of_entries(found), 1)}
        for found in (meaning, words)
    ]
    both = {**shares[0], **shares[1]}
    return tuple(sorted(both, key=lambda one: shares[0].get(one, 0) + weight * shares[1].get(one, 0), reverse=True))
