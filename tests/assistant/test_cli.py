"""The command line as a person meets it: help, wrong usage, settings that cannot be. See `commands` for the rest."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app

COMMANDS = ("score", "assess", "questions", "knowledge", "serve", "ui", "doctor")
EVERY = [[name] for name in COMMANDS] + [["knowledge", name] for name in ("check", "build", "search")]


def test_help_names_every_command() -> None:
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    assert all(command in result.stdout for command in COMMANDS)


@pytest.mark.parametrize(
    "command", [[name] for name in COMMANDS] + [["knowledge", n] for n in ("check", "build", "search")]
)
def test_every_command_explains_itself(command: list[str]) -> None:
    result = CliRunner().invoke(app, [*command, "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["sing"],
        ["score"],
        ["score", "a.txt", "--colour", "red"],
        ["assess", "in.jsonl"],
        ["assess", "a", "b", "c"],
        ["questions", "ml_engineer"],
        ["questions", "-n", "0"],
        ["knowledge"],
        ["knowledge", "forget"],
        ["knowledge", "search"],
        ["knowledge", "search", "recall", "-k", "many"],
        ["knowledge", "search", "recall", "-k", "0"],
        ["serve", "--port", "high"],
    ],
)
def test_wrong_usage_is_exit_code_two(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["score", "a.txt"],
        ["assess", "in.jsonl", "out.jsonl"],
        ["questions"],
        ["knowledge", "check"],
        ["knowledge", "build"],
        ["knowledge", "search", "recall"],
        ["serve"],
        ["doctor"],
    ],
)
def test_a_setting_that_cannot_be_is_told_by_every_command(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLUMBLINE_ENGINE_TIMEOUT_S", "soon")
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1
    assert "PLUMBLINE_ENGINE_TIMEOUT_S" in result.stderr
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []
