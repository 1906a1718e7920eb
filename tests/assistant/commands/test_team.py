"""`plumbline knowledge add | remove | list | show`, and what was added in use: `--rubric ID`, `--role`, search."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.team import Team
from tests.assistant.commands.conftest import Plumbline
from tests.knowledge.extraction.files import pdf
from tests.knowledge.team.conftest import FILES

QUESTIONS = FILES["questions.yaml"].replace("stage: late", "stage: scale").replace("[engineer]", "[analyst]")
RUBRIC, ROLE, GUIDE = (FILES[name] for name in ("rubric.yaml", "role.yaml", "guide.md"))


@pytest.fixture(autouse=True)
def given(tmp_path: Path, place: Path) -> Iterator[Path]:
    """The folder with files to add; what a test adds is taken out again, for the index is everybody's."""
    for name, text in {**FILES, "questions.yaml": QUESTIONS}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    yield tmp_path
    team = Team(place / "data" / "team", place / "knowledge")
    if entries := team.entries():
        team.remove([entry.key for entry in entries])


def test_a_team_adds_finds_shows_and_removes(plumbline: Plumbline, given: Path) -> None:
    added = plumbline(
        "knowledge", "add", *(given / name for name in ("rubric.yaml", "role.yaml", "questions.yaml", "guide.md"))
    )
    assert (added.exit_code, added.stdout.splitlines()) == (
        0,
        ["added rubric:payments", "added role:analyst", "added questions:questions", "added document:guide"],
    )
    assert "4 embedded" not in added.stderr
    listed = plumbline("knowledge", "list").stdout.splitlines()
    assert [line.split("  ")[:2] for line in listed] == [
        ["rubric:payments", "Care"],
        ["role:analyst", "Analyst"],
        ["questions:questions", "1 question on evaluation"],
        ["document:guide", "Payments guide"],
    ]
    found = plumbline("knowledge", "search", "who is asked before a refund", "-k", "1").stdout
    assert found.startswith("team's document guide#1 (text): Payments guide, Refunds. The zanzibarquux")
    assert plumbline("knowledge", "show", "guide").stdout.strip() == GUIDE.strip()
    asked = plumbline("questions", "--role", "analyst", "--stage", "scale")
    assert "How did you find out what a false alarm costs?" in asked.stdout
    refused = plumbline("knowledge", "remove", "analyst")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "nothing was removed, others refer to it: 1 problem" in refused.stderr
    gone = plumbline("knowledge", "remove", "document:guide", "payments", "questions", "analyst")
    assert gone.stdout.splitlines() == [
        "removed document:guide",
        "removed rubric:payments",
        "removed questions:questions",
        "removed role:analyst",
    ]
    assert "zanzibarquux" not in plumbline("knowledge", "search", "zanzibarquux", "-k", "9").stdout
    assert plumbline("knowledge", "list").stderr.startswith("nothing was added yet; `plumbline knowledge add FILE...`")


def test_every_problem_is_told_and_nothing_added(plumbline: Plumbline, given: Path) -> None:
    (given / "drawing.pdf").write_bytes(pdf(""))
    result = plumbline(
        "knowledge", "add", given / "guide.md", given / "drawing.pdf", given / "gone.yaml", given / "questions.yaml"
    )
    assert (result.exit_code, result.stdout) == (1, "")
    lines = result.stderr.splitlines()
    assert lines[0] == "plumbline: nothing was added: 3 problems"
    assert "drawing.pdf: has no text, only pictures of it perhaps; add a version with text" in lines[1]
    assert "gone.yaml: is not a file; check the path" in lines[2]
    assert "questions.yaml: questions[0].roles[0]: 'analyst' is not a known role" in lines[3]
    assert "analyst" not in plumbline("knowledge", "list").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "guide.md", "--as", "poem"], "unknown kind 'poem'; known: rubric, role"),
        (["remove", "poem"], "the team has added nothing called 'poem'; see `plumbline knowledge list`"),
        (["show", "poem"], "the team has added nothing called 'poem'"),
        (["show", "role:poet"], "there is nothing called 'role:poet'; see `plumbline knowledge list --all`"),
    ],
)
def test_what_cannot_be_is_told(plumbline: Plumbline, arguments: list[str], said: str) -> None:
    result = plumbline("knowledge", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr


def test_what_plumbline_comes_with_is_listed_and_shown(plumbline: Plumbline) -> None:
    every = plumbline("knowledge", "list", "--all").stdout.splitlines()
    assert any(line.startswith("criterion:evaluation  ") for line in every)
    assert "description: " in plumbline("knowledge", "show", "criterion:evaluation").stdout


def test_a_rubric_that_was_added_is_named_by_its_id(plumbline: Plumbline, given: Path, engine: str) -> None:
    rows = given / "rows.jsonl"
    rows.write_text('{"id": 1, "question": "What was lost?", "answer": "Two payments, found in the ledger."}\n')
    before = plumbline("assess", rows, given / "out.jsonl", "--rubric", "payments", "--engine", engine)
    assert before.exit_code == 1
    assert "payments: there is no such file, and no rubric was added yet" in before.stderr
    plumbline("knowledge", "add", given / "rubric.yaml")
    assert plumbline("assess", rows, given / "out.jsonl", "--rubric", "payments", "--engine", engine).exit_code == 0
    assert '"id":"care"' in (given / "out.jsonl").read_text().replace(" ", "")
    wrong = plumbline("assess", rows, given / "out.jsonl", "--rubric", "pay", "--engine", engine)
    assert "pay: there is no such file, and the rubrics that were added: payments" in wrong.stderr


def test_a_team_whose_files_broke_is_told_how_to_repair(plumbline: Plumbline, given: Path, place: Path) -> None:
    plumbline("knowledge", "add", given / "role.yaml")
    state = next((place / "data" / "team").glob("[0-9]*"))
    text = (state / "roles" / "analyst.yaml").read_text()
    (state / "roles" / "analyst.yaml").write_text(text.replace("evaluation: 3", "luck: 3"))
    result = plumbline("questions", "--stage", "scale")
    assert result.exit_code == 1
    assert "team/roles/analyst.yaml: weights.luck: 'luck' is not a known criterion" in result.stderr
    assert "take them out with `plumbline knowledge remove`" in result.stderr
    assert plumbline("knowledge", "remove", "analyst").exit_code == 0
    assert plumbline("questions", "--stage", "scale").exit_code == 0
