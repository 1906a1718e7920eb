"""`plumbline knowledge`: check what is kept, build the index, search it."""

import shutil
from pathlib import Path

import pytest

from assistant.commands.search import print_found
from knowledge.finding import Found
from knowledge.load import load_knowledge
from knowledge.passages import Passage
from tests.assistant.commands.conftest import Plumbline


def test_a_search_finds_by_words_and_by_meaning(plumbline: Plumbline) -> None:
    result = plumbline("knowledge", "search", "was it better than what stood there before", "-k", "3")
    assert (result.exit_code, result.stderr) == (0, "searched everything by words and by meaning: 3 found\n")
    found = result.stdout.splitlines()
    assert len(found) == 3
    assert any("evaluation" in line or "eval" in line for line in found)


def test_kinds_stage_and_role_narrow_a_search_and_are_told(plumbline: Plumbline) -> None:
    limits = ["--kind", "question", "--kind", "red_flag", "--stage", "scale", "--role", "ml_engineer"]
    result = plumbline("knowledge", "search", "only talks about accuracy", "-k", "4", *limits)
    assert result.exit_code == 0
    assert result.stderr.startswith("searched questions, red flags by words and by meaning, leaving out what is only")
    assert {line.split()[0] for line in result.stdout.splitlines()} <= {"question", "red_flag"}


def test_a_search_on_a_terminal_is_wrapped(
    plumbline: Plumbline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "drift: which distance " * 20 + "\x1b[31m"
    found = [Found(Passage("question", "q1", "text", text, "monitoring", ("scale",), ("ml_engineer",)), 1.0)]
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    print_found(found, (), None, None)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "1. question q1  (monitoring, scale, ml_engineer)"
    assert len(lines) > 3
    assert max(map(len, lines)) <= 100
    assert "\x1b" not in "".join(lines)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["  "], "the query is empty"),
        (["recall", "--kind", "poem"], "unknown kind 'poem'; known: question, criterion"),
        (["recall", "--kind", "boilerplate"], "unknown kind 'boilerplate'"),
        (["recall", "--stage", "soon"], "unknown stage 'soon'"),
        (["recall", "--role", "poet"], "unknown role 'poet'"),
    ],
)
def test_what_cannot_be_searched_is_told(plumbline: Plumbline, arguments: list[str], said: str) -> None:
    result = plumbline("knowledge", "search", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr


def test_building_again_changes_nothing(plumbline: Plumbline) -> None:
    assert plumbline("knowledge", "build").exit_code == 0
    again = plumbline("knowledge", "build")
    assert (again.exit_code, again.stderr) == (0, "")
    assert "nothing changed" in again.stdout


def test_an_index_that_cannot_be_written_is_told(
    plumbline: Plumbline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("mine")
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(tmp_path / "taken"))
    for command in (["build"], ["search", "recall"]):
        result = plumbline("knowledge", *command)
        assert result.exit_code == 1
        assert str(tmp_path / "taken") in result.stderr


def test_every_broken_file_is_told(
    plumbline: Plumbline, monkeypatch: pytest.MonkeyPatch, place: Path, tmp_path: Path
) -> None:
    shutil.copytree(place / "knowledge", tmp_path / "knowledge")
    (tmp_path / "knowledge" / "stages" / "scale.yaml").write_text("id: scale\n")
    (tmp_path / "knowledge" / "red_flags.yaml").write_text("flags: [")
    monkeypatch.setenv("PLUMBLINE_KNOWLEDGE_DIR", str(tmp_path / "knowledge"))
    for command in (["check"], ["build"], ["search", "recall"]):
        result = plumbline("knowledge", *command)
        assert result.exit_code == 1
        assert "stages/scale.yaml" in result.stderr
        assert "red_flags.yaml" in result.stderr


def test_a_knowledge_with_gaps_is_checked_to_the_end(plumbline: Plumbline) -> None:
    result = plumbline("knowledge", "check")
    assert result.exit_code == 1
    assert "questions/serving.yaml: questions: has none for scale" in result.stderr
    assert f"{len(load_knowledge().criteria)} criteria" in result.stdout
    assert result.stdout.rstrip().endswith(f"{len(result.stderr.splitlines())} problems")
