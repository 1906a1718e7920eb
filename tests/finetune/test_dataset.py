"""The labelled answers hold what their card says: exact spans, disjoint splits, no shortcut through form."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from scipy.stats import spearmanr

from assistant.judging.labelled import Label, Labelled, read_dataset
from assistant.types import EvidenceKind
from knowledge.load import load_knowledge

DATASETS = Path(__file__).parents[2] / "finetune" / "datasets"
ROWS = read_dataset(DATASETS)
SPLITS = ("train", "validation", "test")
GRAM = 5
MOST_ALIKE = 0.1
MOST_FROM_FORM = 0.3


def labels() -> Iterator[tuple[Labelled, Label]]:
    return ((row, label) for row in ROWS for label in row.labels)


def test_every_answer_is_labelled_and_every_label_has_its_answer() -> None:
    answers = (DATASETS / "answers.jsonl").read_text(encoding="utf-8").split("\n")
    rated = (DATASETS / "labels.jsonl").read_text(encoding="utf-8").split("\n")
    assert len(ROWS) == sum(bool(line) for line in answers)
    assert sum(len(row.labels) for row in ROWS) == sum(bool(line) for line in rated)
    assert len({row.answer.id for row in ROWS}) == len(ROWS)
    assert len({(label.id, label.rater) for _, label in labels()}) == sum(bool(line) for line in rated)


def test_what_is_referred_to_is_known() -> None:
    knowledge = load_knowledge()
    for row, label in labels():
        assert row.answer.stage in knowledge.stages
        assert {row.answer.criterion, *label.criteria} <= set(knowledge.criteria)
        assert all(0 <= level <= 5 for level in label.criteria.values())
        assert row.answer.criterion in label.criteria or label.reason is not None


def test_there_is_a_depth_or_a_reason() -> None:
    wrong = [row.answer.id for row, label in labels() if (label.depth is None) == (label.reason is None)]
    assert wrong == []


def test_every_span_is_exact() -> None:
    for row, label in labels():
        spans = [*((e.start, e.end) for e in label.evidence), *label.vague, *((t.start, t.end) for t in label.terms)]
        for start, end in spans:
            text = row.answer.answer[start:end]
            assert 0 <= start < end <= len(row.answer.answer)
            assert text == text.strip() != "", (row.answer.id, start, end)


def test_terms_of_an_answer_do_not_overlap() -> None:
    for row, label in labels():
        spans = sorted((term.start, term.end) for term in label.terms)
        assert all(before[1] <= after[0] for before, after in pairwise(spans)), row.answer.id


def test_every_kind_of_evidence_is_there_in_every_split_given_and_only_claimed() -> None:
    seen = {(row.answer.split, entry.kind, entry.status) for row, label in labels() for entry in label.evidence}
    assert seen == {
        (split, kind, status) for split in SPLITS for kind in EvidenceKind for status in ("given", "claimed")
    }


@pytest.mark.parametrize("of", ["question_id", "question", "writer", "answer"])
def test_splits_share_no(of: str) -> None:
    splits = defaultdict(set)
    for row in ROWS:
        splits[getattr(row.answer, of)].add(row.answer.split)
    assert [value for value, found in splits.items() if len(found) > 1] == []


def test_no_answer_has_a_near_duplicate_in_another_split() -> None:
    grams = [(row.answer, _grams(row.answer.answer)) for row in ROWS]
    alike = max(
        (len(a & b) / len(a | b), one.id, other.id)
        for (one, a), (other, b) in combinations(grams, 2)
        if one.split != other.split and a and b
    )
    assert alike[0] < MOST_ALIKE


def _grams(text: str) -> frozenset[tuple[str, ...]]:
    words = text.lower().split()
    return frozenset(zip(*(words[i:] for i in range(GRAM)), strict=False))


@pytest.mark.parametrize("split", SPLITS)
def test_form_alone_does_not_give_the_depth_away(split: str) -> None:
    scored = [(row.depth, row.answer.answer.split()) for row in ROWS if row.answer.split == split and row.depth]
    depths = [depth for depth, _ in scored]
    forms = {
        "word count": [len(words) for _, words in scored],
        "mean word length": [sum(map(len, words)) / len(words) for _, words in scored],
    }
    for form, values in forms.items():
        rho = float(spearmanr(values, depths).statistic)
        print(f"{split}: {form} against depth, Spearman {rho:.2f} ({len(depths)} answers)")  # noqa: T201 - for the card
        assert abs(rho) < MOST_FROM_FORM, (split, form)
