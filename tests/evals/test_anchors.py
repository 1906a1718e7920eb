"""Anchors are named by what they say, shown without their level, and counted as unread once reworded."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals import tables
from evals.anchors import anchors_of, app
from knowledge.load import load_knowledge


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def rows(tmp_path: Path) -> list[dict[str, str]]:
    run("sheet", str(tmp_path / "sheet.jsonl"))
    return [json.loads(line) for line in (tmp_path / "sheet.jsonl").read_text().splitlines()]


def test_a_sheet_has_every_anchor_without_its_level(rows: list[dict[str, str]]) -> None:
    anchors = {anchor.n: anchor for anchor in anchors_of(load_knowledge())}
    assert {row["n"]: row["anchor"] for row in rows} == {n: anchor.text for n, anchor in anchors.items()}
    assert all(set(row) == {"n", "criterion", "about", "anchor"} for row in rows)
    levels = [anchors[row["n"]].level for row in rows]
    assert levels != sorted(levels)


def test_placings_are_counted_exactly_within_one_and_unread(
    rows: list[dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "RESULTS", tmp_path / "results")
    anchors = {anchor.n: anchor for anchor in anchors_of(load_knowledge())}
    wrong, far, *right = [anchor for anchor in anchors.values() if anchor.level == 1][:10]
    placed = {wrong.n: 2, far.n: 4, "0123456789": 3, **{anchor.n: 1 for anchor in right}}
    (tmp_path / "one.jsonl").write_text("".join(json.dumps({"n": n, "level": at}) + "\n" for n, at in placed.items()))
    said = run("tally", str(tmp_path / "one.jsonl"))
    assert f"| one | 10 | {len(anchors) - 10} | 0.80" in said
    assert "| 0.90 [" in said
    assert f"| {far.criterion} | 1 | 4 |" in said
