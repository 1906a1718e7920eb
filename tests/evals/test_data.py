"""The tables on the data count what is there, and agreement is that of the first two raters."""

from pathlib import Path

import numpy as np
import pytest

from assistant.judging.labelled import Labelled, read_dataset
from evals.data import alpha, tables
from evals.tables import Table

DATASETS = Path(__file__).parents[2] / "finetune" / "datasets"


@pytest.fixture(scope="module")
def rows() -> list[Labelled]:
    """A tenth of the answers, all raters of each."""
    return list(read_dataset(DATASETS)[::10])


@pytest.fixture(scope="module")
def found(rows: list[Labelled]) -> dict[str, Table]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evals.statistics.RESAMPLES", 10)
        return {table.title: table for table in tables(rows)}


def test_every_answer_is_counted_once_in_every_balance(rows: list[Labelled], found: dict[str, Table]) -> None:
    assert found["Size"].rows[-1][1] == len(rows)
    for title, table in found.items():
        if title.startswith("Balance"):
            assert sum(int(str(cell)) for line in table.rows for cell in line[1:]) == len(rows), title


def test_form_words_and_raters_are_reported(found: dict[str, Table]) -> None:
    assert {"Does form give the depth away", "Do words give the depth away", "Two raters: criteria"} <= set(found)
    depth = found["Two raters: depth and reasons"].rows[0]
    assert str(depth[2]).startswith("0.9") or str(depth[2]).startswith("1.0")


def test_criteria_of_other_teams_are_counted_by_split(found: dict[str, Table]) -> None:
    lines = {line[0]: line for line in found["Criteria of other teams"].rows}
    assert set(lines) == {"train", "validation", "test"}
    assert int(str(lines["train"][2])) > int(str(lines["test"][2])) > 0


@pytest.mark.parametrize(
    ("title", "folders"),
    [
        ("Answers for training only, rated by no criterion", ("elsewhere", "unanswered")),
        ("Answers told sideways, and twins", ("sideways",)),
        ("Refusals", ("refusals",)),
    ],
)
def test_answers_in_no_split_have_a_line_a_domain_and_one_for_all(
    found: dict[str, Table], title: str, folders: tuple[str, ...]
) -> None:
    kept = [row for name in folders for row in read_dataset(DATASETS / name)]
    *each, every = found[title].rows
    assert len(each) == len({row.answer.domain for row in kept})
    assert sum(int(str(line[1])) for line in each) == every[1] == len(kept)
    assert every[5] == sum(len(row.labels) > 1 for row in kept), "replies that cannot be scored among them"


def test_alpha_is_one_for_the_same_and_not_defined_for_a_constant() -> None:
    levels = np.array([1.0, 2.0, 4.0, 5.0])
    assert alpha(levels, levels) == pytest.approx(1.0)
    assert alpha(levels, levels[::-1].copy()) < 0
    assert np.isnan(alpha(np.ones(3), np.ones(3)))
