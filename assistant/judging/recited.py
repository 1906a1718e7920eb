"""What an answer repeats is not read: of the rubric it is judged by, which is shown, and of what it has said already.

Content words are compared with the rubric's by their stems, in any order; a paraphrase in other words is read like
anything else. What was said before is known again word for word.
"""

import re
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
FEWEST_WORDS = 4
"""Shorter parts ("I don't know.") are said again for other reasons than to say more."""


@dataclass(frozen=True)
class Recited:
    """A part of an answer that repeats an anchor, and the criterion whose anchor it is."""

    part: Part
    criterion: str


@dataclass(frozen=True)
class OwnWords:
    """`text`: the answer itself where it repeats nothing, otherwise a line for each stretch that is left of it."""

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
    """The answer without the parts that recite an anchor of these criteria, or say again what was said before."""
    parts = split_parts(answer)
    said = [(part, frozenset(stems(part.text))) for part in parts]
    found = {part.start: Recited(part, one.id) for one in criteria for part in _reciting(said, one.levels)}
    again = {part.start for part in _said_before(parts)}
    without = [part for part in parts if part.start in found or part.start in again]
    if not without:
        return OwnWords(answer, (), ((0, 0),))
    recited = tuple(found[start] for start in sorted(found))
    text, stretches = "", []
    for left in _left(answer, without):
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


def _said_before(parts: Iterable[Part]) -> Iterator[Part]:
    known = set[tuple[str, ...]]()
    for part in parts:
        words = tuple(re.findall(r"\w+", part.text.lower()))
        if len(words) >= FEWEST_WORDS:
            if words in known:
                yield part
            known.add(words)


@lru_cache(maxsize=1024)
def _anchor_words(anchor: str) -> frozenset[str]:
    return frozenset(stems(anchor))


def _share(words: frozenset[str], of: frozenset[str]) -> float:
    return len(words & of) / len(words) if words else 0.0


def _left(answer: str, without: Sequence[Part]) -> Iterator[Part]:
    """The stretches between parts."""
    starts, ends = [0, *(part.end for part in without)], [*(part.start for part in without), len(answer)]
    yield from filter(None, (stretch(answer, start, end) for start, end in zip(starts, ends, strict=True)))
