"""The plan's files: every question and anchor in each, boxes to tick, nothing that recommends, nothing that runs."""

import csv
import io
from pathlib import Path

import pytest

from assistant.errors import StorageError
from assistant.preparing.panel import Panelist, PanelPlan
from assistant.preparing.planning import Wanted, plan_panel
from assistant.reporting.plans.csv import COLUMNS, render_scorecard_csv
from assistant.reporting.plans.html import render_plan_html
from assistant.reporting.plans.markdown import render_plan_markdown
from assistant.reporting.plans.pdf import render_plan_pdf
from assistant.reporting.plans.write import plan_files, write_plan
from knowledge.load import load_knowledge

HOSTILE = "=<script>alert(1)</script>&{{x}}"
KNOWLEDGE = load_knowledge()


@pytest.fixture(scope="module")
def plan() -> PanelPlan:
    panel = (Panelist(name="Ana", minutes=45), Panelist(name=HOSTILE, minutes=60))
    return plan_panel(KNOWLEDGE, Wanted(stage="scale", role="mlops_engineer", seniority="senior", panel=panel))


def test_html_has_all_that_is_asked_and_rated(plan: PanelPlan) -> None:
    page = render_plan_html(plan)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    for session in plan.sessions:
        for one in session.asked:
            assert one.question.replace("'", "&#39;") in page
        assert page.count('class="rating"') == sum(len(each.scorecard) for each in plan.sessions)
    assert page.count("Not asked") == page.count('class="rating"')


def test_markdown_keeps_what_people_wrote_as_words(plan: PanelPlan) -> None:
    text = render_plan_markdown(plan)
    assert "<script>" not in text
    assert text.count("- [ ] Not asked") == sum(len(session.scorecard) for session in plan.sessions)
    assert all(f"{level} · " in text for level in range(1, 6))


def test_nothing_recommends(plan: PanelPlan) -> None:
    text = render_plan_markdown(plan).lower()
    assert text.count("hire") == text.count("there is no box for hire or reject") == len(plan.sessions)


def test_pdf_is_one(plan: PanelPlan) -> None:
    assert render_plan_pdf(plan).startswith(b"%PDF-")


def test_csv_has_a_row_to_fill_in_for_each_rating(plan: PanelPlan) -> None:
    rows = list(csv.DictReader(io.StringIO(render_scorecard_csv(plan).decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == sum(len(session.scorecard) for session in plan.sessions)
    assert {row["rating_1_to_5"] for row in rows} == {""}
    assert {row["interviewer"] for row in rows} == {"Ana", f"'{HOSTILE}"}


def test_json_gives_the_plan_back(plan: PanelPlan) -> None:
    assert PanelPlan.model_validate_json(plan_files(plan)["plan.json"]) == plan


def test_all_files_or_none(plan: PanelPlan, tmp_path: Path) -> None:
    assert {path.name for path in write_plan(plan, tmp_path / "out", {"more.md": b"x"})} == {
        *plan_files(plan),
        "more.md",
    }
    (tmp_path / "taken" / "plan.pdf").mkdir(parents=True)
    with pytest.raises(StorageError, match="the plan could not be written"):
        write_plan(plan, tmp_path / "taken")
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["plan.pdf"]
