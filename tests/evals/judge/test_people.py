"""People's labels are read from where they lie; a judge's abstention is a miss there too."""

import json
from pathlib import Path

import numpy as np
import pytest

from evals.judge.people import read_people, tables, within_questions
from tests.evals.judge.conftest import DEEP, HOLLOW, NewBench


def write(path: Path, *rows: dict[str, object]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_files_that_are_not_there_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "digiklausur.jsonl", {"question": "q", "answer": "a", "grade": 2})
    (only,) = read_people(tmp_path)
    assert [(row.question, row.label) for row in only.rows] == [("q", 2.0)]
    assert capsys.readouterr().err.count("is not there") == 3


def test_clarity_asks_the_question_that_was_labelled_and_leaves_out_what_is_not_agreed(tmp_path: Path) -> None:
    explicit, general, other = "1.1 Explicit", "2.4 General", "2.1 Dodging"
    votes = [explicit, explicit, other], [general, general, other], [explicit, general, other]
    lines: list[dict[str, object]] = [
        {"question": "both", "sub_question": f"part {n}", "answer": "a", "labels": labels}
        for n, labels in enumerate(votes)
    ]
    write(tmp_path / "clarity.jsonl", *lines)
    (found,) = read_people(tmp_path)
    assert [(row.question, row.label) for row in found.rows] == [("part 0", 1.0), ("part 1", 0.0)]


def test_the_judge_is_ranked_beside_length(new_bench: NewBench, tmp_path: Path) -> None:
    write(
        tmp_path / "subjective_qa.jsonl",
        *(
            {"question": f"How {n}?", "answer": f"{text} And {n}.", "specific": label}
            for n in range(3)
            for text, label in ((DEEP, 2), (HOLLOW, 0))
        ),
    )
    (table,) = tables(new_bench([]), tmp_path)
    lines = {line[0]: str(line[1]) for line in table.rows}
    assert lines["judge"].startswith("0.8") or lines["judge"].startswith("1.0")
    assert {"word count", "MiniLM, ridge head"} <= set(lines)
    assert "6 answers, 0 left unscored" in table.note


def test_questions_with_few_answers_say_nothing_within() -> None:
    labels, scores = np.arange(12.0), np.arange(12.0)
    assert within_questions(labels, scores, ["q"] * 12) == pytest.approx(1.0)
    assert np.isnan(within_questions(labels, scores, [f"q{n // 3}" for n in range(12)]))
