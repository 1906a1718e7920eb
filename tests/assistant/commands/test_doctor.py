"""`plumbline doctor`: what would run and where things lie; it finds fault, and keeps secrets."""

from functools import partial
from pathlib import Path

import pytest

from assistant.commands import doctor
from assistant.engine import plan_engine
from assistant.prompts import prompts_version
from tests.assistant.commands.conftest import Plumbline
from tests.assistant.judging.readings import calibration


def test_all_is_well(plumbline: Plumbline, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUMBLINE_ENGINE_KEY", "sesame")
    result = plumbline("doctor", "--engine", "http://127.0.0.1:9")
    assert (result.exit_code, result.stderr) == (0, "")
    assert all(line.startswith("ok ") for line in result.stdout.splitlines())
    versions = prompts_version("judge"), calibration().version, "judge@test", "all-MiniLM-L6-v2@"
    for told in (str(place / "data"), *versions):
        assert told in result.stdout
    assert "http://127.0.0.1:9" in result.stdout
    assert "sesame" not in result.stdout


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PLUMBLINE_ADAPTER", "nowhere", "is no adapter folder"),
        ("PLUMBLINE_KNOWLEDGE_DIR", "nowhere", "is not a folder"),
        ("PLUMBLINE_EMBEDDING_MODEL", "./nowhere", "there is no folder"),
    ],
)
def test_what_is_wrong_is_bad(
    plumbline: Plumbline, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    result = plumbline("doctor")
    assert result.exit_code == 1
    assert any(
        finding.startswith("BAD") and said in finding for finding in result.stdout.replace("\n  ", " ").split("\n")
    )


def test_a_data_folder_that_is_a_file_is_bad(
    plumbline: Plumbline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("mine")
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(tmp_path / "taken"))
    result = plumbline("doctor")
    assert result.exit_code == 1
    assert any(line.startswith("BAD") and "cannot be written" in line for line in result.stdout.splitlines())


def test_every_promoted_adapter_is_shown(plumbline: Plumbline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for folder in ("judge/1", "interviewer/1"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "registry.yaml").write_text("promoted: {judge: judge/1, interviewer: interviewer/1}")
    monkeypatch.delenv("PLUMBLINE_ADAPTER")
    monkeypatch.setattr(doctor, "plan_engine", partial(plan_engine, registry=tmp_path))
    told = " ".join(plumbline("doctor").stdout.split())
    assert f"interviewer = {tmp_path / 'interviewer/1'}, judge = {tmp_path / 'judge/1'}" in told


def test_the_databases_are_shown_without_passwords_and_opened_but_not_made(
    plumbline: Plumbline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PLUMBLINE_DATABASE_URL", "postgresql://team:sesame@127.0.0.1:9/plumbline")
    monkeypatch.setenv("PLUMBLINE_PRACTICE_URL", f"sqlite:///{tmp_path}/mine/practice.db?password=sesame")
    result = plumbline("doctor")
    assert result.exit_code == 1
    lines = {line[5:].split()[0]: line for line in result.stdout.splitlines()}
    assert lines["interviews"].startswith("BAD  interviews     the archive postgresql://team:***@127.0.0.1:9/plumbline")
    assert lines["practices"].startswith(f"ok   practices      {tmp_path}/mine/practice.db (made with the first use)")
    assert "sesame" not in result.output
    assert not (tmp_path / "mine").exists()
