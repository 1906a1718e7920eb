"""Criteria of other teams: those of one split are read of no answer of another."""

from pathlib import Path

import numpy as np
import pytest

from assistant.judging.labelled import FOLDER, Row, read_dataset, read_rows, read_splits, to_jsonl
from assistant.judging.teams import FILES, TeamCriterion, TeamLevels, read_team
from knowledge.load import load_knowledge
from tests.knowledge.conftest import Remembering

SPLITS = ("train", "validation", "test")
CRITERIA = (
    TeamCriterion(id="soil", name="Care for soil", description="How the ground is kept.", split="train"),
    TeamCriterion(id="seed", name="Choice of seed", description="How seed is chosen.", split="test"),
)


def written(folder: Path, *said: TeamLevels) -> Path:
    of_file: tuple[tuple[Row, ...], ...] = (CRITERIA, said)
    for name, rows in zip(FILES, of_file, strict=True):
        to_jsonl(rows, folder / name)
    return folder


def test_each_split_has_its_own_criteria_and_of_several_raters_the_median_counts(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        TeamLevels(id="1", rater="a", criteria={"soil": 0, "seed": 4}),
        TeamLevels(id="1", rater="b", criteria={"soil": 2}),
        TeamLevels(id="2", rater="a", criteria={"seed": 1}),
        TeamLevels(id="2", rater="b", criteria={"seed": 4}),
    )
    trained, tested = read_team("train", folder), read_team("test", folder)
    assert [(one.criterion.id, one.said, one.level) for one in trained["1"]] == [("soil", (0, 2), None)]
    assert [(one.criterion.id, one.said, one.level) for one in tested["1"]] == [("seed", (4,), 4)]
    assert [(one.criterion.id, one.said, one.level) for one in tested["2"]] == [("seed", (1, 4), 2.5)]
    assert read_team("validation", folder) == {}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "1", "rater": "a", "criteria": {"soil": 6}}', r"team_levels\.jsonl, line 1: criteria\.soil"),
        ('{"id": "1", "rater": "a", "criteria": {"soil": -1}}', r"team_levels\.jsonl, line 1: criteria\.soil"),
        ('{"id": "1", "criteria": {}}', r"team_levels\.jsonl, line 1: rater"),
        ("soil", r"team_levels\.jsonl, line 1: .*JSON"),
        ('{"id": "1", "rater": "a", "criteria": {"sole": 1}}', "answer 1: sole is no criterion"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    (written(tmp_path) / FILES[1]).write_text(f"{line}\n")
    with pytest.raises(ValueError, match=said):
        read_team("test", tmp_path)


def test_a_criterion_that_is_there_twice_is_named(tmp_path: Path) -> None:
    written(tmp_path)
    to_jsonl([*CRITERIA, CRITERIA[0]], tmp_path / FILES[0])
    with pytest.raises(ValueError, match="soil is there twice"):
        read_team("train", tmp_path)


def test_no_rater_said_two_things_of_one_answer_by_one_criterion() -> None:
    said = [(row.id, row.rater, name) for row in read_rows(TeamLevels, FOLDER / FILES[1]) for name in row.criteria]
    assert len(set(said)) == len(said) > 5000


@pytest.mark.parametrize("split", SPLITS)
def test_what_ships_reads_answers_of_a_split_by_its_criteria(split: str) -> None:
    of = {row.answer.id: row.answer.split for row in read_dataset(FOLDER)}
    team = read_team(split)  # type: ignore[arg-type]
    assert {of[answer] for answer in team} == {split}
    assert len(team) >= 100


def test_no_teams_criterion_has_the_id_of_one_of_ours() -> None:
    theirs = {one.criterion.id for split in SPLITS for said in read_team(split).values() for one in said}  # type: ignore[arg-type]
    assert len(theirs) > 50
    assert not theirs & set(load_knowledge().criteria)


def test_no_criterion_that_is_learned_from_is_near_to_one_that_is_kept_from_training(remembering: Remembering) -> None:
    """Ours or a team's; two wordings of one criterion have a cosine of about .75."""
    own, every = load_knowledge().criteria, list(read_rows(TeamCriterion, FOLDER / FILES[0]))
    kept = [f"{own[name].name}. {own[name].description}" for name in read_splits().held_criteria]
    kept += [f"{one.name}. {one.description}" for one in every if one.split != "train"]
    learned = [f"{one.name}. {one.description}" for one in every if one.split == "train"]
    near = np.array(remembering.embed_documents(kept)) @ np.array(remembering.embed_documents(learned)).T
    assert near.shape == (20, 180)
    assert near.max() < 0.6
