"""Labels become readings with targets: one probability for each label that may answer, summing to 1."""

import random
from pathlib import Path

import pytest

from assistant.judging.labelled import Answer, EvidenceLabel, Label, Labelled, read_dataset
from assistant.judging.parts import split_parts
from assistant.judging.readings import BEARING_LABELS, KINDS, PART_LABELS
from assistant.types import EvidenceKind, UnscoredReason
from finetune.examples import Example, Task, around, examples_of, examples_of_all, mismatched, part_target
from finetune.train import smoothed
from knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()
ROWS = read_dataset(Path(__file__).parents[2] / "finetune" / "datasets")
EVERY: tuple[Task, ...] = ("bearing", "kind", "part", "level", "depth")
TEXT = "We counted. Recall rose by nine points, as I found. It was great."


def evidence(text: str, kind: EvidenceKind, status: str = "given") -> EvidenceLabel:
    start = TEXT.index(text)
    return EvidenceLabel(kind=kind, status=status, start=start, end=start + len(text))


def label(*found: EvidenceLabel, vague: str = "", reason: UnscoredReason | None = None, depth: int | None = 3) -> Label:
    spans = ((TEXT.index(vague), TEXT.index(vague) + len(vague)),) if vague else ()
    criteria = {"evaluation": 3, "serving": 0}
    depth = None if reason else depth
    return Label(
        id="1", rater="a", reason=reason, depth=depth, criteria=criteria, evidence=found, vague=spans, terms=()
    )


def row(*labels: Label) -> Labelled:
    answer = Answer(
        id="1",
        writer="w",
        domain="d",
        split="train",
        question_id="q",
        criterion="evaluation",
        stage="scale",
        question="How good was it?",
        answer=TEXT,
        aim=3,
        style="plain",
    )
    return Labelled(answer, labels)


def examples(given: Label, *tasks: Task) -> list[Example]:
    return list(examples_of(row(given), given, KNOWLEDGE.criteria, KNOWLEDGE.stages, tasks))


def test_every_target_is_a_distribution_over_the_readings_labels() -> None:
    seen = set()
    for labelled in ROWS[::12]:
        for each in labelled.labels:
            for example in examples_of(labelled, each, KNOWLEDGE.criteria, KNOWLEDGE.stages, EVERY):
                assert len(example.target) == len(example.reading.labels)
                assert sum(example.target) == pytest.approx(1)
                assert min(example.target) >= 0
                assert sum(smoothed(example.target)) == pytest.approx(1)
                assert min(smoothed(example.target)) > 0
                seen.add(example.task)
    assert seen == set(EVERY)


@pytest.mark.parametrize(
    ("reason", "right"),
    [
        (None, "Y"),
        ("declined", "D"),
        ("off_topic", "Q"),
        ("not_addressed", "Q"),
        ("echo", "N"),
        ("too_thin", "N"),
        ("gibberish", "N"),
    ],
)
def test_bearing(reason: str | None, right: str) -> None:
    (example,) = examples(label(reason=UnscoredReason(reason) if reason else None), "bearing")
    assert dict(zip(BEARING_LABELS, example.target, strict=True))[right] == 1


@pytest.mark.parametrize("reason", ["empty", "language"])
def test_what_code_always_refuses_is_not_taught(reason: str) -> None:
    assert examples(label(reason=UnscoredReason(reason)), "bearing") == []


def test_kinds_are_absent_claimed_or_given() -> None:
    metric, claim = EvidenceKind.METRIC, EvidenceKind.OWN_PART
    given = label(
        evidence("nine points", metric), evidence("great", metric, "claimed"), evidence("as I found", claim, "claimed")
    )
    targets = {example.name: example.target for example in examples(given, "kind")}
    assert list(targets) == list(KINDS)
    assert (targets[metric], targets[claim]) == ((0, 0, 1), (0, 1, 0))
    assert targets[EvidenceKind.DATA] == (1, 0, 0)


def test_parts_give_what_lies_in_them() -> None:
    both = label(
        evidence("nine points", EvidenceKind.METRIC), evidence("I found", EvidenceKind.OWN_PART), vague="It was great."
    )
    counted, rose, great = (dict(zip(PART_LABELS, part_target(part, both), strict=True)) for part in split_parts(TEXT))
    assert counted["N"] == 1
    kinds = dict(zip(KINDS, PART_LABELS, strict=False))
    assert rose[kinds[EvidenceKind.METRIC]] == rose[kinds[EvidenceKind.OWN_PART]] == 0.5
    assert great["V"] == 1


def test_a_claim_is_vague_and_what_is_given_goes_before_it() -> None:
    claim = evidence("nine points", EvidenceKind.METRIC, "claimed")
    part = split_parts(TEXT)[1]
    assert part_target(part, label(claim))[PART_LABELS.index("V")] == 1
    assert part_target(part, label(claim, evidence("Recall rose", EvidenceKind.METRIC)))[0] == 1


def test_a_span_counts_where_at_least_a_third_of_it_lies() -> None:
    span = evidence("We counted. Recall rose by nine points, as I found.", EvidenceKind.METRIC)
    shares = [part_target(part, label(span))[0] for part in split_parts(TEXT)]
    assert shares == [0, 1, 0]


def test_levels_spread_a_little_to_their_neighbours() -> None:
    assert around(3, 5) == pytest.approx((0, 0.12, 0.76, 0.12, 0))
    assert around(1, 5) == pytest.approx((0.88, 0.12, 0, 0, 0))
    assert around(5, 5) == pytest.approx((0, 0, 0, 0.12, 0.88))
    targets = {example.name: list(example.target) for example in examples(label(), "level")}
    assert targets["serving"] == [1, 0, 0, 0, 0, 0], "not addressed"
    assert targets["evaluation"] == [0, *around(3, 5)]
    assert [example.target for example in examples(label(depth=2), "depth")] == [around(2, 5)]


def test_a_mismatch_is_an_answer_under_a_question_on_another_criterion() -> None:
    scored = [r for r in ROWS if r.depth is not None]
    questions = {r.answer.question: r.answer.criterion for r in scored}
    for own in scored[::40]:
        example, again = (mismatched(own, scored, KNOWLEDGE.stages, random.Random(2)) for _ in range(2))
        assert example == again
        assert dict(zip(BEARING_LABELS, example.target, strict=True))["Q"] == 1
        prompt = example.reading.prompt[-1].content
        assert own.answer.answer.split()[0] in prompt
        (asked,) = [q for q in questions if " ".join(q.split()) in prompt]
        assert questions[asked] != own.answer.criterion


def test_several_raters_of_one_reading_are_one_example_with_the_mean_of_their_targets() -> None:
    labelled = row(label(depth=2), label(depth=4))
    found = examples_of_all(labelled, KNOWLEDGE.criteria, KNOWLEDGE.stages, EVERY)
    alone = list(examples_of(labelled, label(depth=2), KNOWLEDGE.criteria, KNOWLEDGE.stages, EVERY))
    assert [example.reading for example in found] == [example.reading for example in alone]
    depth = next(example for example in found if example.task == "depth")
    assert depth.target == pytest.approx([(a + b) / 2 for a, b in zip(around(2, 5), around(4, 5), strict=True)])
    assert all(sum(example.target) == pytest.approx(1) for example in found)
