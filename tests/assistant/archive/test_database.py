"""Where an archive lies: which URLs are taken, what is said when one does not open, and what stays on the disk."""

import os
import random
import secrets
import socket
import stat
from pathlib import Path

import pytest

from assistant.archive import Archive, look_at
from assistant.archive.address import read_address, shown, without_secrets
from assistant.errors import StorageError, UnknownIdError
from tests.assistant.archive.conftest import TEAM, Execute, said, started
from tests.assistant.reporting import sample
from tests.postgres import PASSWORD, USER

SECRET = "s3cret/with@signs"
ENCODED = "s3cret%2Fwith%40signs"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:////data/archive.db", "/data/archive.db"),
        ("sqlite:////data/with%20space%3F%25/archive.db", "/data/with space?%/archive.db"),
        (f"postgresql://u:{ENCODED}@h:5433/d", "postgresql://u:***@h:5433/d"),
        (f"postgres://u:{ENCODED}@h/d", "postgresql://u:***@h/d"),
        ("postgresql+psycopg://u@h/d?sslmode=require", "postgresql://u@h/d?sslmode=require"),
        (f"postgresql://u@h/d?password={ENCODED}&host=other", "postgresql://u@h/d?host=other"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, expected: str) -> None:
    assert shown(read_address(url)) == expected
    if "s3cret" in url:
        assert without_secrets(read_address(url), f"it was {SECRET}") == "it was ***"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "cannot be read as one"),
        (f"not a url {ENCODED}", "cannot be read as one"),
        (f"postgresql://u:{ENCODED}@h:port/d", "cannot be read as one"),
        (f"mysql://u:{ENCODED}@h/d", "begins with 'mysql', which is not supported"),
        (f"postgresql+asyncpg://u:{ENCODED}@h/d", "begins with 'postgresql+asyncpg', which is not supported"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_a_url_that_cannot_be_is_refused_with_its_form(url: str, said: str) -> None:
    for attempt in (Archive.open, look_at):
        with pytest.raises(StorageError) as told:
            attempt(url)
        assert said in str(told.value)
        assert "write it like sqlite:////" in str(told.value)
        assert "s3cret" not in str(told.value)


def test_a_server_that_does_not_answer_is_told_without_the_password() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        for query in ("", f"?sslpassword={ENCODED}"):
            for attempt in (Archive.open, look_at):
                with pytest.raises(StorageError, match=r"does not work .*; check that the server runs") as told:
                    attempt(f"postgresql://{USER}:{ENCODED}@127.0.0.1:{port}/d{query}")
                assert f"@127.0.0.1:{port}/d " in str(told.value)
                assert "s3cret" not in str(told.value)


@pytest.mark.parametrize(
    ("login", "database", "said"),
    [
        (f"{USER}:{ENCODED}", "postgres", "password authentication failed"),
        (f"{USER}:{PASSWORD}", "nowhere", "not exist"),
    ],
)
def test_a_login_that_fails_is_told_without_the_password(
    postgres_server: Path, login: str, database: str, said: str
) -> None:
    with pytest.raises(StorageError, match=said) as told:
        Archive.open(f"postgresql://{login}@/{database}?host={postgres_server}")
    assert "s3cret" not in str(told.value)
    assert PASSWORD not in str(told.value)


def test_no_words_of_anybody_are_in_what_is_said_about_a_failure(archive: Archive, execute: Execute) -> None:
    interview = archive.create(TEAM, started())
    execute("DROP TABLE events")
    with pytest.raises(StorageError, match="does not work") as told:
        archive.append(interview, said("private words"), 1)
    assert "private" not in str(told.value)
    assert "\n" not in str(told.value)


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "archive.db"
    file.write_text("my shopping list, which is long enough to be looked at\n" * 20)
    for attempt in (Archive.open, look_at):
        with pytest.raises(StorageError, match=f"{file} does not work .*not a database.*check the file"):
            attempt(f"sqlite:///{file}")
    assert file.read_text().startswith("my shopping list")


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    (tmp_path / "archive.db").mkdir()
    for place in ("taken/archive.db", "archive.db"):
        with pytest.raises(StorageError, match=r"does not work .*check the file, its folder"):
            Archive.open(f"sqlite:///{tmp_path / place}")


def test_nobody_else_on_the_machine_may_read_what_is_made(tmp_path: Path) -> None:
    archive = Archive.open(f"sqlite:///{tmp_path}/new/data/archive.db")
    archive.create(TEAM, started())
    made = list((tmp_path / "new").rglob("*"))
    assert {path.name for path in made} >= {"data", "archive.db", "archive.db-wal"}
    for path in (tmp_path / "new", *made):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    archive.close()


def test_a_file_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/archive.db"
    Archive.open(url).close()
    os.chmod(tmp_path / "archive.db", 0o640)
    Archive.open(url).close()
    assert stat.S_IMODE((tmp_path / "archive.db").stat().st_mode) == 0o640


def test_every_commit_waits_for_the_disk(tmp_path: Path) -> None:
    archive = Archive.open(f"sqlite:///{tmp_path}/archive.db")
    with archive._database.reading() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
        assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    archive.close()


@pytest.mark.parametrize("seed", [16, 28, 30])
def test_deleted_words_are_in_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Records grow in turns, so that rows move between pages; with these seeds `secure_delete` alone left copies."""
    chance = random.Random(seed)
    monkeypatch.setattr(secrets, "token_hex", lambda size: chance.randbytes(size).hex())
    archive = Archive.open(f"sqlite:///{tmp_path}/archive.db")
    lengths: dict[str, int] = {}
    for _ in range(150):
        if len(lengths) < 8:
            lengths[archive.create(TEAM, started())] = 1
        interview = chance.choice(list(lengths))
        words = [f"word{interview} " * chance.choice([1, 5, 20, 60, 200])]
        lengths[interview] = archive.append(interview, said(*words), lengths[interview])[-1].seq + 1
        if chance.random() < 0.1:
            gone = chance.choice(list(lengths))
            del lengths[gone]
            archive.delete(gone, TEAM)
            assert f"word{gone}".encode() not in _bytes(tmp_path)
    for interview, length in lengths.items():
        assert length == 1 or f"word{interview}".encode() in _bytes(tmp_path)
    archive.close()


def test_a_deleted_report_is_in_no_file(tmp_path: Path) -> None:
    archive = Archive.open(f"sqlite:///{tmp_path}/archive.db")
    report = archive.save_report(sample.spoken_by("unmistakable words"), tmp_path)
    assert b"unmistakable" in _bytes(tmp_path)
    archive.delete_report(report)
    assert b"unmistakable" not in _bytes(tmp_path)
    archive.close()


def test_words_deleted_just_before_a_kill_leave_the_log_with_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/archive.db"
    killed = Archive.open(url)
    interview = killed.create(TEAM, started())
    killed.append(interview, said("unmistakable words"), 1)
    monkeypatch.setattr(killed._database, "wipe", lambda: None)
    killed.delete(interview, TEAM)
    assert b"unmistakable" in _bytes(tmp_path)
    again = Archive.open(url)
    assert b"unmistakable" not in _bytes(tmp_path)
    with pytest.raises(UnknownIdError):
        again.events(interview, TEAM)
    again.close()
    killed.close()


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("archive.db*"))
