"""`plumbline follow-up`: what to ask next for every line, in order; a bad line is named and stops nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.assistant.commands.conftest import Plumbline
from tests.assistant.commands.test_assess import DEEP, VAGUE, read, row, write
from tests.fakes import FakeEngine, served_model

CONTRACT = ["question", "quote", "missing", "why", "listen_for", "source"]
CLAIMS = f"{VAGUE} It was much faster, and we had lots of data. There were some challenges with the rollout."


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


def test_each_line_gets_what_to_ask_next(plumbline: Plumbline, engine: str, tmp_path: Path, out: Path) -> None:
    rows = [row("claims", CLAIMS), row(7, VAGUE), row("none", ""), row("🎉", "🎉 🎉 🎉 🎉"), row("claims", CLAIMS)]
    result = plumbline("follow-up", write(tmp_path / "in.jsonl", rows), out, "--engine", engine)
    assert (result.exit_code, result.stderr, result.stdout) == (0, "", "")
    lines = read(out)
    assert [line["id"] for line in lines] == ["claims", 7, "none", "🎉", "claims"]
    assert lines[0] == lines[-1]
    assert len(lines[0]["follow_ups"]) == 3
    for given, line in zip(rows, lines, strict=True):
        assert bool(line["follow_ups"]) == (line["reason"] is None)
        for one in line["follow_ups"]:
            assert list(one)[:6] == CONTRACT
            assert one["quote"] == given["answer"][one["start"] : one["end"]] != ""
            assert one["source"] == "bank"
            assert one["quote"] in one["question"]
    assert (lines[2]["follow_ups"], lines[3]["follow_ups"]) == ([], [])
    assert "ask again" in lines[2]["reason"]


@pytest.mark.parametrize("most", [1, 5])
def test_as_many_as_wanted(plumbline: Plumbline, engine: str, tmp_path: Path, out: Path, most: int) -> None:
    source = write(tmp_path / "in.jsonl", [row("claims", CLAIMS)])
    assert plumbline("follow-up", source, out, "-n", str(most), "--engine", engine).exit_code == 0
    assert len(read(out)[0]["follow_ups"]) == most


@pytest.mark.parametrize("most", ["0", "10", "many"])
def test_a_number_that_makes_no_sense_is_wrong_usage(plumbline: Plumbline, out: Path, most: str) -> None:
    assert plumbline("follow-up", "in.jsonl", out, "-n", most).exit_code == 2


def test_a_bad_line_is_named_and_keeps_its_place(plumbline: Plumbline, engine: str, tmp_path: Path, out: Path) -> None:
    source = write(tmp_path / "in.jsonl", [row("first", CLAIMS), row("x", stage="growth"), row("last", DEEP)])
    result = plumbline("follow-up", source, out, "--engine", engine)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"plumbline: {source}:2: unknown stage 'growth'")
    first, wrong, last = read(out)
    assert (first["id"], wrong["id"], last["id"]) == ("first", "x", "last")
    assert (wrong["follow_ups"], wrong["reason"]) == ([], wrong["error"])
    assert "unknown stage" in wrong["error"]
    assert "error" not in first


def test_a_rubric_says_what_is_wanted(plumbline: Plumbline, engine: str, tmp_path: Path, out: Path) -> None:
    wanted = {"central": ["data"]}
    own = {"id": "calm", "name": "Calm", "description": "Stays calm.", "levels": ["no", "yes"], "evidence": wanted}
    rows = [row("own", CLAIMS, rubric={"id": "r", "criteria": [own]}), row("ours", CLAIMS)]
    source = write(tmp_path / "in.jsonl", rows)
    assert plumbline("follow-up", source, out, "-n", "9", "--engine", engine).exit_code == 0
    mine, ours = ([one["missing"] for one in line["follow_ups"]] for line in read(out))
    assert mine.index("data") < ours.index("data")


@pytest.fixture
def writing() -> Iterator[str]:
    """An engine that also serves an interviewer."""
    models = [served_model(), served_model(id="interviewer", adapter="interviewer")]
    with FakeEngine(models=models, wordings=("By how many points was it faster in the end?",)).served() as url:
        yield url


def test_an_interviewer_words_what_it_can(plumbline: Plumbline, writing: str, tmp_path: Path, out: Path) -> None:
    source = write(tmp_path / "in.jsonl", [row("claims", "The new loader was much faster on every shop's orders.")])
    assert plumbline("follow-up", source, out, "--engine", writing).exit_code == 0
    (line,) = read(out)
    assert {one["missing"]: one["source"] for one in line["follow_ups"]}["metric"] == "model"
    assert "bank" in {one["source"] for one in line["follow_ups"]}
