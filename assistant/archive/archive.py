"""Interviews, practices and reports, kept. One `Archive` serves every thread of a process.

An interview belongs to whoever knows its owner's secret, of which only the hash is kept; to others it does not exist.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Label, Row, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from assistant.archive.database import Database
from assistant.archive.tables import events as event_rows
from assistant.archive.tables import interviews, reports
from assistant.asking.events import Event, Recorded, Started
from assistant.asking.views import Entry
from assistant.errors import ConflictError, StorageError, UnknownIdError
from assistant.scoring import KeptReport, ReportEntry
from assistant.types import Report, Value

Clock = Callable[[], datetime]
ID_BYTES = 12
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


def utc_now() -> datetime:
    """The clock of this machine."""
    return datetime.now(UTC)


class Archive:
    """A database of interviews and reports. Raises StorageError where the database fails."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    @classmethod
    def open(cls, url: str, clock: Clock = utc_now) -> "Archive":
        """Opens the database at a URL; makes it, or brings it up to date, first."""
        return cls(Database(url), clock)

    @property
    def place(self) -> str:
        """Where it is, for people; without the password."""
        return self._database.place

    def create(self, owner: str, started: Started) -> str:
        """A new interview or practice with its first event; its id says nothing about it."""
        interview, at = secrets.token_hex(ID_BYTES), self._clock()
        row = {"id": interview, "owner_hash": _hash(owner), "kind": started.setup.kind, "started_at": at}
        with self._database.writing() as connection:
            connection.execute(insert(interviews), row)
            connection.execute(insert(event_rows), _row(interview, Recorded(seq=0, at=at, event=started)))
        return interview

    def append(self, interview: str, events: Sequence[Event], expected: int) -> tuple[Recorded, ...]:
        """Writes all the events after the `expected` that the record must have, or none of them.

        Times never run backwards, whatever the clock does. Raises UnknownIdError where there is no such interview (any
        more), ConflictError where its record has another length: somebody else was quicker.
        """
        with self._database.writing() as connection:
            have, last = self._end(connection, interview)
            if have != expected:
                raise _conflict(interview)
            at = max(self._clock().astimezone(UTC), last)
            added = tuple(Recorded(seq=have + place, at=at, event=event) for place, event in enumerate(events))
            try:
                if added:
                    connection.execute(insert(event_rows), [_row(interview, record) for record in added])
            except IntegrityError as error:  # written or deleted between our reading and our writing
                raise _conflict(interview) from error
        return added

    def events(self, interview: str, owner: str) -> tuple[Recorded, ...]:
        """The whole record. Raises UnknownIdError where this owner has no such interview (any more)."""
        mine = interviews.c.id == event_rows.c.interview
        query = select(event_rows).join(interviews, mine).where(*_owned(interview, owner)).order_by(event_rows.c.seq)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        if not rows:
            raise UnknownIdError("interview", interview)
        if [row.seq for row in rows] != list(range(len(rows))):
            raise _gap(interview)
        return tuple(Recorded(seq=row.seq, at=row.at, event=_event(row)) for row in rows)

    def entries(self, owner: str, kind: str) -> tuple[Entry, ...]:
        """The owner's interviews or practices, the newest first."""
        query = (
            select(interviews.c.started_at, event_rows, _count("said"), _count("ended"))
            .join(event_rows, (event_rows.c.interview == interviews.c.id) & (event_rows.c.seq == 0))
            .where(interviews.c.owner_hash == _hash(owner), interviews.c.kind == kind)
            .order_by(interviews.c.started_at.desc(), interviews.c.id)
        )
        with self._database.reading() as connection:
            return tuple(_entry(row) for row in connection.execute(query))

    def delete(self, interview: str, owner: str) -> None:
        """Removes an interview with its events. Raises UnknownIdError where this owner has none such (any more)."""
        with self._database.writing() as connection:
            if not connection.execute(delete(interviews).where(*_owned(interview, owner))).rowcount:
                raise UnknownIdError("interview", interview)
        self._database.wipe()

    def save_report(self, report: Report, folder: Path) -> str:
        """Keeps a report, and where its files lie; returns its id."""
        report_id = secrets.token_hex(ID_BYTES)
        row = {
            "id": report_id,
            "created_at": self._clock(),
            "candidate": _plain(report.candidate),
            "role": report.role,
            "stage": report.stage,
            "depth": report.depth,
            "folder": str(folder),
            "payload": _payload(report),
        }
        with self._database.writing() as connection:
            connection.execute(insert(reports), row)
        return report_id

    def reports(self) -> tuple[ReportEntry, ...]:
        """Every report, the newest first."""
        columns = [column for column in reports.c if column.name != "payload"]
        with self._database.reading() as connection:
            rows = connection.execute(select(*columns).order_by(reports.c.created_at.desc(), reports.c.id))
            return tuple(_report_entry(row) for row in rows)

    def report(self, report_id: str) -> KeptReport:
        """A report. Raises UnknownIdError where there is no such one (any more)."""
        with self._database.reading() as connection:
            row = connection.execute(select(reports).where(reports.c.id == _plain(report_id))).one_or_none()
        if row is None:
            raise UnknownIdError("report", report_id)
        try:
            return KeptReport(entry=_report_entry(row), report=Report.model_validate(json.loads(row.payload)))
        except ValueError as error:
            raise _unreadable(f"report {report_id}") from error

    def delete_report(self, report_id: str) -> Path:
        """Forgets a report. The files in the folder returned are the caller's to remove. Raises UnknownIdError."""
        forgotten = delete(reports).where(reports.c.id == _plain(report_id)).returning(reports.c.folder)
        with self._database.writing() as connection:
            folder = connection.execute(forgotten).scalar_one_or_none()
        if folder is None:
            raise UnknownIdError("report", report_id)
        self._database.wipe()
        return Path(folder)

    def close(self) -> None:
        """Lets go of the database."""
        self._database.close()

    def _end(self, connection: Connection, interview: str) -> tuple[int, datetime]:
        """How many events a record has, and the time of the last."""
        columns = event_rows.c
        query = select(func.count(), func.max(columns.seq), func.max(columns.at)).where(
            columns.interview == _plain(interview)
        )
        count, last, at = connection.execute(query).one()
        if not count:
            raise UnknownIdError("interview", interview)
        if last != count - 1:
            raise _gap(interview)
        return count, at


def _hash(owner: str) -> str:
    return hashlib.sha256(owner.encode("utf-8", "surrogatepass")).hexdigest()


def _owned(interview: str, owner: str) -> tuple[Any, ...]:
    return interviews.c.id == _plain(interview), interviews.c.owner_hash == _hash(owner)


def _count(kind: str) -> Label[int]:
    """How many events of a kind an interview has, as a column of that name."""
    events = event_rows.alias()
    mine = (events.c.interview == interviews.c.id, events.c.kind == kind)
    return select(func.count()).where(*mine).correlate(interviews).scalar_subquery().label(kind)


def _plain(text: str) -> str:
    """The text without what a column cannot hold: halves of a character, and NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "?")


def _payload(value: Value) -> str:
    """JSON that keeps every code point, even half a character that some browser cut off."""
    return json.dumps(value.model_dump())


def _row(interview: str, record: Recorded) -> dict[str, object]:
    event = record.event
    return {"interview": interview, "seq": record.seq, "at": record.at, "kind": event.kind, "payload": _payload(event)}


def _event(row: Row[Any]) -> Event:
    try:
        return _EVENT.validate_python(json.loads(row.payload))
    except ValueError as error:
        raise _unreadable(f"event {row.seq} of interview {row.interview}") from error


def _entry(row: Row[Any]) -> Entry:
    first = _event(row)
    if not isinstance(first, Started):
        raise _unreadable(f"event 0 of interview {row.interview}")
    return Entry(id=row.interview, setup=first.setup, started=row.started_at, answers=row.said, ended=bool(row.ended))


def _report_entry(row: Row[Any]) -> ReportEntry:
    return ReportEntry(
        id=row.id,
        created=row.created_at,
        candidate=row.candidate,
        role=row.role,
        stage=row.stage,
        depth=row.depth,
        folder=Path(row.folder),
    )


def _conflict(interview: str) -> ConflictError:
    return ConflictError(
        f"interview {interview} was changed in between, such as by another tab; reload it and try again"
    )


def _gap(interview: str) -> StorageError:
    return StorageError(
        f"the record of interview {interview} has a gap; restore the database from a copy, or delete it"
    )


def _unreadable(what: str) -> StorageError:
    return StorageError(f"{what} cannot be read, perhaps written by a newer version; update Plumbline, or delete it")
