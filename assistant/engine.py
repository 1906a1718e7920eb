"""Which engine answers: the one at a given URL, or the embedded one, started here and shared by all of a data folder.

Not the server itself: that is a child process, `python -m assistant.server`. Processes that use the same engine hold a
shared lock on one file; the engine stops itself once nobody holds it, so a crash of its starter neither takes it from
others nor leaves it behind. If it crashes itself, whoever asks it next starts it again, and the others find that one.
Everything it writes lies in the data folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import IO

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.client import Engine
from assistant.errors import EngineRefused, EngineUnreachable, InputError, StorageError
from assistant.settings import Settings

ADAPTERS = Path(str(files("assistant"))) / "adapters"
REGISTRY = "registry.yaml"
_LOG_LINES = 12
_READY = "listening on "
_NOTICED_S = 0.5
_PROBE_S = 5.0
_SHORT_LIFE_S = 30.0
"""An engine that was started again and stops within this time is not started once more before it is over."""
_KEEP_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(512 << 20),
    "MALLOC_TOP_PAD_": str(64 << 20),
}
"""glibc gives every larger block back at once and gets a new one, page by page; a pass needs the same each time."""
_outlived: list[subprocess.Popen[bytes]] = []
"""Engines that others still used when their starter was done."""


@dataclass(frozen=True, slots=True)
class EnginePlan:
    """What the embedded engine is to serve, and why. `model` null is the embedded base."""

    model: str | None
    adapters: tuple[tuple[str, Path], ...]
    why: str

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits over model and adapters; engines of one data folder are told apart by it."""
        digest = hashlib.sha256(str(self.model).encode())
        for name, folder in self.adapters:
            digest.update(f"\0{name}={folder}".encode())
            for path in sorted(folder.glob("*.json")):
                digest.update(path.read_bytes())
            for path in sorted(folder.glob("*.safetensors")):
                digest.update(f"{path.stat().st_size} {path.stat().st_mtime_ns}".encode())
        return digest.hexdigest()[:12]


class Registry(BaseModel):
    """`adapters/registry.yaml`: which adapter is served under which name, and which were before, the last last."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    promoted: dict[str, str] = Field(default_factory=dict)
    before: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class _Running(BaseModel):
    """What the starter of an engine leaves for others to find it by."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    pid: int
    fingerprint: str


def plan_engine(settings: Settings, registry: Path = ADAPTERS) -> EnginePlan:
    """Model and adapters of the embedded engine: as set, otherwise what the registry promotes for the embedded base.

    An adapter that is set is the judge's; on the embedded base the interviewer's stays as promoted.
    """
    if settings.adapter is not None:
        folder = Path(settings.adapter).expanduser().resolve()
        if not (folder / "adapter_config.json").is_file():
            raise InputError(f"{folder} is no adapter folder (no adapter_config.json); correct PLUMBLINE_ADAPTER")
        others = dict(promoted_adapters(registry)) if settings.model is None else {}
        return EnginePlan(settings.model, tuple(sorted({**others, "judge": folder}.items())), "the adapter is set")
    if settings.model is not None:
        return EnginePlan(
            settings.model, (), "another model is set, and the promoted adapters fit only the embedded one"
        )
    promoted = promoted_adapters(registry)
    if not promoted:
        return EnginePlan(None, (), "no adapter is promoted in the registry")
    return EnginePlan(None, promoted, "promoted in the registry")


def promoted_adapters(registry: Path = ADAPTERS) -> tuple[tuple[str, Path], ...]:
    """The served names with their adapter folders, by name; empty where there is no registry yet."""
    promoted = read_registry(registry).promoted
    missing = [f"{name}: {folder}" for name, folder in promoted.items() if not (registry / folder).is_dir()]
    if missing:
        raise InputError(
            f"{registry / REGISTRY} promotes what is not there ({', '.join(missing)}); correct it or restore the folder"
        )
    return tuple(sorted((name, registry / folder) for name, folder in promoted.items()))


def read_registry(folder: Path) -> Registry:
    """The registry of a folder of adapters, an empty one where there is none. Raises InputError."""
    path = folder / REGISTRY
    if not path.is_file():
        return Registry()
    try:
        return Registry.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise InputError(f"{path} is not a registry of adapters: {error}; correct or restore it") from error


@contextmanager
def open_engine(settings: Settings, *, interactive: bool = False) -> Iterator[Engine]:
    """An engine to ask: at `settings.engine_url`, or the embedded one of this data folder, started if none runs.

    `interactive`: a person waits for each answer, so one that does not come is given up sooner. If the embedded one
    stops while it is used, the next request starts it again; one at a given URL is left alone.

    Raises `EngineUnreachable` (died at start, with its last log lines, or not ready in time), `StorageError` (data
    folder not writable) or `InputError` (an adapter or registry that is not one).
    """
    timeout_s = settings.interactive_timeout_s if interactive else settings.engine_timeout_s
    if settings.engine_url is not None:
        with closing(Engine(settings.engine_url, settings.engine_key, timeout_s)) as engine:
            yield engine
        return
    place = _Place(settings, plan_engine(settings))
    with place.joined() as running, closing(Engine(running.url, timeout_s=timeout_s, reopen=place.reopened)) as engine:
        yield engine


def server_command(settings: Settings, plan: EnginePlan, host: str, port: int) -> list[str]:
    """How the embedded engine is started; port 0 picks a free one."""
    command = [sys.executable, "-m", "assistant.server", "--cache", str(_cache(settings)), "--host", host]
    command += ["--port", str(port)]
    if plan.model is not None:
        command += ["--model", plan.model]
    for name, folder in plan.adapters:
        command += ["--adapter", f"{name}={folder}"]
    return command


def server_environment(settings: Settings, plan: EnginePlan) -> dict[str, str]:
    """This process's own, with libraries' caches in the data folder, memory kept, and no hub unless it is needed."""
    cache = _cache(settings)
    moved = {
        "HF_HOME": str(cache / "hub"),
        "TORCH_HOME": str(cache / "torch"),
        "TORCHINDUCTOR_CACHE_DIR": str(cache / "inductor"),
        "XDG_CACHE_HOME": str(cache),
        "HF_HUB_DISABLE_TELEMETRY": "1",
        **_KEEP_MEMORY,
        "PYTHONUNBUFFERED": "1",
    }
    if plan.model is None or Path(plan.model).is_dir():
        moved["HF_HUB_OFFLINE"] = "1"
    return {**os.environ, **moved}


def _cache(settings: Settings) -> Path:
    return settings.cache_dir.expanduser().resolve()


class _Place:
    """The files of one embedded engine: who runs it (state), who uses it (lock), what it said (log)."""

    def __init__(self, settings: Settings, plan: EnginePlan) -> None:
        self.settings = settings
        self.plan = plan
        self.fingerprint = plan.fingerprint
        data = settings.data_dir.expanduser().resolve()
        self.cache = data / "cache"
        self.run = data / "engine"
        self.state = self.run / f"{self.fingerprint}.json"
        self.users = self.run / f"{self.fingerprint}.users"
        self.door = self.run / f"{self.fingerprint}.door"
        self.log = data / "logs" / f"engine-{self.fingerprint}.log"
        self.child: subprocess.Popen[bytes] | None = None
        self.restarted_at: float | None = None

    @contextmanager
    def joined(self) -> Iterator[_Running]:
        """Use the engine, starting it if need be; whoever started it stops it unless others still use it."""
        self._make_folders()
        with self.users.open("ab") as users:
            with _locked(self.door):
                fcntl.flock(users, fcntl.LOCK_SH)
                try:
                    running = self._found() or self._started()
                except OSError as error:
                    raise self._unwritable(error) from error
            try:
                yield running
            finally:
                with _locked(self.door):
                    self._leave(users)

    def reopened(self) -> str:
        """The address again after no answer came: the engine's own if it answers after all, or that of a new one.

        Called while the place is joined. Raises EngineUnreachable where the last new one stopped too soon.
        """
        try:
            with _locked(self.door):
                running = self._found() or self._restarted()
        except OSError as error:
            raise self._unwritable(error) from error
        return running.url

    def _restarted(self) -> _Running:
        """Start it again, with the very files that it was opened with, and not over and over."""
        if self.plan.fingerprint != self.fingerprint:
            raise EngineRefused("the engine stopped, and its adapters were changed meanwhile; start Plumbline again")
        if self.restarted_at is not None and (lived := time.monotonic() - self.restarted_at) < _SHORT_LIFE_S:
            raise EngineUnreachable(
                f"the embedded engine was started again {lived:.0f} s ago and has stopped again ({self._fate()}). Ask "
                f"again in half a minute, or find out why. {self._last_words()}"
            )
        try:
            return self._started()
        finally:
            self.restarted_at = time.monotonic()

    def _fate(self) -> str:
        """What is known of the end of our child."""
        code = None if self.child is None else self.child.poll()
        if code is None:
            return "it does not answer"
        if code == -signal.SIGKILL:
            return "it was killed, as happens where memory runs out"
        return f"by signal {-code}" if code < 0 else f"with exit code {code}"

    def _make_folders(self) -> None:
        try:
            for folder in (self.cache, self.run, self.log.parent):
                folder.mkdir(parents=True, exist_ok=True)
            self.users.touch()
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> StorageError:
        return StorageError(
            f"the data folder {self.settings.data_dir} cannot be written ({error.strerror}: {error.filename}); "
            "make room or make it writable, or set PLUMBLINE_DATA_DIR to another folder"
        )

    def _found(self) -> _Running | None:
        """A running engine with the same model and adapters; a state left by a dead one is not one."""
        try:
            running = _Running.model_validate_json(self.state.read_text(encoding="utf-8"))
        except (OSError, ValidationError):
            return None
        return running if running.fingerprint == self.fingerprint and _answers(running) else None

    def _started(self) -> _Running:
        """Start the engine and wait until it listens."""
        if self.child is not None:
            _kill(self.child)
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".previous.log"))
        with self.log.open("wb") as log:
            self.child = subprocess.Popen(
                [*server_command(self.settings, self.plan, "127.0.0.1", 0), "--stop-when-free", str(self.users)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=server_environment(self.settings, self.plan),
                start_new_session=True,
            )
        try:
            running = _Running(url=self._url(self.child), pid=self.child.pid, fingerprint=self.fingerprint)
            self.state.write_text(running.model_dump_json(), encoding="utf-8")
        except BaseException:
            _stop(self.child)
            raise
        return running

    def _url(self, child: subprocess.Popen[bytes]) -> str:
        """Where the child listens, once it says so."""
        limit_s = self.settings.engine_start_timeout_s
        deadline = time.monotonic() + limit_s
        while time.monotonic() < deadline:
            died = child.poll() is not None
            for line in self._lines():
                if line.startswith(_READY):
                    return line.removeprefix(_READY).strip()
            if died:
                raise EngineUnreachable(f"the embedded engine stopped while starting. {self._last_words()}")
            time.sleep(0.05)
        raise EngineUnreachable(
            f"the embedded engine was not ready within {limit_s:g} s; raise PLUMBLINE_ENGINE_START_TIMEOUT_S. "
            + self._last_words()
        )

    def _lines(self) -> list[str]:
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines()

    def _last_words(self) -> str:
        return "\n".join([f"The end of its log, {self.log}:", *self._lines()[-_LOG_LINES:]])

    def _leave(self, users: IO[bytes]) -> None:
        """Stop the engine if it is ours and nobody else uses it; it stops itself once the last of them is gone."""
        if self.child is None or self.child.poll() is not None:
            return
        fcntl.flock(users, fcntl.LOCK_UN)
        if not _alone(users):
            # Others use it; or the engine itself, which waits for the last of them, was the first to notice.
            with suppress(subprocess.TimeoutExpired):
                self.child.wait(timeout=_NOTICED_S)
            if not _alone(users):
                _outlived.append(self.child)
                return
        self.state.unlink(missing_ok=True)
        _stop(self.child)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Alone at this file among all processes and threads."""
    with path.open("ab") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


def _answers(running: _Running) -> bool:
    """Whether the engine of that state is the one that listens there: its health names its own process."""
    import httpx2

    try:
        with httpx2.Client(trust_env=False, timeout=_PROBE_S) as probe:
            told = probe.get(f"{running.url}/health").json()
    except (httpx2.HTTPError, json.JSONDecodeError):
        return False
    return isinstance(told, dict) and told.get("pid") == running.pid and told.get("status") == "ok"


def _alone(users: IO[bytes]) -> bool:
    """Take the lock that nobody else may hold, if nobody does."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stop(child: subprocess.Popen[bytes]) -> None:
    """End the child: asked first, then made to."""
    child.terminate()
    try:
        child.wait(timeout=10)
    except subprocess.TimeoutExpired:
        _kill(child)


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End the child for certain."""
    child.kill()
    child.wait()
