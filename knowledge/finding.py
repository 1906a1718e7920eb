"""What a person's search shows: entries of the knowledge, each once, ranked by meaning and by words together.

Pure: the two lists come from `store` and from `keywords`. An entry is scored by its own passages and, apart from them,
by how people ask for it: the best cosine of each and, relative to the best passage of all, the best BM25 of each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.passages import ASKED_AS, Passage

Scores = Mapping[str, Passage]


@dataclass(frozen=True, slots=True)
class Weights:
    """Of an entry's scores, against 1 of the cosine of its own passages.

    Chosen on 60 queries (`python -m evals retrieval` prints the neighbourhood): nDCG@5 is flat around them.
    """

    asked: float = 0.5
    words: float = 0.2
    asked_words: float = 0.1


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that a search found, with the passage of it that fits best.

    `score`: for the order within one search only. `nearness`: the cosine of its nearest passage, null where none is
    among those near in meaning.
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
    meaning: Sequence[Passage], words: Sequence[Passage], k: int, weights: Weights | None = None
) -> tuple[Found, ...]:
    """Up to `k` entries of two lists of passages, scored by cosine and by BM25, each best first.

    An entry that is not among those near in meaning counts as being as far as the farthest that is. A team's entry, for
    which nobody wrote other people's words, has its own in their place.
    """
    by = weights or Weights()
    near, near_asked = _parted(meaning)
    said, said_asked = _parted(words)
    farthest = min((passage.score or 0.0 for passage in meaning), default=0.0)
    most = max((passage.score or 0.0 for passage in words), default=1.0)
    found = []
    for entry in {**near, **near_asked, **said, **said_asked}:
        shown = next(held[entry] for held in (near, said, near_asked, said_asked) if entry in held)
        asked, asked_words = (near, said) if shown.team else (near_asked, said_asked)
        score = _score(near, entry, farthest) + by.asked * _score(asked, entry, farthest)
        score += (by.words * _score(said, entry) + by.asked_words * _score(asked_words, entry)) / most
        cosines = [held[entry].score for held in (near, near_asked) if entry in held]
        found.append(Found(shown, score, max((cosine for cosine in cosines if cosine is not None), default=None)))
    return tuple(sorted(found, key=lambda one: -one.score)[:k])


def _parted(passages: Sequence[Passage]) -> tuple[Scores, Scores]:
    """The best of each entry's own passages, and of other people's words for it."""
    own: list[Passage] = []
    asked: list[Passage] = []
    for passage in passages:
        (asked if passage.part.startswith(ASKED_AS) else own).append(passage)
    return best_of_entries(own), best_of_entries(asked)


def _score(held: Scores, entry: str, otherwise: float = 0.0) -> float:
    return (held[entry].score or 0.0) if entry in held else otherwise
