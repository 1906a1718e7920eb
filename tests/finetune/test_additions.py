"""Empty words go between sentences, never into a quote, and nothing that raters said of the answer changes."""

import random
from pathlib import Path

import pytest

from assistant.judging.labelled import Labelled, read_dataset
from finetune.additions import MOST, read_additions, with_additions
from knowledge.load import load_knowledge

DATA = Path(__file__).parents[2] / "finetune" / "datasets"
ROWS = [r for r in read_dataset(DATA) if r.depth is not None][::30]
CRITERIA = load_knowledge().criteria
ADDED = read_additions(CRITERIA.values(), DATA)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.answer.id)
def test_quotes_stay_what_they_were(row: Labelled) -> None:
    changed = with_additions(row, ADDED, random.Random(row.answer.id))
    before, after = row.answer.answer, changed.answer.answer
    assert len(after) > len(before)
    for old, new in zip(row.labels, changed.labels, strict=True):
        assert (new.depth, new.criteria, new.rater) == (old.depth, old.criteria, old.rater)
        quoted = [[text[e.start : e.end] for e in label.evidence] for text, label in ((before, old), (after, new))]
        assert quoted[0] == quoted[1]
        vague = [after[start:end] for start, end in new.vague]
        assert vague[: len(old.vague)] == [before[start:end] for start, end in old.vague]
        assert 1 <= len(vague[len(old.vague) :]) <= MOST
        assert set(vague[len(old.vague) :]) <= set(ADDED)


def test_without_the_added_words_the_answer_is_left() -> None:
    for row in ROWS:
        changed = with_additions(row, ADDED, random.Random(1))
        text = changed.answer.answer
        for start, end in changed.labels[0].vague[len(row.labels[0].vague) :]:
            text = text.replace(changed.answer.answer[start:end], "")
        assert text.split() == row.answer.answer.split()


def test_top_anchors_are_among_the_words() -> None:
    assert {criterion.levels[-1] for criterion in CRITERIA.values()} <= set(ADDED)
    assert len(set(ADDED)) == len(ADDED)
