"""Several at once, and killed in the middle: every event once, none lost, and who was too late is told."""

import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from assistant.archive import Archive
from assistant.archive.address import read_address
from assistant.archive.archive import Clock, utc_now
from assistant.asking.events import Said
from assistant.errors import ConflictError, UnknownIdError
from tests.assistant.archive.conftest import TEAM, said, started
from tests.assistant.archive.writers import (
    TOGETHER_S,
    append_together,
    append_until_killed,
    context,
    open_together,
    open_until_killed,
    process,
)

PROCESSES, THREADS, EACH = 2, 4, 5
KILLS = 20


def test_a_new_archive_is_opened_by_many_at_once(database_url: str) -> None:
    many = 4
    barrier, ends = context.Barrier(many), [context.Pipe(duplex=False) for _ in range(many)]
    others = [process(open_together, database_url, barrier, send) for _, send in ends]
    created = [receive.recv() for receive, _ in ends if receive.poll(TOGETHER_S)]
    for other in others:
        other.join(TOGETHER_S)
    archive = Archive.open(database_url)
    assert sorted(entry.id for entry in archive.entries(TEAM, "interview")) == sorted(created)
    assert len(created) == many
    archive.close()


def test_threads_of_several_processes_write_every_event_once(archive: Archive, database_url: str) -> None:
    interview = archive.create(TEAM, started())
    names = [[f"{process}.{thread}" for thread in range(THREADS)] for process in range(PROCESSES)]
    barrier, ends = context.Barrier(PROCESSES * THREADS), [context.Pipe(duplex=False) for _ in names]
    for mine, (_, send) in zip(names, ends, strict=True):
        process(append_together, database_url, interview, mine, EACH, barrier, send)
    losers = [name for receive, _ in ends if receive.poll(TOGETHER_S) for name in receive.recv()]
    everybody = [name for mine in names for name in mine]
    assert len(losers) == len(set(losers)) == len(everybody) - 1
    record = archive.events(interview, TEAM)
    assert [one.seq for one in record] == list(range(1 + len(everybody) * EACH))
    texts = Counter(one.event.text for one in record if isinstance(one.event, Said))
    assert texts == Counter(f"{name}-{number}" for name in everybody for number in range(EACH))
    assert sorted(one.at for one in record) == [one.at for one in record]


def test_a_kill_loses_nothing_that_was_acknowledged(database_url: str) -> None:
    moments = random.Random(3)
    archive = Archive.open(database_url)
    interview, acknowledged = archive.create(TEAM, started()), 0
    archive.close()
    for _ in range(KILLS):
        receive, send = context.Pipe(duplex=False)
        writer = process(append_until_killed, database_url, interview, send)
        send.close()
        for _ in range(moments.randint(1, 6)):
            acknowledged = receive.recv()
        time.sleep(moments.uniform(0, 0.02))
        writer.kill()
        writer.join(TOGETHER_S)
        while receive.poll():
            try:
                acknowledged = receive.recv()
            except EOFError:
                break
        archive = Archive.open(database_url)
        record = archive.events(interview, TEAM)
        archive.close()
        assert len(record) in (acknowledged + 1, acknowledged + 3), "a pair is written whole, acknowledged or not"
        assert [one.event for one in record[1:]] == said(*(str(seq) for seq in range(1, len(record))))


def test_a_kill_while_the_archive_is_made_does_no_harm(tmp_path: Path) -> None:
    moments = random.Random(4)
    for number in range(8):
        url = f"sqlite:///{tmp_path / str(number) / 'archive.db'}"
        receive, send = context.Pipe(duplex=False)
        maker = process(open_until_killed, url, send)
        assert receive.recv()
        time.sleep(moments.uniform(0, 0.15))
        maker.kill()
        maker.join(TOGETHER_S)
        archive = Archive.open(url)
        assert len(archive.entries(TEAM, "interview")) <= 1
        archive.append(archive.create(TEAM, started()), said("on"), 1)
        archive.close()


def test_who_writes_between_reading_and_writing_wins(postgres_url: str) -> None:
    """On SQLite nobody can; on PostgreSQL the keys decide. The clock is read in between."""
    quicker = Archive.open(postgres_url)
    interview = quicker.create(TEAM, started())
    for meanwhile in (
        lambda: quicker.append(interview, said("quicker"), 1),
        lambda: quicker.delete(interview, TEAM),
    ):
        expected = len(quicker.events(interview, TEAM))
        slower = Archive.open(postgres_url, _after(meanwhile))
        with pytest.raises(ConflictError, match="reload it"):
            slower.append(interview, said("slower", "slower"), expected)
        slower.close()
    with pytest.raises(UnknownIdError):
        quicker.events(interview, TEAM)
    quicker.close()


def _after(meanwhile: Callable[[], object]) -> Clock:
    def clock() -> datetime:
        meanwhile()
        return utc_now()

    return clock


def test_a_server_that_was_restarted_is_connected_to_again(postgres_url: str) -> None:
    archive = Archive.open(postgres_url)
    interview = archive.create(TEAM, started())
    engine = create_engine(read_address(postgres_url))
    with engine.connect() as connection:
        own = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = user"
        connection.execute(text(own))
    engine.dispose()
    archive.append(interview, said("on"), 1)
    archive.close()
