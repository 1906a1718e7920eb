"""Doing what is still to be done in a record, one step at a time, whoever died in the middle of it before.

A step computes events from the record alone and appends them all or none. Where another process or tab was quicker, its
events stand and the record is read again, so a step may be computed twice but is never written twice.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.asking.events import Event, Recorded
from assistant.asking.log import Standing, standing
from assistant.errors import ConflictError
from assistant.scoring import Progress


class Record(Protocol):
    """The part of the archive that a step needs."""

    def append(self, id: str, events: Sequence[Event], expected: int) -> tuple[Recorded, ...]:
        """Appends all or none. Raises ConflictError unless the record has exactly `expected` events."""
        ...

    def events(self, id: str, owner: str) -> tuple[Recorded, ...]:
        """The whole record. Raises UnknownIdError."""
        ...


@dataclass(frozen=True)
class Step:
    """One thing to do: what to say about it while it is done, and the events that it amounts to."""

    doing: str
    events: Callable[[], tuple[Event, ...]]


Due = Callable[[Standing], Step | None]


def carry_out(record: Record, id: str, owner: str, due: Due) -> Iterator[Progress]:
    """Takes steps until none is due. Raises what a step raises; what was written before stays."""
    done = 0
    while step := due(now := standing(record.events(id, owner))):
        yield Progress(done, done + 1, step.doing)
        try:
            record.append(id, step.events(), now.seen)
        except ConflictError:
            continue
        done += 1
