"""What all tests share: no network beyond this machine, and one real inference server for those that need it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant.engine import plan_engine
from assistant.settings import Settings

pytest_plugins = ["tests.postgres"]
START_TIMEOUT_S = 280
_connect = socket.socket.connect


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections to other machines fail at once and say so."""

    def connect(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "localhost"
        if host not in ("localhost", "::1") and not str(host).startswith("127."):
            raise OSError(f"tests may not connect to {host}")
        _connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@contextmanager
def started_server(log: Path, *options: str) -> Iterator[str]:
    """`python -m assistant.server` with these options on a free port; gives its address.

    The unpacked base is kept in the project's own cache, under its hash, so that only the first run unpacks.
    """
    command = [sys.executable, "-m", "assistant.server", "--port", "0", *options]
    command += ["--cache", str(Settings().cache_dir.resolve())]
    with log.open("wb") as out:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield _address(child, log)
    finally:
        child.terminate()
        child.wait(timeout=60)


def _address(child: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and child.poll() is None:
        for line in log.read_text(errors="replace").splitlines():
            if line.startswith("listening on "):
                return line.removeprefix("listening on ")
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start; its log:\n{log.read_text(errors='replace')[-2000:]}")


@pytest.fixture(scope="session")
def adapters_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the real server loads adapters from."""
    return tmp_path_factory.mktemp("adapters")


@pytest.fixture(scope="session")
def engine_url(tmp_path_factory: pytest.TempPathFactory, adapters_root: Path) -> Iterator[str]:
    """The real embedded model with the promoted adapters, one for the whole session. Mark its users `model`."""
    promoted = [f"--adapter={name}={folder}" for name, folder in plan_engine(Settings()).adapters]
    log = tmp_path_factory.mktemp("engine") / "log"
    with started_server(log, *promoted, "--adapters-root", str(adapters_root), "--max-queue", "64") as url:
        yield url
