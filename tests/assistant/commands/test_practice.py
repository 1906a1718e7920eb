"""`plumbline practice`: a mock interview through a pipe, which is kept, gone on with, listed and deleted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.commands.practice import OWNER_FILE
from tests.assistant.asking.candidates import STRONG
from tests.assistant.commands.conftest import Plumbline
from tests.fakes import FakeEngine, fails

DEAD = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def _own_databases(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PLUMBLINE_DATABASE_URL", f"sqlite:///{tmp_path}/archive.db")
    monkeypatch.setenv("PLUMBLINE_PRACTICE_URL", f"sqlite:///{tmp_path}/practice.db")


@pytest.fixture
def broken() -> Iterator[str]:
    with FakeEngine(fails(500, "out of order")).served() as url:
        yield url


def practise(engine: str, typed: str, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["practice", "--engine", engine, *options], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_answers_are_followed_by_questions_and_the_end_by_feedback(engine: str) -> None:
    code, output = practise(engine, f"{STRONG[0]}\n\n{STRONG[1]}\n\n/stop\n")
    assert code == 0
    assert "This is practice" in output
    assert output.count("Question ") == 3  # the third was asked, and not answered
    assert "Answer 2" in output
    assert "Depth" in output
    assert "A stronger version of your own answer" in output


def test_numbers_can_be_hidden(engine: str) -> None:
    _, output = practise(engine, f"{STRONG[0]}\n\n/stop\n", "--hide-numbers")
    assert "Answer 1" in output
    assert "Depth" not in output
    assert " of 5" not in output


def test_the_end_of_the_input_sends_what_was_typed_and_ends_it(engine: str) -> None:
    code, output = practise(engine, STRONG[0])
    assert code == 0
    assert "Answer 1" in output


def test_what_was_answered_is_kept_when_the_engine_fails_and_gone_on_with(broken: str, engine: str) -> None:
    code, output = practise(broken, f"{STRONG[0]}\n\n")
    assert code == 1
    assert "out of order" in output
    code, output = practise(engine, "/stop\n")
    assert code == 0
    assert "Answer 1" in output


def test_practices_are_listed_and_deleted_without_an_engine(engine: str, plumbline: Plumbline) -> None:
    assert "no practices" in plumbline("practice", "--list", "--engine", DEAD).stdout
    practise(engine, f"{STRONG[0]}\n\n/stop\n", "--role", "ml_engineer")
    line = plumbline("practice", "--list", "--engine", DEAD).stdout.strip()
    assert "1 answer, ended" in line
    unknown = plumbline("practice", "--delete", "nothing", "--engine", DEAD)
    assert unknown.exit_code == 1
    assert "all" in unknown.stderr
    assert plumbline("practice", "--delete", line.split()[0], "--engine", DEAD).exit_code == 0
    assert "no practices" in plumbline("practice", "--list", "--engine", DEAD).stdout


def test_the_owners_secret_is_not_for_others(engine: str, place: Path) -> None:
    practise(engine, "/stop\n")
    assert (place / "data" / OWNER_FILE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (("--role", "wizard"), 1, "known: "),
        (("--stage", "nowhere"), 1, "known: "),
        (("--minutes", "3"), 2, "--minutes"),
    ],
)
def test_what_cannot_be_is_refused(options: tuple[str, ...], code: int, says: str, engine: str) -> None:
    given, output = practise(engine, "", *options)
    assert given == code
    assert says in output
