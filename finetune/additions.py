"""Empty words put into labelled answers: whatever a speaker adds that gives nothing must not change the score.

The words are in `datasets/additions.jsonl`; besides them the top anchors of criteria, which an answer cannot earn by
reciting them. Depth and levels stay what raters said of the answer without them, and the added words count as vague.
"""

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.judging.labelled import FOLDER, Label, Labelled
from assistant.judging.parts import split_parts
from knowledge.types import Criterion

MOST = 3
Spans = Sequence[tuple[int, int]]


def read_additions(criteria: Iterable[Criterion], folder: Path = FOLDER) -> tuple[str, ...]:
    """All the words to add: those that were written, and the highest anchor of these criteria."""
    lines = (folder / "additions.jsonl").read_text(encoding="utf-8").splitlines()
    return (*(str(json.loads(line)["text"]) for line in lines), *(criterion.levels[-1] for criterion in criteria))


def with_additions(row: Labelled, additions: Sequence[str], chosen: random.Random) -> Labelled:
    """The answer with one to three additions between its parts, never inside what a rater quoted."""
    for text in chosen.sample(additions, chosen.randint(1, min(MOST, len(additions)))):
        row = _put(row, text, chosen.choice(_places(row)))
    return row


def _places(row: Labelled) -> list[int]:
    """Where a sentence may be put: before the answer, and after the parts that end a sentence."""
    text = row.answer.answer
    spans = [span for label in row.labels for span in _spans(label)]
    ends = [part.end for part in split_parts(text) if text[part.end - 1] in ".!?…"] or [len(text)]
    return [0, *(end for end in ends if not any(start < end < stop for start, stop in spans))]


def _spans(label: Label) -> list[tuple[int, int]]:
    return [(entry.start, entry.end) for entry in label.evidence] + list(label.vague)


def _put(row: Labelled, text: str, place: int) -> Labelled:
    own = row.answer.answer
    inserted = f"{text} " if place == 0 else f" {text}"
    start = place if place == 0 else place + 1
    answer = row.answer.model_copy(update={"answer": own[:place] + inserted + own[place:]})
    moved = (_moved(label, place, len(inserted), (start, start + len(text))) for label in row.labels)
    return replace(row, answer=answer, labels=tuple(moved))


def _moved(label: Label, place: int, by: int, added: tuple[int, int]) -> Label:
    def shift(start: int, end: int) -> tuple[int, int]:
        return (start + by, end + by) if start >= place else (start, end)

    evidence = [(entry, shift(entry.start, entry.end)) for entry in label.evidence]
    return label.model_copy(
        update={
            "evidence": tuple(entry.model_copy(update={"start": s, "end": e}) for entry, (s, e) in evidence),
            "vague": (*(shift(start, end) for start, end in label.vague), added),
            "terms": (),
            "follow_ups": (),
        }
    )
