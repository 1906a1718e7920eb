"""The product's rule for beginnings is the fitted one, and what it finds is counted against the first reader."""

import json
from pathlib import Path

import pytest

from assistant.transcripts.moves import BEGINS
from evals.exchanges import fitted, tables
from evals.interviews import read_rated
from tests.evals.judge.conftest import DEEP

TALK = f"""\
Ada: Good morning. How did you know that it was any better?
Ben: {DEEP}
Ada: Why that?
Ben: Because it was there.
Ada: Another question. Have you ever led a team?
Ben: No, I have not.
"""


def test_the_product_has_the_weights_that_are_fitted() -> None:
    assert fitted(read_rated("validation")) == pytest.approx(BEGINS, abs=0.05)


def test_beginnings_are_counted_against_the_first_reader(tmp_path: Path) -> None:
    first = [([0, 2], [1, 3]), ([4], [5])]
    other = [([0], [1]), ([2], [3]), ([4], [5])]
    for split in ("validation", "test"):
        folder = tmp_path / split
        folder.mkdir()
        (folder / "talk.txt").write_text(TALK)
        marked = [{"interview": "talk", "question_turns": q, "answer_turns": a} for q, a in first]
        rating = {"rater": "a", "depth": 3, "reason": None, "asked": [], "heard": []}
        (folder / "labels.jsonl").write_text("\n".join(json.dumps(one | rating) for one in marked))
        marked = [{"interview": "talk", "question_turns": q, "answer_turns": a} for q, a in other]
        (folder / "division.jsonl").write_text("\n".join(map(json.dumps, marked)))
    weights, _, test = tables(tmp_path)
    assert len(weights.rows) == 5
    cells = {line[0]: [str(cell).split()[0] for cell in line[1:]] for line in test.rows}
    assert cells == {"product": ["2", "1.00", "1.00"], "another reader": ["3", "1.00", "0.67"]}
