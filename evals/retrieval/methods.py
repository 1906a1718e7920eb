"""The ways of searching that are compared, each from a query to entries, best first. The last one ships.

All look at the same passages: those of the store's index. With `filter`, the query's stage and role leave out what is
meant for others only, as the product's search does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from evals.retrieval.queries import Query
from knowledge.finding import best_of_entries, fuse
from knowledge.passages import CONTENT, Passage
from knowledge.store import MAX_K, Store

SHIPPED = "fused, filter"
BASELINE = "BM25"
POOLED = 8
"""How many entries of each method's the readers judge."""


@dataclass(frozen=True)
class Searched:
    """What the two searches find for one query, with and without its stage and role as filter."""

    store: Store
    query: Query

    @cached_property
    def found(self) -> Mapping[bool, tuple[tuple[Passage, ...], tuple[Passage, ...]]]:
        """By whether it was filtered, the passages near in meaning and those that share words."""
        return {filtered: self._search(filtered) for filtered in (False, True)}

    def _search(self, filtered: bool) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
        asked, stage, role = self.query.query, *((self.query.stage, self.query.role) if filtered else (None, None))
        return (
            self.store.search(asked, CONTENT, stage, role, MAX_K),
            self.store.keywords().search(asked, CONTENT, stage, role, MAX_K),
        )


Method = Callable[[Searched], tuple[str, ...]]


def methods() -> dict[str, Method]:
    """By name, the baseline first."""
    kinds = {"BM25": _words, "dense": _meaning, "fused": fused()}
    return {
        f"{name}, filter" if filtered else name: _bound(way, filtered)
        for filtered in (False, True)
        for name, way in kinds.items()
    }


def fused(**parameters: float) -> Callable[[Sequence[Passage], Sequence[Passage]], tuple[str, ...]]:
    """The product's fusion, with its own parameters or these."""
    return lambda meaning, words: tuple(one.entry for one in fuse(meaning, words, MAX_K, **parameters))


def _bound(way: Callable[[Sequence[Passage], Sequence[Passage]], tuple[str, ...]], filtered: bool) -> Method:
    return lambda searched: way(*searched.found[filtered])


def _words(_: Sequence[Passage], words: Sequence[Passage]) -> tuple[str, ...]:
    return tuple(best_of_entries(words))


def _meaning(meaning: Sequence[Passage], _: Sequence[Passage]) -> tuple[str, ...]:
    return tuple(best_of_entries(meaning))
