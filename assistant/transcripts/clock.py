"""Times as transcripts write them, in seconds."""

import re

TIME = r"(?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?"
_TIME = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?")
_SECONDS_PER_MINUTE = 60


def seconds(text: str) -> float | None:
    """`1:02:03.5` or `2:03` as seconds; null where it is no time of a clock (`0:75`, `1d:00`)."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes, whole, fraction = match.groups()
    if int(whole) >= _SECONDS_PER_MINUTE or (hours is not None and int(minutes) >= _SECONDS_PER_MINUTE):
        return None
    total = (int(hours or 0) * _SECONDS_PER_MINUTE + int(minutes)) * _SECONDS_PER_MINUTE + int(whole)
    return round(total + float(f"0.{fraction or 0}"), 3)
