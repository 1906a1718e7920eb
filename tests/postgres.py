"""A real PostgreSQL for tests, thrown away afterwards: `postgres_url` is a fresh database, `database_url` either kind.

It comes from Debian's package `postgresql`. It listens on a socket in its own folder only and wants its password.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

USER, PASSWORD = "plumbline", "correct-horse-battery"
START_TIMEOUT_S = 60
PR_SET_PDEATHSIG = 1
UNPRIVILEGED = ("postgres", "nobody")
"""PostgreSQL refuses to run as root, so where the tests do it runs as the first of these that exists."""

MISSING = "PostgreSQL is not installed; to test with it, install Debian's package postgresql (tests/postgres.sh)"
_number = count()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Path]:
    """The folder of the server's socket. In CI the server must be there; elsewhere its absence skips."""
    programs = _programs()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="plumbline-", dir="/tmp"))  # a socket's path may have 107 characters
    user = _user()
    try:
        (folder / "password").write_text(PASSWORD)
        for path in (folder, folder / "password"):
            if user:
                shutil.chown(path, user)
        with _serving(programs, folder, user):
            yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def postgres_url(postgres_server: Path) -> Iterator[str]:
    """A new, empty database."""
    name = f"t{next(_number)}"
    with _administration(postgres_server) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield f"postgresql://{USER}:{PASSWORD}@/{name}?host={postgres_server}"
    with _administration(postgres_server) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new, empty database of each kind that the product takes."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'data' / 'archive.db'}"
    return str(request.getfixturevalue("postgres_url"))


def _programs() -> Path | None:
    """The folder of `initdb` and `postgres`, of the newest version that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in known)


@contextmanager
def _serving(programs: Path, folder: Path, user: str | None) -> Iterator[None]:
    data, log = folder / "data", folder / "log"
    make: list[str | Path] = [programs / "initdb", "-D", data, "-U", USER, "--auth=scram-sha-256"]
    make += ["--pwfile", folder / "password"]
    made = subprocess.run(
        [*make, "--encoding=UTF8", "--no-locale", "--no-sync"], cwd=folder, user=user, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    # Nothing here has to survive a power cut; what survives the death of a client does not depend on it.
    settings = ("listen_addresses=", "fsync=off", "shared_buffers=32MB")
    options: list[str | Path] = ["-k", folder, *(word for one in settings for word in ("-c", one))]
    with log.open("wb") as out:
        command = [programs / "postgres", "-D", data, *options]
        server = subprocess.Popen(command, cwd=folder, user=user, stdout=out, stderr=out, preexec_fn=_die_with_parent)
    try:
        _wait(server, folder, log)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # ends at once, whoever is still connected
        server.wait(timeout=START_TIMEOUT_S)


def _die_with_parent() -> None:
    """Where the tests are killed the server goes too; elsewhere than on Linux it stays until somebody stops it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def _wait(server: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            _administration(folder).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start; its log:\n{log.read_text(errors='replace')[-2000:]}")


def _administration(folder: Path) -> psycopg.Connection:
    return psycopg.connect(host=str(folder), user=USER, password=PASSWORD, dbname="postgres", autocommit=True)
