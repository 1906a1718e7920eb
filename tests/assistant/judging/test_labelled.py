"""Several raters of one answer: their mean where most of them gave a number."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.judging.labelled import Answer, Label, Labelled, read_dataset, to_jsonl
from assistant.types import UnscoredReason

ANSWER = Answer(
    id="1",
    writer="w",
    domain="d",
    split="test",
    question_id="q",
    criterion="evaluation",
    stage="scale",
    question="How good?",
    answer="Nine percent – better.",
    aim=3,
    style="plain",
)


def label(rater: str, depth: int | None = None, level: int | None = None) -> Label:
    return Label(
        id="1",
        rater=rater,
        reason=None if depth else UnscoredReason.DECLINED,
        depth=depth,
        criteria={} if level is None else {"evaluation": level},
        evidence=(),
        vague=(),
        terms=(),
    )


@pytest.mark.parametrize(
    ("depths", "mean"), [([3], 3.0), ([3, 4], 3.5), ([3, None], None), ([2, 5, None], 3.5), ([None], None)]
)
def test_depth_is_the_mean_where_most_scored(depths: Sequence[int | None], mean: float | None) -> None:
    assert Labelled(ANSWER, tuple(label(str(n), depth) for n, depth in enumerate(depths))).depth == mean


@pytest.mark.parametrize(
    ("levels", "mean"),
    [([3], 3.0), ([0], None), ([0, 4], None), ([0, 4, 5], 4.5), ([None, 4], 4.0), ([None], None), ([1, 2], 1.5)],
)
def test_a_level_is_the_mean_where_most_heard_it(levels: Sequence[int | None], mean: float | None) -> None:
    labels = tuple(label(str(n), 3, level) for n, level in enumerate(levels))
    assert Labelled(ANSWER, labels).level("evaluation") == mean


def test_what_was_written_is_read(tmp_path: Path) -> None:
    unlabelled = ANSWER.model_copy(update={"id": "2"})
    to_jsonl([ANSWER, unlabelled], tmp_path / "answers.jsonl")
    to_jsonl([label("a", 3), label("b", 4)], tmp_path / "labels.jsonl")
    (found,) = read_dataset(tmp_path)
    assert (found.answer, found.depth) == (ANSWER, 3.5)
    assert "–" in (tmp_path / "answers.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("wrong", [{"depth": 0}, {"depth": 6}, {"reason": "bored"}, {"mood": "good"}])
def test_a_label_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Label.model_validate({**label("a", 3).model_dump(), **wrong})
