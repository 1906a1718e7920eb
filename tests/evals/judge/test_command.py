"""What is asked for is there, and no look at held-out labels goes unrecorded."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.__main__ import app
from evals.judge.command import write_down
from tests.evals.judge.conftest import DEEP, NewBench, row


@pytest.mark.parametrize(
    ("options", "complaint"),
    [(["--only", "mood"], "no section mood"), (["--only", "people"], "needs --data"), (["--split", "train"], "train")],
)
def test_what_there_is_not_is_refused_before_anything_starts(options: list[str], complaint: str) -> None:
    result = CliRunner().invoke(app, ["judge", *options])
    assert result.exit_code == 2
    assert complaint in result.output


@pytest.mark.parametrize(
    ("split", "sections", "looked"),
    [
        ("test", ["agreement", "cost"], ["agreement"]),
        ("test", ["cost"], None),
        ("validation", ["agreement", "people"], ["people"]),
        ("validation", ["agreement"], None),
    ],
)
def test_a_look_at_what_is_held_out_is_written_down(
    new_bench: NewBench,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    split: str,
    sections: list[str],
    looked: list[str] | None,
) -> None:
    path = tmp_path / "judge.jsonl"
    monkeypatch.setattr("evals.judge.command.READINGS", path)
    bench = new_bench([row("a", DEEP, 4)], split=split)
    write_down(bench, sections, "now")
    if looked is None:
        assert not path.exists()
    else:
        (line,) = map(json.loads, path.read_text().splitlines())
        assert line["sections"] == looked
        assert line["by"] == "judge@test"
        assert line["calibration"]
        assert (line["split"], line["when"]) == (split, "now")
