"""Doing what is still to be done in a record, one step at a time, whoever died in the middle of it before.

A step computes events from the record alone and appends them all or none. Where another process or tab was quicker, its
events stand and the record is read again, so a step may be computed twice but is never written twice. An engine that
stopped is started again once, and that is said.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.archive import Archive
from assistant.asking.events import Event
from assistant.asking.log import Standing, standing
from assistant.errors import ConflictError, EngineStopped
from assistant.scoring import Progress


@dataclass(frozen=True)
class Step:
    """One thing to do: what to say about it while it is done, and the events that it amounts to."""

    doing: str
    events: Callable[[], tuple[Event, ...]]


Due = Callable[[Standing], Step | None]


def carry_out(archive: Archive, interview: str, owner: str, due: Due) -> Iterator[Progress]:
    """Takes steps until none is due. Raises what a step raises; what was written before stays."""
    done = 0
    while step := due(now := standing(archive.events(interview, owner))):
        yield Progress(done, done + 1, step.doing)
        try:
            events = step.events()
        except EngineStopped as stopped:
            yield Progress(done, done + 1, str(stopped))
            events = step.events()
        try:
            archive.append(interview, events, now.seen)
        except ConflictError:
            continue
        done += 1
