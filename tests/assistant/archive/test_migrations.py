"""The migrations make exactly the tables that the code uses, and an older or newer archive is known as such."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Text, create_engine

from assistant.archive import Archive, look_at
from assistant.archive.address import read_address
from assistant.archive.database import MIGRATIONS
from assistant.archive.tables import metadata
from assistant.errors import StorageError
from tests.assistant.archive.conftest import TEAM, Execute, said, started


@pytest.fixture
def connection(archive: Archive, database_url: str) -> Iterator[Connection]:
    """On a database that was just made."""
    engine = create_engine(read_address(database_url))
    with engine.connect() as connected:
        yield connected
    engine.dispose()


def differences(connection: Connection, tables: MetaData) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, tables))


def test_migrations_and_tables_agree(connection: Connection) -> None:
    assert differences(connection, metadata) == []


def test_a_table_that_no_migration_makes_would_be_found(connection: Connection) -> None:
    changed = MetaData()
    for table in metadata.tables.values():
        table.to_metadata(changed)
    changed.tables["reports"].append_column(Column("colour", Text))
    assert "colour" in str(differences(connection, changed))


def test_opening_again_changes_nothing(database_url: str, archive: Archive, execute: Execute) -> None:
    interview = archive.create(TEAM, started())
    archive.append(interview, said("kept"), 1)
    record = archive.events(interview, TEAM)
    again = Archive.open(database_url)
    assert again.events(interview, TEAM) == record
    again.close()
    assert execute("SELECT version_num FROM alembic_version") == [("0001",)]


def test_the_steps_are_one_line_without_branches() -> None:
    steps = ScriptDirectory(str(MIGRATIONS))
    assert (len(steps.get_heads()), len(steps.get_bases())) == (1, 1)


def test_an_archive_of_a_newer_version_is_left_alone(database_url: str, archive: Archive, execute: Execute) -> None:
    archive.create(TEAM, started())
    execute("UPDATE alembic_version SET version_num = '9999'")
    for attempt in (Archive.open, look_at):
        with pytest.raises(StorageError, match="written by a newer version of Plumbline; update Plumbline"):
            attempt(database_url)
    assert execute("SELECT count(*) FROM interviews") == [(1,)]


def test_looking_says_whether_it_opens_and_writes_nothing(database_url: str, execute: Execute, tmp_path: Path) -> None:
    if database_url.startswith("sqlite"):
        assert look_at(database_url).endswith("archive.db (made with the first use)")
        assert list(tmp_path.iterdir()) == []
    else:
        assert look_at(database_url).endswith("(opens; its tables are brought up to date with the next use)")
        assert execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []
    Archive.open(database_url).close()
    assert look_at(database_url).endswith("(opens)")
