"""One database, opened: its transactions, its upkeep, and its failures as sentences.

SQLite keeps a write-ahead log and waits for the disk at every commit, so that a kill loses nothing that was
acknowledged; what is deleted is overwritten. PostgreSQL does the first by itself.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import shorten

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from assistant.archive.address import read_address, shown, sqlite_file, without_secrets
from assistant.errors import StorageError

BUSY_TIMEOUT_S = 30
CONNECT_TIMEOUT_S = 10
PRAGMAS = ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON")
MIGRATIONS = Path(__file__).parents[1] / "migrations"
MIGRATION_LOCK = 0x706C756D62
"""Any number will do, as long as nobody else takes the same for an advisory lock in the same database."""


class Database:
    """A database whose tables are those of this version. Every failure is a StorageError."""

    def __init__(self, url: str) -> None:
        self._address = read_address(url)
        self._file = sqlite_file(self._address)
        with self._worded():
            if self._file:
                _make_private(self._file)
            self._engine = _engine(self._address)
        try:
            self._prepare()
        except StorageError:
            self.close()
            raise

    @property
    def place(self) -> str:
        """Where it is, for people; without the password."""
        return shown(self._address)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with self._worded(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes all or nothing; on SQLite the only one at a time."""
        with self._worded(), self._engine.execution_options(writes=True).begin() as connection:
            yield connection

    def wipe(self) -> None:
        """After a deletion, writes SQLite's file anew and empties its log; about two seconds for 50 MB.

        `secure_delete` alone leaves words behind: pages that were split or joined before keep stale copies of rows.
        """
        if self._file:
            with self._worded():
                self._upkeep("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Lets go of every connection."""
        with self._worded():
            self._engine.dispose()

    def _prepare(self) -> None:
        if self._file:
            with self._worded(), _alone(self._file.parent):
                self._upkeep("PRAGMA journal_mode = WAL", "PRAGMA wal_checkpoint(TRUNCATE)")
        with self.writing() as connection:
            _migrate(connection)

    def _upkeep(self, *statements: str) -> None:
        """Runs what SQLite allows outside of a transaction only."""
        connection = self._engine.raw_connection()
        try:
            for statement in statements:
                connection.cursor().execute(statement).fetchall()
        finally:
            connection.close()

    @contextmanager
    def _worded(self) -> Iterator[None]:
        with _worded(self._address):
            yield


def look_at(url: str) -> str:
    """Where a database is and whether it opens, without writing to it. Raises StorageError where it does not."""
    address = read_address(url)
    file = sqlite_file(address)
    if file and not file.exists():
        return f"{shown(address)} (made with the first use)"
    with _worded(address):
        engine = _engine(address)
        try:
            with engine.begin() as connection:
                found = MigrationContext.configure(connection).get_current_revision()
        finally:
            engine.dispose()
        steps = ScriptDirectory(str(MIGRATIONS))
        if found:
            steps.get_revision(found)
    opens = (
        "opens" if found == steps.get_current_head() else "opens; its tables are brought up to date with the next use"
    )
    return f"{shown(address)} ({opens})"


def _engine(address: URL) -> Engine:
    if address.drivername != "sqlite":
        wait = {"connect_timeout": CONNECT_TIMEOUT_S}
        return create_engine(address, pool_pre_ping=True, hide_parameters=True, connect_args=wait)
    engine = create_engine(address, hide_parameters=True, connect_args={"timeout": BUSY_TIMEOUT_S})

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # so that `_began` says where a transaction begins, not the driver
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _began(connection: Connection) -> None:
        # A transaction that reads first and writes later would fail where another one wrote in between.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _make_private(file: Path) -> None:
    """The file, and the folders above it that are missing, for nobody but their owner. SQLite's log copies the mode."""
    for folder in reversed([folder for folder in file.parents if not folder.exists()]):
        folder.mkdir(mode=0o700, exist_ok=True)
    file.touch(mode=0o600)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time: changing the kind of log fails where two try at once, however long they would wait."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _migrate(connection: Connection) -> None:
    """Brings the tables up to date. Who comes second waits, then finds nothing to do."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def _worded(address: URL) -> Iterator[None]:
    """What a library raises becomes a sentence: what, where, what to do. The driver's later lines may quote rows."""
    try:
        yield
    except CommandError as error:
        raise StorageError(
            f"the archive {shown(address)} was written by a newer version of Plumbline; update Plumbline, or set "
            "another database"
        ) from error
    except (SQLAlchemyError, sqlite3.Error, UnicodeError, OSError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        lines = str(cause).splitlines() or [type(cause).__name__]
        reason = without_secrets(address, shorten(lines[0], 200))
        remedy = (
            "check the file, its folder and the space on the disk, and that no other program holds it"
            if sqlite_file(address)
            else "check that the server runs and that the URL's host, database, user and password are right"
        )
        raise StorageError(f"the archive {shown(address)} does not work ({reason}); {remedy}") from error
