"""`report.json`: the contract's keys, nulls kept, and what the report knows beyond them."""

import json

from assistant.types import Report


def render_json(report: Report) -> bytes:
    """The report as JSON in UTF-8; reading it as a `Report` gives the same value back.

    A lone surrogate, which UTF-8 cannot carry, is written as its JSON escape.
    """
    text = json.dumps(report.model_dump(mode="python"), ensure_ascii=False, indent=1)
    return (text + "\n").encode("utf-8", "backslashreplace")
