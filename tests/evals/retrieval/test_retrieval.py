"""From queries to tables on the small knowledge, and who shares few words with what is meant."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import evals.retrieval
from evals.__main__ import app
from evals.retrieval.entries import entry_texts
from evals.retrieval.queries import Query, read_queries
from evals.retrieval.report import Evaluated, agreement, few_shared_words, mean_grades
from knowledge.embed import Embedder
from knowledge.load import load_knowledge

ASKED = (
    ("numbers in production were not what we saw before", "interviewer", "late"),
    ("which distnace on columns", "candidate", None),
    ("he never tells of one time it happened", "interviewer", None),
    ("you compare models with a baseline", "job_description", "early"),
    ("is it fit", "hiring_manager", None),
    ("has built one", "hiring_manager", None),
)


@pytest.fixture
def place(tmp_path: Path, content: Path, remembering: Embedder, monkeypatch: pytest.MonkeyPatch) -> Path:
    rows = [
        {"id": f"q{n}", "query": query, "voice": voice, "stage": stage, "role": None, "split": split}
        for n, (query, voice, stage) in enumerate(ASKED)
        for split in ("choosing" if n % 2 else "reporting",)
    ]
    data = tmp_path / "queries.jsonl"
    data.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    monkeypatch.setattr(evals.retrieval, "read_queries", lambda: read_queries(data))
    monkeypatch.setattr(evals.retrieval, "load_knowledge", lambda: load_knowledge(content))
    monkeypatch.setattr(evals.retrieval, "Embedder", lambda: remembering)
    monkeypatch.setattr("evals.tables.RESULTS", tmp_path / "results")
    for function in ("read_grades", "write_sheet"):
        defaults = getattr(evals.retrieval, function).__defaults__
        patched = tuple(tmp_path / "readings" if isinstance(value, Path) else value for value in defaults)
        monkeypatch.setattr(getattr(evals.retrieval, function), "__defaults__", patched)
    return tmp_path


def test_from_queries_to_tables(place: Path) -> None:
    early = CliRunner().invoke(app, ["retrieval"])
    assert early.exit_code == 1
    assert CliRunner().invoke(app, ["retrieval", "pool"]).exit_code == 0
    sheet = (place / "readings" / "retrieval-sheet.jsonl").read_text().splitlines()
    assert len(sheet) == len(ASKED)
    grades = [
        {"query_id": row["query_id"], "n": candidate["n"], "grade": 3 if "drift" in candidate["text"] else 1}
        for row in map(json.loads, sheet)
        for candidate in row["candidates"]
    ]
    for reader in ("a", "b"):
        told = "\n".join(json.dumps(grade) for grade in grades)
        (place / "readings" / f"retrieval-reader-{reader}.jsonl").write_text(told)
    done = CliRunner().invoke(app, ["retrieval"])
    assert done.exit_code == 0, done.output
    written = (place / "results" / "retrieval.md").read_text()
    for method in ("BM25", "dense", "fused", "BM25, filter", "dense, filter", "fused, filter"):
        assert f"| {method} |" in written
    assert "1.00 [1.00, 1.00] | 1.00 [1.00, 1.00] | 1.00 [1.00, 1.00] |" in written  # readers agree with themselves
    assert "ships: fused, filter" in done.stdout
    assert "everything was shown" in CliRunner().invoke(app, ["retrieval", "pool"]).stdout


def test_every_entry_has_a_text_without_what_is_for_programs(content: Path) -> None:
    texts = entry_texts(load_knowledge(content))
    assert {"question:eval-live", "criterion:serving", "stage:early", "role:engineer", "term:data drift"} < set(texts)
    assert not [entry for entry in texts if entry.startswith("boilerplate")]
    assert "a cause found in the logs" in texts["question:eval-live"]
    assert "weights" not in texts["stage:early"]


def test_the_third_that_shares_fewest_words() -> None:
    queries = [Query(id=str(n), query=words, voice="candidate", split="reporting") for n, words in enumerate(
        ["drift distance columns", "what moved the drift", "my numbers went bad", "no grade at all"])]  # fmt: skip
    texts = {"term:drift": "drifting distances on columns", "question:other": "numbers going bad"}
    grades = {str(n): {"term:drift": 3.0, "question:other": 1.0} for n in range(3)}
    hard = few_shared_words(Evaluated(tuple(queries), {}, grades), texts)
    assert [query.id for query in hard.queries] == ["2"]


def test_readers_are_compared_where_two_judged() -> None:
    grades = {"q": {"a": (3.0, 2.0), "b": (0.0, 0.0), "c": (1.0,)}}
    assert mean_grades(grades) == {"q": {"a": 2.5, "b": 0.0, "c": 1.0}}
    row = agreement(grades).rows[0]
    assert row[:2] == (3, 2)
    assert str(row[3]).startswith("0.50")
