"""The labelled answers hold what their card says: exact spans, frozen splits, real contrasts, no way by form alone."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from assistant.judging.labelled import Label, Labelled, read_dataset, read_splits, split_sha256
from assistant.types import EvidenceKind, UnscoredReason
from evals.form import form_features, held_out_ridge
from evals.judge.baselines import by_form
from evals.judge.bench import APART, labels, questions, told
from evals.statistics import quadratic_kappa, spearman
from knowledge.load import load_knowledge
from knowledge.types import Seniority

DATASETS = Path(__file__).parents[2] / "finetune" / "datasets"
ROWS = read_dataset(DATASETS)
FROM_ELSEWHERE, UNANSWERED, SIDEWAYS, REFUSALS = (
    read_dataset(DATASETS / name) for name in ("elsewhere", "unanswered", "sideways", "refusals")
)
BY_ID = {row.answer.id: row for row in ROWS}
PLAIN = [row for row in ROWS if row.answer.contrast not in APART and row.depth is not None]
SPLITS_FILE = read_splits(DATASETS)
SPLITS = ("train", "validation", "test")
GRAM = 5
MOST_ALIKE = 0.1
MOST_FROM_TEMPLATES = 0.25
MOST_FROM_LENGTH = 0.15
MOST_FROM_FORM = 0.35
APART_BY = 2
OF_ONE_ANSWER = {
    UnscoredReason.DECLINED,
    UnscoredReason.OFF_TOPIC,
    UnscoredReason.NOT_ADDRESSED,
    UnscoredReason.ECHO,
    UnscoredReason.TOO_THIN,
}
READ_BY_CODE = {UnscoredReason.GIBBERISH, UnscoredReason.LANGUAGE, UnscoredReason.EMPTY}
"""Reasons that code finds without the model."""


def every_label(rows: Sequence[Labelled] = ROWS) -> Iterator[tuple[Labelled, Label]]:
    return ((row, label) for row in rows for label in row.labels)


def test_every_answer_is_labelled_and_every_label_has_its_answer() -> None:
    answers = (DATASETS / "answers.jsonl").read_text(encoding="utf-8").split("\n")
    rated = (DATASETS / "labels.jsonl").read_text(encoding="utf-8").split("\n")
    assert len(ROWS) == len(BY_ID) == sum(bool(line) for line in answers)
    assert sum(len(row.labels) for row in ROWS) == sum(bool(line) for line in rated)
    assert len({(label.id, label.rater) for _, label in every_label()}) == sum(bool(line) for line in rated)


def test_there_are_enough_of_every_sort() -> None:
    knowledge = load_knowledge()
    answers = [row.answer for row in ROWS]
    assert len(answers) >= 2400
    assert len({answer.question_id for answer in answers}) >= 240
    assert {answer.criterion for answer in answers} == set(knowledge.criteria)
    for split in ("train", "test"):
        own = [answer for answer in answers if answer.split == split]
        assert {answer.stage for answer in own} == set(knowledge.stages)
        assert {answer.role for answer in own} >= set(knowledge.roles)
        assert {answer.seniority for answer in own} >= {seniority.value for seniority in Seniority}
    assert all(20 <= len(row.answer.answer.split()) <= 220 for row in PLAIN)


def test_what_is_referred_to_is_known() -> None:
    knowledge = load_knowledge()
    for row, label in every_label():
        assert row.answer.stage in knowledge.stages
        assert row.answer.role is None or row.answer.role in knowledge.roles
        assert {row.answer.criterion, *label.criteria} <= set(knowledge.criteria)
        assert all(0 <= level <= 5 for level in label.criteria.values())
        assert row.answer.criterion in label.criteria or label.reason is not None


@pytest.mark.parametrize("rows", [ROWS, FROM_ELSEWHERE, UNANSWERED, SIDEWAYS, REFUSALS])
def test_there_is_a_depth_or_a_reason(rows: Sequence[Labelled]) -> None:
    wrong = [row.answer.id for row, label in every_label(rows) if (label.depth is None) == (label.reason is None)]
    assert wrong == []


def test_every_reason_of_one_answer_is_there_in_every_split() -> None:
    for split in SPLITS:
        found = {label.reason for row, label in every_label() if row.answer.split == split}
        assert found >= OF_ONE_ANSWER | READ_BY_CODE


@pytest.mark.parametrize("rows", [ROWS, FROM_ELSEWHERE, UNANSWERED, SIDEWAYS, REFUSALS])
def test_every_span_is_exact(rows: Sequence[Labelled]) -> None:
    for row, label in every_label(rows):
        spans = [*((e.start, e.end) for e in label.evidence), *label.vague, *((t.start, t.end) for t in label.terms)]
        for start, end in [*spans, *((f.start, f.end) for f in label.follow_ups)]:
            text = row.answer.answer[start:end]
            assert 0 <= start < end <= len(row.answer.answer)
            assert text == text.strip() != "", (row.answer.id, start, end)


def test_answers_from_elsewhere_are_for_training_and_share_nothing_with_the_others() -> None:
    assert {row.answer.split for row in FROM_ELSEWHERE} == {"train"}
    assert not {row.answer.criterion for row in FROM_ELSEWHERE} & set(load_knowledge().criteria)
    for of in ("id", "question_id", "question", "writer", "answer"):
        assert not {getattr(row.answer, of) for row in FROM_ELSEWHERE} & {getattr(row.answer, of) for row in ROWS}
    assert len({row.answer.domain for row in FROM_ELSEWHERE}) >= 6
    depths = Counter(label.depth for _, label in every_label(FROM_ELSEWHERE))
    assert min(depths[level] for level in (None, 1, 2, 3, 4, 5)) >= 50


def test_replies_that_do_not_answer_are_to_questions_of_the_training_split() -> None:
    taught = {row.answer.question_id for row in ROWS if row.answer.split == "train"}
    assert {row.answer.question_id for row in UNANSWERED} <= taught
    assert {row.answer.split for row in UNANSWERED} == {"train"}
    assert not {row.answer.answer for row in UNANSWERED} & {row.answer.answer for row in ROWS}
    reasons = Counter(label.reason for _, label in every_label(UNANSWERED))
    assert all(reasons[reason] >= 10 for reason in OF_ONE_ANSWER - {UnscoredReason.ECHO})
    assert reasons[None] >= 100, "such as only seem not to answer"


def test_what_a_second_pass_reads_is_of_no_other_split() -> None:
    others = [row for row in ROWS if row.answer.split != "train"]
    assert {row.answer.split for row in SIDEWAYS} == {"train"}
    for of in ("id", "question_id", "writer", "answer"):
        assert not {getattr(row.answer, of) for row in SIDEWAYS} & {getattr(row.answer, of) for row in others}
    assert not {row.answer.criterion for row in SIDEWAYS} & set(SPLITS_FILE.held_criteria)


def test_of_two_twins_that_sound_alike_one_has_substance() -> None:
    twins: defaultdict[str, dict[str, Labelled]] = defaultdict(dict)
    for row in SIDEWAYS:
        if row.answer.contrast == "pair":
            twins[row.answer.group or ""][(row.answer.variant or "").split(":")[0]] = row
    assert len(twins) >= 150
    deeper = 0
    for pair in twins.values():
        full, empty = pair["with"], pair["without"]
        assert full.answer.question_id == empty.answer.question_id
        words, others = (set(row.answer.answer.lower().split()) for row in (full, empty))
        assert len(words & others) >= 0.25 * len(words | others)
        deeper += (full.depth or 0) > (empty.depth or 0)
    assert deeper >= 0.9 * len(twins)


def test_refusals_are_of_questions_and_writers_that_stand_nowhere_else() -> None:
    others = [*ROWS, *FROM_ELSEWHERE, *UNANSWERED, *SIDEWAYS]
    for of in ("id", "question_id", "writer", "domain", "answer"):
        assert not {getattr(row.answer, of) for row in REFUSALS} & {getattr(row.answer, of) for row in others}
    assert {row.answer.split for row in REFUSALS} == {"validation"}
    assert not {row.answer.criterion for row in REFUSALS} & set(SPLITS_FILE.held_criteria)
    assert {len({label.rater for label in row.labels}) for row in REFUSALS} == {2}


def test_terms_of_an_answer_do_not_overlap() -> None:
    for row, label in every_label():
        spans = sorted((term.start, term.end) for term in label.terms)
        assert all(before[1] <= after[0] for before, after in pairwise(spans)), row.answer.id


def test_every_kind_of_evidence_is_there_in_every_split_given_and_only_claimed() -> None:
    seen = {(row.answer.split, entry.kind, entry.status) for row, label in every_label() for entry in label.evidence}
    assert seen == {
        (split, kind, status) for split in SPLITS for kind in EvidenceKind for status in ("given", "claimed")
    }


@pytest.mark.parametrize("split", ["validation", "test"])
def test_what_is_held_out_has_two_raters_and_a_third_where_they_differ(split: str) -> None:
    own = [row for row in ROWS if row.answer.split == split]
    assert [row.answer.id for row in own if len({label.rater for label in row.labels}) < 2] == []
    assert [row.answer.id for row in own if _differ(*row.labels[:2]) and len(row.labels) < 3] == []


def _differ(one: Label, other: Label) -> bool:
    if one.depth is None or other.depth is None:
        return one.depth != other.depth
    return abs(one.depth - other.depth) >= APART_BY


@pytest.mark.parametrize("of", ["question_id", "question", "writer", "answer"])
def test_splits_share_no(of: str) -> None:
    splits = defaultdict(set)
    for row in ROWS:
        splits[getattr(row.answer, of)].add(row.answer.split)
    assert [value for value, found in splits.items() if len(found) > 1 and value] == []


def test_splits_are_as_they_were_frozen() -> None:
    found = {split: split_sha256([row for row in ROWS if row.answer.split == split]) for split in SPLITS}
    assert found == SPLITS_FILE.sha256


def test_some_criteria_and_a_domain_are_kept_for_the_test() -> None:
    held = set(SPLITS_FILE.held_criteria)
    taught = [row for row in ROWS if row.answer.split != "test"]
    assert len(held) >= 4
    assert not held & ({row.answer.criterion for row in taught} | {name for row in taught for name in row.rated})
    assert not set(SPLITS_FILE.held_domains) & {row.answer.domain for row in taught}
    tested = Counter(row.answer.criterion for row in ROWS if row.answer.split == "test")
    assert all(tested[name] >= 20 for name in held)
    assert sum(row.answer.domain in SPLITS_FILE.held_domains for row in ROWS) >= 80


def _scenario(row: Labelled) -> str:
    """What may share words: one content in several styles, a minimal pair, an answer and what was made of it."""
    first = BY_ID[row.answer.of] if row.answer.of else row
    return first.answer.group or first.answer.id


@cache
def _scenarios() -> Mapping[tuple[str, ...], frozenset[str]]:
    """In which scenarios each run of five words occurs."""
    found = defaultdict(set)
    for row in ROWS:
        if row.answer.contrast != "garbage":
            for gram in _grams(row.answer.answer):
                found[gram].add(_scenario(row))
    return {gram: frozenset(names) for gram, names in found.items()}


def _grams(text: str) -> frozenset[tuple[str, ...]]:
    words = text.lower().split()
    return frozenset(zip(*(words[i:] for i in range(GRAM)), strict=False))


def test_no_two_scenarios_are_near_duplicates() -> None:
    sizes: Counter[str] = Counter()
    shared: Counter[tuple[str, str]] = Counter()
    for names in _scenarios().values():
        sizes.update(names)
        shared.update(combinations(sorted(names), 2))
    alike = {pair: count / min(sizes[pair[0]], sizes[pair[1]]) for pair, count in shared.items()}
    assert {pair: share for pair, share in alike.items() if share >= MOST_ALIKE} == {}


def test_answers_are_not_made_from_templates() -> None:
    """Nobody's answer consists of runs of words that stand in other people's stories."""
    for row in ROWS:
        grams = _grams(row.answer.answer) if row.answer.contrast != "garbage" else frozenset()
        if len(grams) >= 10:
            elsewhere = sum(len(_scenarios()[gram]) > 1 for gram in grams)
            assert elsewhere < MOST_FROM_TEMPLATES * len(grams), row.answer.id


def test_no_run_of_words_is_everywhere() -> None:
    common = {" ".join(gram): len(names) for gram, names in _scenarios().items() if len(names) > 12}
    assert common == {}


def test_contrasts_are_what_they_say() -> None:
    groups = defaultdict(list)
    for row in ROWS:
        if row.answer.group:
            groups[row.answer.group].append(row.answer)
    for members in groups.values():
        assert len(members) >= 2
        assert len({(m.contrast, m.split, m.question_id, m.writer) for m in members}) == 1
        if members[0].contrast == "pair":
            assert _is_one_stretch(*(member.answer for member in members))
            assert sorted((member.variant or "").split(":")[0] for member in members) == ["with", "without"]
        elif members[0].contrast == "style":
            assert len({member.style for member in members}) == len(members)


def _is_one_stretch(one: str, other: str) -> bool:
    """The same words but for one place, which is no more than forty words long in either."""
    first, second = one.split(), other.split()
    shorter = min(len(first), len(second))
    start = next((i for i in range(shorter) if not _same(first[i], second[i])), shorter)
    end = next((i for i in range(shorter - start) if not _same(first[-1 - i], second[-1 - i])), shorter - start)
    return 0 < max(len(first), len(second)) - start - end <= 40


def _same(one: str, other: str) -> bool:
    """What follows the stretch may begin a sentence or not."""
    return one.strip(",.").lower() == other.strip(",.").lower()


def test_what_was_made_of_an_answer_belongs_to_it() -> None:
    for row in ROWS:
        if row.answer.of is not None:
            base = BY_ID[row.answer.of].answer
            assert (base.split, base.question_id) == (row.answer.split, row.answer.question_id)
            assert base.contrast not in APART
            if row.answer.contrast == "stage":
                assert base.answer == row.answer.answer
                assert base.stage != row.answer.stage
    kinds = {row.answer.variant for row in ROWS if row.answer.contrast == "attack"}
    assert kinds == {"jargon", "padding", "grandiosity", "instruction", "rubric_echo"}


def test_every_style_is_there_deep_and_empty() -> None:
    depths = defaultdict(list)
    for row in PLAIN:
        if row.answer.group:
            depths[row.answer.style].append(row.depth or 0)
    for style, found in depths.items():
        assert sum(depth >= 4 for depth in found) >= 10, style
        assert sum(depth <= 2 for depth in found) >= 10, style


@pytest.mark.parametrize("split", [*SPLITS, "all"])
def test_length_does_not_give_the_depth_away(split: str) -> None:
    rows = [row for row in PLAIN if split in (row.answer.split, "all")]
    most = MOST_FROM_LENGTH if split == "all" else 2 * MOST_FROM_LENGTH
    for name, form in by_form().items():
        assert abs(spearman(form(told(rows)), labels(rows))) < most, name


def test_form_alone_does_not_give_the_depth_away() -> None:
    features = form_features(told(PLAIN), tuple(load_knowledge().terms.values()))
    said = held_out_ridge(features, labels(PLAIN), questions(PLAIN))
    assert quadratic_kappa(labels(PLAIN), said) < MOST_FROM_FORM
    assert np.isfinite(said).all()
