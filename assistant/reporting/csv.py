"""`report.csv`: one row per measure, for the whole interview and for each exchange. Opens in a spreadsheet as it is."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.types import CriterionScore, Interval, Report, TurnEvidence, UnscoredReason

COLUMNS: Final = (
    "candidate",
    "role",
    "stage",
    "stage_assumed",
    "seniority",
    "exchange",
    "measure",
    "value",
    "low",
    "high",
    "unscored_reason",
    "turns",
    "quotes",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
Cell = str | float | None


def render_csv(report: Report) -> bytes:
    """The report as CSV in UTF-8 with a byte-order mark, as spreadsheets expect; no number where there is none.

    `exchange` is empty for the whole interview. Text that a spreadsheet would run as a formula gets an
    apostrophe in front.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    about = (report.candidate, report.role, report.stage, str(report.stage_assumed).lower(), report.seniority)
    for row in _measures(report):
        writer.writerow([_safe(cell) for cell in (*about, *row)])
    return out.getvalue().encode("utf-8-sig", "replace")


def _safe(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return "" if cell is None else f"{cell:.4g}"


def _measures(report: Report) -> Iterator[tuple[Cell, ...]]:
    yield _row(None, "depth", report.depth, report.depth_interval, report.unscored_reason)
    yield _row(None, "buzzword_load", report.buzzword_load, None, report.unscored_reason)
    for criterion in report.criteria:
        yield _row(
            None, criterion.id, criterion.score, criterion.interval, criterion.unscored_reason, criterion.evidence
        )
    for exchange in report.exchanges:
        place = str(exchange.index)
        yield _row(place, "depth", exchange.depth, exchange.depth_interval, exchange.unscored_reason)
        yield _row(place, "buzzword_load", exchange.buzzword_load, None, exchange.unscored_reason)
        yield from (_criterion(place, criterion) for criterion in exchange.criteria)


def _criterion(place: str, criterion: CriterionScore) -> tuple[Cell, ...]:
    return _row(place, criterion.id, criterion.score, None, criterion.unscored_reason)


def _row(
    exchange: str | None,
    measure: str,
    value: float | None,
    interval: Interval | None,
    why: UnscoredReason | None,
    quotes: Sequence[TurnEvidence] = (),
) -> tuple[Cell, ...]:
    low, high = interval or (None, None)
    turns = " ".join(str(turn) for turn in sorted({quote.turn for quote in quotes}))
    texts = " | ".join(" ".join(quote.text.split()) for quote in quotes)
    return (exchange, measure, value, low, high, str(why) if why else "", turns, texts)
