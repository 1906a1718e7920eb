"""A panel's plan as files: all of them or none."""

import json
from pathlib import Path

from assistant.preparing.panel import PanelPlan
from assistant.preparing.posting import Advice
from assistant.preparing.profile import profile_yaml
from assistant.reporting.plans.csv import render_scorecard_csv
from assistant.reporting.plans.html import render_plan_html
from assistant.reporting.plans.markdown import render_plan_markdown
from assistant.reporting.plans.pdf import render_plan_pdf
from assistant.reporting.plans.posting import render_posting_markdown
from assistant.reporting.write import write_all


def plan_files(plan: PanelPlan) -> dict[str, bytes]:
    """Every file of the plan by its name."""
    return {
        "plan.json": render_plan_json(plan),
        "plan.html": render_plan_html(plan).encode("utf-8", "replace"),
        "plan.md": render_plan_markdown(plan).encode("utf-8", "replace"),
        "plan.pdf": render_plan_pdf(plan),
        "scorecard.csv": render_scorecard_csv(plan),
    }


def render_plan_json(plan: PanelPlan) -> bytes:
    """The plan as JSON in UTF-8; reading it as a `PanelPlan` gives the same value back."""
    text = json.dumps(plan.model_dump(mode="json"), ensure_ascii=False, indent=1)
    return (text + "\n").encode("utf-8", "backslashreplace")


def advice_files(advice: Advice) -> dict[str, bytes]:
    """What is said of a description, and the role profile, by file name."""
    text = json.dumps(advice.model_dump(mode="json"), ensure_ascii=False, indent=1)
    return {
        "posting.md": render_posting_markdown(advice).encode("utf-8", "replace"),
        "posting.json": (text + "\n").encode("utf-8", "backslashreplace"),
        "role_profile.yaml": profile_yaml(advice.profile).encode("utf-8", "replace"),
    }


def write_plan(plan: PanelPlan, folder: Path, more: dict[str, bytes] | None = None) -> tuple[Path, ...]:
    """Writes the plan into the folder, and `more` files beside it. StorageError where the folder or disk refuses."""
    return write_all(folder, {**plan_files(plan), **(more or {})}, "the plan")
