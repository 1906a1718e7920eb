"""The tables, as the newest migration leaves them; a test holds the two together.

An interview's row never changes: who may see it and since when. Everything else about it is in its events, so that
there is nothing to keep in agreement with them.
"""

from datetime import UTC, datetime

from sqlalchemy import Column, DateTime, Dialect, Float, ForeignKey, Index, Integer, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A time in UTC. SQLite keeps no time zone, so it is put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """To UTC. Raises ValueError for a time without a zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """As it was written, in UTC."""
        if value is None or value.tzinfo is not None:
            return value and value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


metadata = MetaData()

interviews = Table(
    "interviews",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner_hash", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Index("interviews_of_owner", "owner_hash", "kind", "started_at"),
)

events = Table(
    "events",
    metadata,
    Column("interview", Text, ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Text, primary_key=True),
    Column("created_at", Moment, nullable=False),
    Column("candidate", Text, nullable=False),
    Column("role", Text),
    Column("stage", Text, nullable=False),
    Column("depth", Float),
    Column("folder", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Index("reports_by_time", "created_at"),
)
