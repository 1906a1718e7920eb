"""Passages found by the words they share with a query: BM25 over stems, in memory. Knows nothing of meaning.

The one door to bm25s and PyStemmer. Best matches of rare words count most (Robertson et al. 1994, in the variant of
Lucene); a word that is in no passage counts for the passages' word that it is a slip of, if there is one.
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from bm25s import BM25
from bm25s.stopwords import STOPWORDS_EN_PLUS
from numpy.typing import NDArray
from Stemmer import Stemmer

from knowledge.finding import best_of_entries, entry_of
from knowledge.passages import ASKED_AS, Passage

K1, B = 1.2, 0.75
LONG_ENOUGH_TO_MISTYPE = 5
logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG, whatever the application wants
_WORD = re.compile(r"[^\W_]+")
_STOP = frozenset(word for entry in STOPWORDS_EN_PLUS for word in entry.split("'"))
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def stems(text: str) -> tuple[str, ...]:
    """The content words of a text in its order, stemmed (Snowball's English), without words such as `the` and `how`."""
    words = _WORD.findall(text.lower().replace("’", "'"))
    return tuple(stem(word) for word in words if word not in _STOP)


class Keywords:
    """The index of some passages. Built at once and never changed."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = tuple(passages)
        self._first = best_of_entries([one for one in passages if not one.part.startswith(ASKED_AS)])
        self._words: dict[str, int] = {}
        ids = [[self._words.setdefault(stem, len(self._words)) for stem in stems(one.text)] for one in passages]
        self._index = BM25(k1=K1, b=B, method="lucene")
        if self._words:
            self._index.index((ids, self._words), create_empty_token=False, show_progress=False)
        self._kinds = np.array([one.kind for one in passages], dtype=np.str_)
        self._stages = _meant_for([one.stages for one in passages])
        self._roles = _meant_for([one.roles for one in passages])

    def __len__(self) -> int:
        return len(self._passages)

    def search(
        self, query: str, kinds: Sequence[str] = (), stage: str | None = None, role: str | None = None, k: int = 5
    ) -> tuple[Passage, ...]:
        """Up to `k` passages that share a word with the query, best first, with BM25 (above 0) as score.

        `kinds`: of any where empty. `stage` and `role` leave out what is meant for others only.
        """
        known = [number for stem in stems(query) for number in self._numbers(stem)]
        if not known:
            return ()
        scores = self._index.get_scores_from_ids(known) * self._wanted(kinds, stage, role)
        best = np.argpartition(-scores, k)[:k] if k < len(scores) else np.arange(len(scores))
        hits = [replace(self._passages[at], score=float(scores[at])) for at in best if scores[at] > 0]
        return tuple(sorted(hits, key=lambda hit: (-(hit.score or 0), hit.id)))

    def own_words(self, passage: Passage) -> Passage:
        """The passage, or its entry's first where it only holds how people ask for that."""
        own = self._first.get(entry_of(passage)) if passage.part.startswith(ASKED_AS) else None
        return replace(own, score=passage.score) if own else passage

    def _numbers(self, stem: str) -> Iterator[int]:
        """Of a stem, or of the one it is a slip of."""
        if stem in self._words:
            yield self._words[stem]
        elif len(stem) >= LONG_ENOUGH_TO_MISTYPE and stem.isalpha():
            yield from (self._words[near] for near in sorted(set(_slips(stem)) & self._words.keys())[:1])

    def _wanted(self, kinds: Sequence[str], stage: str | None, role: str | None) -> NDArray[np.bool_]:
        wanted = np.ones(len(self._passages), dtype=np.bool_)
        if kinds:
            wanted &= np.isin(self._kinds, list(kinds))
        for chosen, meant_for in ((stage, self._stages), (role, self._roles)):
            if chosen is not None:
                wanted &= meant_for[""] | meant_for.get(chosen, np.zeros(len(wanted), dtype=np.bool_))
        return wanted


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word in lower case by Snowball's English rules."""
    return str(Stemmer("english", 0).stemWord(word))


def _meant_for(named: Sequence[tuple[str, ...]]) -> Mapping[str, NDArray[np.bool_]]:
    """By stage or role, which passages name it; under the empty id, which name none and so are meant for all."""
    marks = {name: np.zeros(len(named), dtype=np.bool_) for name in {"", *(one for names in named for one in names)}}
    for at, names in enumerate(named):
        for name in names or ("",):
            marks[name][at] = True
    return marks


def _slips(word: str) -> Iterator[str]:
    """Every word one slip away: a letter left out, doubled or foreign, changed, or two neighbours swapped."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in _LETTERS)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after for letter in _LETTERS)
