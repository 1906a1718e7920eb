"""How the stage was told before there was a model for it: by votes of sentences. Here to be compared with, no more.

A sentence votes for the stage one of whose phrases it has, otherwise for the one whose passage is nearest, by its lead
over the next best, over boilerplate and over the misleading signs of the same stage.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.asking.descriptions.likeness import COUNTED, NEAR_ENOUGH, TOLD, TWICE, Compared
from assistant.asking.descriptions.stages import CANNOT_TELL
from knowledge.passages import Passage
from knowledge.phrases import whole_words
from knowledge.types import Stage

PHRASE = 0.3
PARTS = ("summary", "recognise", "what_changes", "described_as")


def vote(stages: Mapping[str, Stage], compared: Sequence[Compared]) -> str:
    """The stage with twice the votes of any other, and enough of them; otherwise `cannot_tell`."""
    patterns = {stage.id: whole_words(stage.phrases) for stage in stages.values()}
    votes = [one for each in compared if each.sentence.section == "work" for one in _votes(each, patterns)]
    sums = {
        stage: sum(sorted((weight for entry, weight in votes if entry == stage), reverse=True)[:COUNTED])
        for stage in stages
    }
    best, *rest = sorted(sums, key=lambda stage: -sums[stage])
    told = sums[best] >= TOLD and all(sums[best] >= TWICE * sums[other] for other in rest)
    return best if told else CANNOT_TELL


def _votes(one: Compared, patterns: Mapping[str, re.Pattern[str]]) -> Iterator[tuple[str, float]]:
    found = [stage for stage, pattern in patterns.items() if pattern.search(one.sentence.text)]
    if found:
        yield from ((stage, PHRASE) for stage in found if len(found) == 1)
        return
    own: dict[str, float] = {}
    for passage in one.passages:
        if passage.kind == "stage" and passage.entry in patterns and passage.part.split(".")[0] in PARTS:
            own.setdefault(passage.entry, passage.score or 0)
    if own:
        best = max(own, key=lambda stage: own[stage])
        dull = next((p.score or 0 for p in one.passages if _speaks_against(p, best)), 0.0)
        lead = own[best] - max([dull, *(score for stage, score in own.items() if stage != best)])
        if own[best] >= NEAR_ENOUGH and lead > 0:
            yield best, lead


def _speaks_against(passage: Passage, stage: str) -> bool:
    misleads = passage.kind == "stage" and passage.entry == stage and passage.part.startswith("misleading")
    return passage.kind == "boilerplate" or misleads
