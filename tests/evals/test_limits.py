"""A study's trials become a table, and averages of them another."""

import json
from pathlib import Path

import pytest
import typer

from evals.limits import read_trials, tables
from tests.evals.judge.conftest import DEEP, HOLLOW, row, taught

ROWS = [row(f"{n}", DEEP if n % 2 else HOLLOW, 5 if n % 2 else 1, question_id=f"q{n // 2}") for n in range(8)]
LOW, HIGH = [0.8, 0.2, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.2, 0.8]
MIDDLE = [0.0, 0.0, 1.0, 0.0, 0.0]
SHA = "5a"
MADE_OF = {"base": "b", "training": "t", "validation": SHA}


def trial(folder: Path, name: str, deep: list[float], hollow: list[float], **told: object) -> None:
    known = {"share": 1.0, "epochs": 1.0, "rank": 16, "lowest_layer": 10, "seed": 1, "answers": 8, "tokens": 99}
    depths = {one.answer.id: deep if one.depth == 5 else hollow for one in ROWS}
    written = known | {"made_of": MADE_OF, "depths": depths} | told
    (folder / f"{name}.json").write_text(json.dumps(written))


def test_each_trial_has_a_line_and_seeds_are_averaged(tmp_path: Path) -> None:
    trial(tmp_path, "a flat one", MIDDLE, MIDDLE, rank=4)
    trial(tmp_path, "right", HIGH, LOW)
    trial(tmp_path, "wrong", LOW, HIGH, seed=2)
    (tmp_path / "begun").mkdir()
    own, averaged = tables(read_trials(tmp_path, SHA), ROWS, taught())
    kappas = [(line[3], line[5], str(line[8]).split(" ")[0]) for line in own.rows]
    assert kappas == [(16, 1, "1.00"), (16, 2, "-1.00"), (4, 1, "0.00")]
    seeds, every, words, first_and_words = ((line[1], str(line[3]).split(" ")[0]) for line in averaged.rows)
    assert (seeds, every) == ((2, "0.00"), (3, "0.00"))
    assert (words, first_and_words) == ((1, "1.00"), (2, "1.00")), "words tell these answers apart"


def test_a_folder_without_trials_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(typer.BadParameter, match=r"finetune\.study"):
        read_trials(tmp_path, SHA)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"made_of": MADE_OF | {"training": "other"}}, "another training"),
        ({"made_of": {"base": "other", "validation": "other"}}, "another base and training and validation"),
        ({"rank": "high"}, "no trial"),
    ],
)
def test_trials_of_something_else_are_not_compared(tmp_path: Path, told: dict[str, object], said: str) -> None:
    trial(tmp_path, "a", HIGH, LOW)
    trial(tmp_path, "b", HIGH, LOW, seed=2, **told)
    with pytest.raises(typer.BadParameter, match=rf"b\.json .*{said}"):
        read_trials(tmp_path, SHA)
