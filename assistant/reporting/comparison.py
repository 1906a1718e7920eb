"""Several candidates side by side: on criteria that all of them were asked about, in the order given, never ranked.

Overall depth is left out on purpose: it is a mean over the criteria each interview happened to touch, so two of
them do not measure the same thing.
"""

import json
from collections.abc import Sequence
from typing import Final

from assistant.reporting import wording
from assistant.reporting.html import environment, style
from assistant.types import CriterionReport, Interval, Report, Score, UnscoredReason, Value

NOTE: Final = (
    "Only criteria on which a question was recognised with everyone, as the interviews were given. Nothing is "
    "ranked, and where two ranges overlap the interviews do not tell the candidates apart on that criterion."
)


class Cell(Value):
    """One candidate on one criterion. `candidate` counts the candidates from 0, since names may repeat."""

    candidate: int
    score: Score | None
    interval: Interval | None
    unscored_reason: UnscoredReason | None


class Row(Value):
    """A criterion that every compared candidate was asked about."""

    id: str
    name: str
    cells: tuple[Cell, ...]


class Candidate(Value):
    """Whose interview it was. `compared` is false where the report has no score at all; the reason says why."""

    candidate: str
    role: str | None
    stage: str
    stage_assumed: bool
    compared: bool
    unscored_reason: UnscoredReason | None
    explanation: str | None


class LeftOut(Value):
    """A criterion that not everyone was asked about, and the candidates who were."""

    id: str
    name: str
    asked: tuple[int, ...]


class Comparison(Value):
    """What can be set side by side, and what cannot."""

    candidates: tuple[Candidate, ...]
    criteria: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]
    note: str = NOTE


def compare(reports: Sequence[Report]) -> Comparison:
    """The reports side by side. At least two of them need a score for any criterion to be compared."""
    scored = [place for place, report in enumerate(reports) if report.depth is not None]
    names = {criterion.id: criterion.name for report in reports for criterion in report.criteria}
    rows, left_out = [], []
    for identifier, name in names.items():
        found = {place: _asked(reports[place], identifier) for place in scored}
        asked = tuple(place for place, criterion in found.items() if criterion)
        if len(scored) > 1 and len(asked) == len(scored):
            cells = tuple(_cell(place, criterion) for place, criterion in found.items() if criterion)
            rows.append(Row(id=identifier, name=name, cells=cells))
        else:
            left_out.append(LeftOut(id=identifier, name=name, asked=asked))
    candidates = tuple(_candidate(report) for report in reports)
    return Comparison(candidates=candidates, criteria=tuple(rows), left_out=tuple(left_out))


def _asked(report: Report, identifier: str) -> CriterionReport | None:
    for criterion in report.criteria:
        if criterion.id == identifier and criterion.unscored_reason is not UnscoredReason.NOT_ASKED:
            return criterion
    return None


def _cell(place: int, criterion: CriterionReport) -> Cell:
    return Cell(
        candidate=place,
        score=criterion.score,
        interval=criterion.interval,
        unscored_reason=criterion.unscored_reason,
    )


def _candidate(report: Report) -> Candidate:
    return Candidate(
        candidate=report.candidate,
        role=report.role,
        stage=report.stage,
        stage_assumed=report.stage_assumed,
        compared=report.depth is not None,
        unscored_reason=report.unscored_reason,
        explanation=report.explanation,
    )


def _told_apart(names: Sequence[str]) -> list[str]:
    """The names, with their place in the order given where two are alike."""
    return [name if names.count(name) == 1 else f"{name} ({place})" for place, name in enumerate(names, start=1)]


def render_comparison_json(comparison: Comparison) -> bytes:
    """The comparison as JSON in UTF-8."""
    text = json.dumps(comparison.model_dump(mode="python"), ensure_ascii=False, indent=1)
    return (text + "\n").encode("utf-8", "backslashreplace")


def render_comparison_html(comparison: Comparison, pages: Sequence[str]) -> str:
    """The comparison as a page; `pages` are the addresses of the candidates' reports, relative to it."""
    stages = {candidate.stage for candidate in comparison.candidates}
    return (
        environment()
        .get_template("comparison.html.j2")
        .render(
            comparison=comparison,
            css=style(),
            pages=pages,
            names=_told_apart([candidate.candidate for candidate in comparison.candidates]),
            same_stage=len(stages) == 1,
            stages=[
                wording.stage_name(candidate.stage, candidate.stage_assumed) for candidate in comparison.candidates
            ],
        )
    )
