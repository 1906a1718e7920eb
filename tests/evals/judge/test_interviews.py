"""Rated exchanges of whole interviews are read as they were shown, and each table says what the judge made of them."""

import json
from pathlib import Path

import pytest

from assistant.judging.labelled import Split
from evals.interviews import FOLDER, read_rated
from evals.judge.interviews import tables
from knowledge.load import load_knowledge
from tests.evals.judge.conftest import DEEP, HOLLOW, NewBench
from tests.fakes import reads

TALK = f"""\
Ada: Good morning. How did you know that it was any better?
Ben: {DEEP}
Ada: Let's move on. What do you watch, now that it is live?
Ben: {HOLLOW}
Ada: Another question. Have you ever led a team?
Ben: No, I have not.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One interview of three exchanges, two raters, who differ in what was heard."""
    (tmp_path / "test").mkdir()
    (tmp_path / "test" / "talk.txt").write_text(TALK)
    lines = [
        {"rater": rater, "question_turns": [turn], "answer_turns": [turn + 1], "depth": depth, "asked": [asked]}
        | {"interview": "talk", "reason": None if depth else "declined", "heard": [asked, also][: 1 + (rater == "b")]}
        for turn, depth, asked, also in (
            (0, 5, "evaluation", "data_judgement"),
            (2, 1, "monitoring", "serving"),
            (4, None, "leadership", "leadership"),
        )
        for rater in "ab"
    ]
    (tmp_path / "test" / "labels.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return tmp_path


def test_exchanges_are_read_with_what_their_raters_agree_on(folder: Path) -> None:
    first, second, third = read_rated("test", folder)
    assert (first.answer, second.answer) == (DEEP, HOLLOW)
    assert (first.depth, second.depth, third.depth) == (5.0, 1.0, 1.0)
    assert first.asked == frozenset({"evaluation"})
    assert first.touched == frozenset({"evaluation", "data_judgement"})


def test_a_judge_that_hears_is_told_from_one_that_does_not(folder: Path, new_bench: NewBench) -> None:
    declines = reads("bearing", "No, I have not", D=1.0)
    depth, criteria, means = tables(new_bench([], declines), folder)
    assert float(str(depth.rows[0][1]).split()[0]) > 0.8
    assert depth.note.endswith("1 of 1 that both raters call no answer, 0 of the other 2.")
    judge, rater = criteria.rows
    assert str(judge[1]).startswith("1.00"), "the fake judge takes every criterion for addressed"
    assert float(str(judge[2]).split()[0]) < 0.2
    assert str(judge[4]).startswith("22.00")
    assert [str(cell).split()[0] for cell in rater[1:]] == ["1.00", "1.00", "0.00", "1.00"]
    assert means.rows[0][:3] == ("talk", 3, "3.0")


@pytest.mark.parametrize("split", ["validation", "test"])
def test_the_labels_fit_the_transcripts_and_the_knowledge(split: Split) -> None:
    criteria = set(load_knowledge().criteria)
    rated = read_rated(split)
    assert len({one.interview for one in rated}) == len(list((FOLDER / split).glob("*.txt"))) >= 6
    for one in rated:
        assert len({label.rater for label in one.labels}) == len(one.labels) == 2
        assert {(label.depth is None) == (label.reason is not None) for label in one.labels} == {True}
        assert one.touched <= criteria
        assert len(one.answer.split()) > 1
