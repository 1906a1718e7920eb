"""`plumbline assess`: every line in gives a line out, in order; what cannot be judged is named and stops nothing."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.commands.rows import ROWS_AT_ONCE
from tests.assistant.commands.conftest import Plumbline
from tests.fakes import FakeEngine, fails

QUESTION = "Which baseline did your last model have to beat, and how did you check that it did?"
DEEP = "I wrote the split by customer. Compared with the clerks' rule recall rose by nine percent, every month."
VAGUE = "We had a robust platform with best practices, and everyone was very happy with how it went."
CONTRACT = {"id", "depth", "depth_interval", "buzzword_load", "unscored_reason", "criteria", "evidence", "versions"}
RUBRIC = {
    "id": "row",
    "criteria": [{"id": "calm", "name": "Calm", "description": "Stays calm.", "levels": ["no", "half", "yes"]}],
}


def row(id_: Any, answer: str = DEEP, **more: Any) -> dict[str, Any]:
    return {"id": id_, "question": QUESTION, "answer": answer, **more}


def write(path: Path, rows: Iterable[Mapping[str, Any] | str]) -> Path:
    lines = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


def test_each_line_is_judged_in_order(plumbline: Plumbline, engine: str, tmp_path: Path, out: Path) -> None:
    rows = [row("deep"), row(7, VAGUE), row("none", ""), row("🎉", f"{DEEP} Naïve 🎉 café."), row("deep")]
    result = plumbline("assess", write(tmp_path / "in.jsonl", rows), out, "--engine", engine)
    assert (result.exit_code, result.stderr, result.stdout) == (0, "", "")
    judged = read(out)
    assert [line["id"] for line in judged] == ["deep", 7, "none", "🎉", "deep"]
    assert all(line.keys() >= CONTRACT for line in judged)
    assert judged[0] == judged[-1]
    assert judged[0]["depth"] > judged[1]["depth"]
    assert (judged[2]["depth"], judged[2]["unscored_reason"]) == (None, "empty")
    for given, line in zip(rows, judged, strict=True):
        for span in line["evidence"]:
            assert span["text"] == given["answer"][span["start"] : span["end"]]
    assert not list(tmp_path.glob("*.part"))


BAD = [
    ("{", "Invalid JSON", None),
    ("[1]", "the line: ", None),
    ('{"question": "q", "answer": "a"}', "id: Field required", None),
    ('{"id": "x", "question": "q"}', "answer: Field required", "x"),
    ('{"id": "x", "question": "q", "answer": 7}', "answer: ", "x"),
    (json.dumps(row("x", stage="growth")), "unknown stage 'growth'; known: experimentation, ", "x"),
    (json.dumps(row("x", role="chef")), "unknown role 'chef'; known: ", "x"),
    (json.dumps(row("x", seniority="boss")), "unknown seniority 'boss'; known: junior", "x"),
    (json.dumps(row("x", rubric={"id": "r", "criteria": []})), "the rubric cannot be used: 1 problem", "x"),
    (json.dumps(row("x", stage="growth", rubric=RUBRIC)), "unknown stage 'growth'", "x"),
    ('{"id": "x", "question": "q", "answer": "\\ud800"}', "", None),
    ("\x00\x01", "", None),
    ("[" * 5000, "", None),
]


@pytest.mark.parametrize(("bad", "said", "id_"), BAD)
def test_a_bad_line_in_the_middle_stops_nothing(
    plumbline: Plumbline, engine: str, tmp_path: Path, out: Path, bad: str, said: str, id_: str | None
) -> None:
    source = write(tmp_path / "in.jsonl", [row("first"), bad, "", row("last", VAGUE)])
    result = plumbline("assess", source, out, "--engine", engine)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"plumbline: {source}:2: ")
    assert said in result.stderr
    first, wrong, last = read(out)
    assert (first["id"], last["id"], wrong["id"]) == ("first", "last", id_)
    assert (first["unscored_reason"], last["unscored_reason"]) == (None, None)
    assert wrong.keys() >= CONTRACT
    assert said in wrong["error"]
    assert (wrong["depth"], wrong["criteria"], wrong["evidence"]) == (None, [], [])


def test_no_line_depends_on_its_company(plumbline: Plumbline, engine: str, tmp_path: Path, out: Path) -> None:
    rows = [row(n, DEEP if n % 3 else VAGUE) for n in range(ROWS_AT_ONCE + 2)]
    plumbline(
        "assess", write(tmp_path / "all.jsonl", ["{", *rows, row("odd", "", stage="scale")]), out, "--engine", engine
    )
    together = [line for line in read(out) if isinstance(line["id"], int)]
    plumbline("assess", write(tmp_path / "one.jsonl", rows[-1:]), tmp_path / "one.out", "--engine", engine)
    assert read(tmp_path / "one.out") == together[-1:]


def test_a_rubric_of_the_row_goes_before_the_files(
    plumbline: Plumbline, engine: str, tmp_path: Path, out: Path
) -> None:
    team = {**RUBRIC, "id": "team", "criteria": [{**RUBRIC["criteria"][0], "id": "bold"}]}  # type: ignore[dict-item]
    (tmp_path / "team.json").write_text(json.dumps(team))
    source = write(tmp_path / "in.jsonl", [row("own", rubric=RUBRIC), row("team"), row("none", "", rubric=RUBRIC)])
    result = plumbline("assess", source, out, "--rubric", tmp_path / "team.json", "--engine", engine)
    assert result.exit_code == 0
    assert [[c["id"] for c in line["criteria"]] for line in read(out)] == [["calm"], ["bold"], ["calm"]]
    assert len(read(out)[0]["criteria"][0]["probabilities"]) == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read (No such file"),
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"\xff\xfe{\x00", "is not UTF-8"),
    ],
)
def test_a_file_that_is_no_input_is_told(
    plumbline: Plumbline, engine: str, tmp_path: Path, out: Path, content: bytes | None, said: str
) -> None:
    source = tmp_path / "in.jsonl"
    if content is not None:
        source.write_bytes(content)
    result = plumbline("assess", source, out, "--engine", engine)
    assert result.exit_code == 1
    assert f"plumbline: {source}: {said}" in result.stderr
    assert not out.exists()


def test_a_byte_order_mark_and_other_line_ends_are_read(
    plumbline: Plumbline, engine: str, tmp_path: Path, out: Path
) -> None:
    lines = [
        json.dumps(row("one")),
        json.dumps(row("two", "It rose\u2028by nine percent, compared with the old rule.")),
    ]
    (tmp_path / "in.jsonl").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    assert plumbline("assess", tmp_path / "in.jsonl", out, "--engine", engine).exit_code == 0
    assert [line["id"] for line in read(out)] == ["one", "two"]


def test_an_output_that_cannot_be_written_is_told(plumbline: Plumbline, engine: str, tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", [row("one")])
    (tmp_path / "file").write_text("taken")
    (tmp_path / "folder").mkdir()
    for target in (tmp_path / "file" / "out.jsonl", tmp_path / "nowhere" / "out.jsonl", tmp_path / "folder"):
        result = plumbline("assess", source, target, "--engine", engine)
        assert result.exit_code == 1
        assert f"plumbline: {target}: cannot be written" in result.stderr
    assert (tmp_path / "file").read_text() == "taken"
    assert not list(tmp_path.glob("*.part"))


def test_the_input_is_never_overwritten(plumbline: Plumbline, engine: str, tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", [row("one")])
    before = source.read_bytes()
    result = plumbline("assess", source, tmp_path / "." / "in.jsonl", "--engine", engine)
    assert result.exit_code == 1
    assert "is the input too" in result.stderr
    assert source.read_bytes() == before


def test_a_dead_engine_is_told_and_nothing_is_written(plumbline: Plumbline, tmp_path: Path, out: Path) -> None:
    result = plumbline("assess", write(tmp_path / "in.jsonl", [row("one")]), out, "--engine", "http://127.0.0.1:9")
    assert result.exit_code == 1
    assert "nothing answers at http://127.0.0.1:9/v1" in result.stderr
    assert "start it, or correct the address" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl"]


def test_a_line_that_the_engine_refuses_fails_alone(plumbline: Plumbline, tmp_path: Path, out: Path) -> None:
    refusing = FakeEngine(fails(400, "prompt too long", where="best practices"))
    rows = [row(0), row(1, VAGUE), row(2), row(3, f"{VAGUE} Again.")]
    with refusing.served() as url:
        result = plumbline("assess", write(tmp_path / "in.jsonl", rows), out, "--engine", url)
    assert result.exit_code == 1
    assert "prompt too long" in result.stderr
    assert [line["unscored_reason"] for line in read(out)] == [None, "engine_failed", None, "engine_failed"]
    assert "prompt too long" in read(out)[1]["error"]


def test_an_engine_that_goes_away_is_told_once_and_what_is_done_is_kept(
    plumbline: Plumbline, tmp_path: Path, out: Path
) -> None:
    gone = FakeEngine(fails(502, "bad gateway", where="best practices"))
    late = [row(f"late {n}") for n in range(20)]
    rows: list[Mapping[str, Any] | str] = [*map(row, range(ROWS_AT_ONCE)), row("bad", VAGUE), "{", *late]
    with gone.served() as url:
        result = plumbline("assess", write(tmp_path / "in.jsonl", rows), out, "--engine", url)
    assert result.exit_code == 1
    assert result.stderr.count("bad gateway") == 1
    judged = read(out)
    assert [line["unscored_reason"] for line in judged[:ROWS_AT_ONCE]] == [None] * ROWS_AT_ONCE
    assert [line["id"] for line in judged] == [*range(ROWS_AT_ONCE), "bad", None, *(f"late {n}" for n in range(20))]
    left = judged[ROWS_AT_ONCE:]
    assert [line["unscored_reason"] for line in left] == ["engine_failed", None, *["engine_failed"] * 20]
    assert all(line["error"] for line in left)
