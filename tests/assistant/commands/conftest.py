"""The command line in this process: an invented engine on a real socket, the real embedding model loaded once."""

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from assistant.settings import Settings
from knowledge import embed
from tests.assistant.judging.readings import adapter_folder
from tests.fakes import FakeEngine

KNOWLEDGE = Path(__file__).parents[3] / "knowledge"
KEPT = ("questions/evaluation.yaml", "buzzwords/production.yaml", "red_flags.yaml")
Plumbline = Callable[..., Result]


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder, adapter and a smaller knowledge, for all tests: the index is built by the first of them."""
    folder = tmp_path_factory.mktemp("place")
    for name in ("stages", "roles", "criteria"):
        shutil.copytree(KNOWLEDGE / name, folder / "knowledge" / name)
    for name in KEPT:
        (folder / "knowledge" / name).parent.mkdir(exist_ok=True)
        shutil.copy(KNOWLEDGE / name, folder / "knowledge" / name)
    adapter_folder(folder / "adapter")
    return folder


@pytest.fixture(autouse=True)
def _surroundings(place: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"PLUMBLINE_{name.upper()}", raising=False)
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", str(place / "data"))
    monkeypatch.setenv("PLUMBLINE_ADAPTER", str(place / "adapter"))
    monkeypatch.setenv("PLUMBLINE_KNOWLEDGE_DIR", str(place / "knowledge"))
    monkeypatch.setattr(embed, "_load", _load)
    monkeypatch.setattr(embed, "_vector", _vector)
    monkeypatch.setattr(embed, "_weights_hash", _weights_hash)
    monkeypatch.chdir(tmp_path)


_load, _vector, _weights_hash = cache(embed._load), cache(embed._vector), cache(embed._weights_hash)
"""The real ones, each asked once: a process loads its model once, and these tests are one process."""


@pytest.fixture
def plumbline() -> Plumbline:
    """Runs the command line; whatever it did not mean to raise is raised here too."""

    def run(*arguments: str | Path) -> Result:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert "Traceback" not in result.output
        print(result.output)  # noqa: T201  (shown where a test fails)
        return result

    return run


@pytest.fixture
def fake() -> FakeEngine:
    """The engine behind `engine`."""
    return FakeEngine()


@pytest.fixture
def engine(fake: FakeEngine) -> Iterator[str]:
    """The address of the invented engine."""
    with fake.served() as url:
        yield url
