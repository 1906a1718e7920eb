"""What a person's search shows: entries of the knowledge, each once, ranked by words and by meaning together.

Pure: the two lists come from `keywords` and from `store`. Scores of the two cannot be compared, ranks can
(reciprocal rank fusion: Cormack, Clarke and Büttcher 2009).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.passages import Passage

RANK_OFFSET = 20
"""A larger one makes the first ranks count less against being found both ways."""
WORDS_WEIGHT = 0.5
"""Of a rank by words, against 1 of a rank by meaning."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that a search found, with the passage of it that fits best.

    `score`: above 0 to 1, for the order within one search only; 1 is first both by words and by meaning. `nearness`:
    the cosine of its nearest passage, null where none is among those near in meaning.
    """

    passage: Passage
    score: float
    nearness: float | None = None

    @property
    def entry(self) -> str:
        """What was found, as `kind:id`; unique in a knowledge."""
        return entry_of(self.passage)

    def __str__(self) -> str:
        return str(replace(self.passage, score=None))


def entry_of(passage: Passage) -> str:
    """The entry that a passage was cut from, as `kind:id`."""
    return f"{passage.kind}:{passage.entry}"


def best_of_entries(passages: Sequence[Passage]) -> dict[str, Passage]:
    """Of each entry its first passage, in the order of the list."""
    best: dict[str, Passage] = {}
    for passage in passages:
        best.setdefault(entry_of(passage), passage)
    return best


def fuse(
    meaning: Sequence[Passage],
    words: Sequence[Passage],
    k: int,
    *,
    offset: float = RANK_OFFSET,
    weight: float = WORDS_WEIGHT,
) -> tuple[Found, ...]:
    """Up to `k` entries of two lists of passages, each list best first; ties go to the nearer in meaning."""
    lists = (best_of_entries(meaning), best_of_entries(words))
    shares = [_shares(list(found), offset) for found in lists]
    whole = (1 + weight) / (offset + 1)
    found = []
    for entry in {**lists[0], **lists[1]}:
        by_meaning, by_words = (share.get(entry, 0.0) for share in shares)
        better = lists[0] if by_meaning >= by_words else lists[1]
        score = (by_meaning + weight * by_words) / whole
        nearest = lists[0].get(entry)
        found.append(Found(better[entry], score, nearest.score if nearest else None))
    return tuple(sorted(found, key=lambda one: -one.score)[:k])


def _shares(entries: Sequence[str], offset: float) -> Mapping[str, float]:
    return {entry: 1 / (offset + rank) for rank, entry in enumerate(entries, 1)}
