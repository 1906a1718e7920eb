"""Who interviews, as people write it: `Ana:45, Ben:60`."""

import re
from collections.abc import Sequence

from pydantic import ValidationError

from assistant.errors import InputError
from assistant.preparing.panel import FEWEST, MOST, Panelist
from assistant.preparing.planning import MOST_PANELISTS

_PANELIST = re.compile(r"\s*(?P<name>[^:]+?)\s*(?::\s*(?P<minutes>\d{1,4})\s*(?:min(?:utes)?)?\s*)?")
_BETWEEN = re.compile(r"[,;\n]")


def panel_of(interviewers: str | None, count: int, minutes: Sequence[int]) -> tuple[Panelist, ...]:
    """The panel from `Ana:45, Ben:60`, or from how many people there are. Raises InputError.

    `minutes`: one for all or one for each; whoever has some beside their name keeps them.
    """
    names: list[tuple[str, str | None]] = [(f"Interviewer {number}", None) for number in range(1, count + 1)]
    if interviewers is not None:
        names = [_named(one) for one in _BETWEEN.split(interviewers) if one.strip()]
    if not 1 <= len(names) <= MOST_PANELISTS:
        raise InputError(f"a panel has one to {MOST_PANELISTS} interviewers; write them like “Ana:45, Ben:60”")
    if len(minutes) not in (1, len(names)):
        raise InputError(f"{len(minutes)} lengths for {len(names)} interviewers; give one for all, or one for each")
    each = minutes if len(minutes) > 1 else [*minutes] * len(names)
    try:
        return tuple(
            Panelist(name=name, minutes=int(own) if own else usual)
            for (name, own), usual in zip(names, each, strict=True)
        )
    except ValidationError as error:
        raise InputError(f"an interviewer has a name of up to 60 letters and {FEWEST} to {MOST} minutes") from error


def _named(one: str) -> tuple[str, str | None]:
    match = _PANELIST.fullmatch(one)
    if not match:
        raise InputError(f"{one.strip()!r} is no interviewer; write them like “Ana:45, Ben:60”")
    return match["name"], match["minutes"]
