"""What an answer repeats of the rubric it is judged by: shown but not read, for to recite what is wanted gives nothing.

Content words are compared by their stems, in any order; a paraphrase in other words is read like anything else.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from assistant.judging.criteria import JudgedCriterion
from assistant.judging.exchange import ExchangeReading
from assistant.judging.parts import Part, split_parts, stretch
from knowledge.keywords import stems

RECITED_SHARE = 0.8
"""Share of a part's content words that stand in one anchor, from which it repeats that anchor."""
FEWEST_STEMS = 6
"""Parts in a row that repeat an anchor recite it if they have so many different content words; fewer may be chance."""


@dataclass(frozen=True)
class Recited:
    """A part of an answer that repeats an anchor, and the criterion whose anchor it is."""

    part: Part
    criterion: str


@dataclass(frozen=True)
class OwnWords:
    """`text`: the answer itself where it recites nothing, otherwise a line for each stretch that is left of it."""

    text: str
    recited: tuple[Recited, ...]
    _stretches: tuple[tuple[int, int], ...]

    def placed(self, part: Part) -> Part:
        """A part of `text`, where it stands in the answer."""
        by = next(shift for start, shift in reversed(self._stretches) if start <= part.start)
        return Part(part.start + by, part.end + by, part.text)

    def in_place(self, reading: ExchangeReading) -> ExchangeReading:
        """What was read of `text`, with its parts where they stand in the answer."""
        return replace(reading, parts=tuple(replace(one, part=self.placed(one.part)) for one in reading.parts))


def own_words(answer: str, criteria: Iterable[JudgedCriterion]) -> OwnWords:
    """The answer without the parts that recite an anchor of these criteria."""
    said = [(part, frozenset(stems(part.text))) for part in split_parts(answer)]
    found = {part.start: Recited(part, one.id) for one in criteria for part in _reciting(said, one.levels)}
    if not found:
        return OwnWords(answer, (), ((0, 0),))
    recited = tuple(found[start] for start in sorted(found))
    text, stretches = "", []
    for left in _left(answer, [one.part for one in recited]):
        text += "\n" if text else ""
        stretches.append((len(text), left.start - len(text)))
        text += left.text
    return OwnWords(text, recited, tuple(stretches))


def _reciting(said: Sequence[tuple[Part, frozenset[str]]], anchors: Iterable[str]) -> Iterator[Part]:
    for anchor in map(_anchor_words, anchors):
        marked = [(part, words, _share(words, anchor) >= RECITED_SHARE) for part, words in said]
        for repeats, run in groupby(marked, itemgetter(2)):
            parts = list(run)
            if repeats and len(frozenset().union(*(words for _, words, _ in parts))) >= FEWEST_STEMS:
                yield from (part for part, _, _ in parts)


@lru_cache(maxsize=1024)
def _anchor_words(anchor: str) -> frozenset[str]:
    return frozenset(stems(anchor))


def _share(words: frozenset[str], of: frozenset[str]) -> float:
    return len(words & of) / len(words) if words else 0.0


def _left(answer: str, without: Sequence[Part]) -> Iterator[Part]:
    """The stretches between parts."""
    starts, ends = [0, *(part.end for part in without)], [*(part.start for part in without), len(answer)]
    yield from filter(None, (stretch(answer, start, end) for start, end in zip(starts, ends, strict=True)))
