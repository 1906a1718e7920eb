"""`scorecard.csv`: one row for each interviewer and criterion, to be filled in; opens in a spreadsheet as it is."""

import csv
import io
from typing import Final

from assistant.preparing.panel import PanelPlan, Session, WorkSession

COLUMNS: Final = (
    "interviewer",
    "session",
    "criterion",
    "name",
    "level_1",
    "level_2",
    "level_3",
    "level_4",
    "level_5",
    "questions",
    "rating_1_to_5",
    "not_asked",
    "nothing_heard",
    "words_heard",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def render_scorecard_csv(plan: PanelPlan) -> bytes:
    """The scorecards as CSV in UTF-8 with a byte-order mark; what is to be filled in is empty.

    Text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    parts: list[Session | WorkSession] = [*plan.sessions, *([plan.work] if plan.work else [])]
    for part in parts:
        kind = "work sample" if isinstance(part, WorkSession) else "interview"
        for rating in part.scorecard:
            places = " ".join(str(place) for place in rating.questions)
            levels = [*rating.levels, *[""] * 5][:5]
            row = [part.interviewer, kind, rating.criterion, rating.name, *levels, places, "", "", "", ""]
            writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig", "replace")
