"""Sheets for blind readers, and what they gave back."""

import json
from pathlib import Path

import pytest

from evals.retrieval.queries import Query
from evals.retrieval.readings import read_grades, write_sheet

TEXTS = {f"question:{n}": f"text {n}" for n in range(12)}
QUERIES = [Query(id="q1", query="drift", voice="candidate", stage="scale", split="choosing")]
POOL = {"q1": list(TEXTS)[:10]}


def grade(folder: Path, reader: str, grades: dict[int, int]) -> None:
    rows = [json.dumps({"query_id": "q1", "n": n, "grade": grade}) for n, grade in grades.items()]
    (folder / f"retrieval-reader-{reader}.jsonl").write_text("\n".join(rows))


def entries(sheet: Path) -> dict[int, str]:
    (row,) = [json.loads(line) for line in sheet.read_text().splitlines()]
    return {candidate["n"]: candidate["entry"] for candidate in row["candidates"]}


def test_a_sheet_is_shuffled_and_tells_neither_method_nor_score(tmp_path: Path) -> None:
    sheet, count = write_sheet(QUERIES, POOL, TEXTS, tmp_path)
    (row,) = [json.loads(line) for line in sheet.read_text().splitlines()]
    assert (count, set(row)) == (10, {"query_id", "query", "context", "candidates"})
    assert row["context"] == "candidate, stage scale"
    assert all(set(candidate) == {"n", "entry", "text"} for candidate in row["candidates"])
    assert [candidate["n"] for candidate in row["candidates"]] == list(range(1, 11))
    assert sorted(entries(sheet).values()) == sorted(POOL["q1"]) != list(entries(sheet).values())


def test_later_sheets_show_only_what_is_new(tmp_path: Path) -> None:
    write_sheet(QUERIES, POOL, TEXTS, tmp_path)
    assert write_sheet(QUERIES, POOL, TEXTS, tmp_path)[1] == 0
    reworded = {**TEXTS, "question:3": "other words"}
    second, count = write_sheet(QUERIES, {"q1": list(TEXTS)}, reworded, tmp_path)
    assert (second.name, count) == ("retrieval-sheet-2.jsonl", 3)
    assert set(entries(second).values()) == {"question:3", "question:10", "question:11"}
    assert set(entries(second)) == {11, 12, 13}


def test_grades_hold_for_the_text_that_was_read(tmp_path: Path) -> None:
    sheet, _ = write_sheet(QUERIES, POOL, TEXTS, tmp_path)
    shown = entries(sheet)
    grade(tmp_path, "a", {1: 3, 2: 0})
    grade(tmp_path, "b", {1: 2})
    assert read_grades(TEXTS, tmp_path)["q1"] == {shown[1]: (3.0, 2.0), shown[2]: (0.0,)}
    assert set(read_grades({**TEXTS, shown[1]: "reworded"}, tmp_path)["q1"]) == {shown[2]}


def test_starting_anew_forgets_the_earlier_sheets(tmp_path: Path) -> None:
    write_sheet(QUERIES, POOL, TEXTS, tmp_path)
    sheet, count = write_sheet(QUERIES, {"q1": ["question:1"]}, TEXTS, tmp_path, anew=True)
    assert (sheet.name, count) == ("retrieval-sheet.jsonl", 1)


def test_a_grade_for_what_was_never_shown_is_an_error(tmp_path: Path) -> None:
    write_sheet(QUERIES, POOL, TEXTS, tmp_path)
    grade(tmp_path, "a", {99: 1})
    with pytest.raises(KeyError):
        read_grades(TEXTS, tmp_path)
