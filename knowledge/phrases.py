"""The regular expressions that content files hold, as the one pattern that is searched for."""

import re
from functools import cache


@cache
def whole_words(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the patterns, from one word's start to another's end, whatever the case; of no pattern nothing."""
    alternatives = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(rf"(?<!\w)(?:{alternatives or '(?!)'})(?!\w)", re.IGNORECASE)
