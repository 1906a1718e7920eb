"""A team's own rubric, from YAML, JSON or a row of a JSONL file."""

import json
from pathlib import Path

import pytest

from knowledge.errors import ContentError
from knowledge.rubrics import load_rubric, parse_rubric
from knowledge.types import Rubric

CRITERION = {"id": "care", "name": "Care", "description": "Looks twice.", "levels": ["never", "always"]}
RUBRIC = {"id": "team-rubric", "criteria": [CRITERION]}
YAML = """
id: team-rubric
criteria:
  - id: care
    name: Care
    description: Looks twice.
    levels: [never, always]
"""


def test_yaml_and_json_give_the_same_rubric(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(YAML)
    (tmp_path / "r.json").write_text("\ufeff" + json.dumps(RUBRIC, indent="\t"), encoding="utf-8")
    rubric = load_rubric(tmp_path / "r.yaml")
    assert rubric == load_rubric(tmp_path / "r.json") == parse_rubric(RUBRIC, "row 1")
    assert rubric.criteria[0].weight == 1
    assert rubric.criteria[0].evidence is None
    assert rubric.version == load_rubric(tmp_path / "r.json").version


def test_evidence_and_weight_may_be_given() -> None:
    given = {**CRITERION, "weight": 2, "evidence": {"central": ["metric"]}}
    criterion = parse_rubric({**RUBRIC, "criteria": [given]}, "row 1").criteria[0]
    assert criterion.weight == 2
    assert criterion.evidence is not None
    assert criterion.evidence.central == ("metric",)
    assert Rubric(id="r", criteria=(criterion,)).version != parse_rubric(RUBRIC, "row 1").version


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "row 7: is empty, not a mapping"),
        ([CRITERION], "row 7: is a list, not a mapping"),
        ("team-rubric", "row 7: is text, not a mapping"),
        ({"id": "r", "criteria": []}, "criteria: has 0 entries; give at least 1"),
        ({"id": "r", "criteria": [CRITERION] * 2}, "criteria: has the id 'care' twice"),
        ({"id": "r", "criteria": [CRITERION] * 51}, "give at most 50"),
        ({"id": "r", "criteria": [{**CRITERION, "levels": ["one"]}]}, "criteria[0].levels: has 1 entries"),
        ({"id": "r", "criteria": [{**CRITERION, "levels": list("abcdef")}]}, "levels: has too many entries"),
        ({"id": "r", "criteria": [{**CRITERION, "levels": "high"}]}, "criteria[0].levels: is text, not a list"),
        ({"id": "r", "criteria": [{**CRITERION, "weight": True}]}, "criteria[0].weight: is true or false"),
        ({"id": "r", "criteria": [{**CRITERION, "weight": 0}]}, "criteria: all have weight 0"),
        ({"id": "r", "criteria": [{**CRITERION, "wieght": 2}]}, "did you mean 'weight'?"),
        ({"id": "r", "criteria": [{**CRITERION, "name": "x" * 5000}]}, "is longer than 4000 characters"),
        ({"id": "r\n", "criteria": [CRITERION]}, "id: 'r' is not an id"),
    ],
)
def test_what_is_not_a_rubric_is_refused_with_the_place(data: object, said: str) -> None:
    with pytest.raises(ContentError) as caught:
        parse_rubric(data, "row 7")
    assert said in str(caught.value)
    assert all(problem.file == "row 7" for problem in caught.value.problems)


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_what_is_not_a_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ContentError, match="is not a file; check the path"):
        load_rubric(tmp_path / name)
