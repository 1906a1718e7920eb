"""`report.html`: one self-contained page that needs no script, no network and no colour to be read."""

from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from assistant.reporting import wording
from assistant.reporting.charts import Point, over_time, strip
from assistant.reporting.outline import blocks, not_found, opening, shown_criteria, starts
from assistant.types import Report

_SECTIONS: Final = (
    ("scores", "Scores"),
    ("criteria", "Criteria"),
    ("over-time", "Over time"),
    ("look-into", "To look into"),
    ("ask", "Still to ask"),
    ("transcript", "Transcript"),
    ("interviewer", "For the interviewer"),
    ("method", "Method"),
)


@cache
def environment() -> Environment:
    """The templates' environment: everything is escaped, and a missing variable is an error."""
    found = Environment(
        loader=PackageLoader("assistant.reporting", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {"words": wording, "strip": strip, "not_found": not_found, "opening": opening}
    return found


@cache
def style() -> Markup:
    """The style sheet that goes into every page."""
    sheet = files("assistant.reporting") / "templates" / "report.css"
    return Markup(sheet.read_text(encoding="utf-8"))


def render_html(report: Report) -> str:
    """The report as an HTML page. Whatever stands in the transcript is shown as text and never runs."""
    criteria = shown_criteria(report)
    present = {
        "criteria": criteria,
        "over-time": report.exchanges,
        "look-into": report.flags,
        "ask": report.follow_ups,
        "transcript": report.turns,
        "interviewer": report.coaching,
    }
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            css=style(),
            contents=[(anchor, title) for anchor, title in _SECTIONS if present.get(anchor, True)],
            scored=[criterion for criterion in criteria if criterion.score is not None],
            unscored=[criterion for criterion in criteria if criterion.score is None],
            names=wording.criterion_names(report.criteria),
            over_time=over_time(points(report), report.depth),
            timed_exchanges=list(zip(report.exchanges, starts(report), strict=True)),
            blocks=blocks(report),
            versions=tuple(report.versions.model_dump().items()),
        )
    )


def points(report: Report) -> tuple[Point, ...]:
    """The exchanges as points of the chart over time."""
    return tuple(
        Point(
            exchange.index,
            start,
            exchange.depth,
            exchange.depth_interval,
            wording.reason(exchange.unscored_reason),
        )
        for exchange, start in zip(report.exchanges, starts(report), strict=True)
    )
