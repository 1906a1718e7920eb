"""`report.csv` opens in a spreadsheet, runs nothing there, and leaves empty what has no number."""

import csv
import io

import pytest

from assistant.reporting.csv import COLUMNS, render_csv
from assistant.types import Report
from tests.assistant.reporting import sample


def rows(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render_csv(report).decode("utf-8-sig"), newline="")))


def test_the_whole_interview_and_each_exchange_are_rows() -> None:
    found = rows(sample.report())
    assert list(found[0]) == list(COLUMNS)
    depth = found[0]
    assert (depth["measure"], depth["value"], depth["low"], depth["high"]) == ("depth", "3.4", "2.8", "4")
    assert [row["exchange"] for row in found if row["measure"] == "depth"] == ["", "1", "2", "3", "4"]
    quotes = next(row for row in found if row["measure"] == "failure_analysis" and not row["exchange"])
    assert quotes["turns"] == "5"
    assert quotes["quotes"].startswith("the alarms doubled | ")


def test_no_score_is_an_empty_cell_with_its_reason() -> None:
    row = next(row for row in rows(sample.report()) if row["measure"] == "mlops")
    assert (row["value"], row["unscored_reason"]) == ("", "not_asked")
    assert all(row["value"] == "" for row in rows(sample.unscored()))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(start: str) -> None:
    for row in rows(sample.spoken_by(f"{start}1+1", name=f"{start}cmd")):
        assert not [cell for cell in row.values() if cell.startswith(start)]


@pytest.mark.parametrize("text", [*sample.HOSTILE, "lone \ud800 surrogate"])
def test_any_words_keep_the_rows_whole(text: str) -> None:
    assert len(rows(sample.spoken_by(text, name=text))) == len(rows(sample.report()))
