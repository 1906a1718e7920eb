"""The real knowledge and the real embedding model, its vectors remembered; engines that are invented."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from assistant import engine as engine_module
from assistant.judging.calibration import Calibration
from assistant.judging.judge import Judge, ModelVersions
from assistant.judging.relevance import Relevance
from knowledge.load import load_knowledge
from knowledge.store import Store
from knowledge.types import Knowledge
from tests.assistant.judging.readings import calibration
from tests.fakes import ADAPTER, ADAPTER_VERSION, FakeEngine, Rule
from tests.knowledge.conftest import Remembering

NewJudge = Callable[..., tuple[Judge, FakeEngine]]
Child = Callable[[str], list[list[str]]]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The product's own, with one question for each criterion, so that few vectors are computed."""
    whole = load_knowledge()
    kept = {name: question for name, question in whole.questions.items() if question.stage == "prototype_to_production"}
    first = {question.criterion: name for name, question in reversed(kept.items())}
    return whole.model_copy(update={"questions": {name: kept[name] for name in first.values()}})


@pytest.fixture(scope="session")
def remembering() -> Remembering:
    """The packaged embedding model."""
    return Remembering()


@pytest.fixture(scope="session")
def store(knowledge: Knowledge, remembering: Remembering, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An index of the questions, which is all that judging looks up, and of the stages that they are for."""
    left_out = ("criteria", "roles", "red_flags", "terms", "work_samples", "documents")
    bare: dict[str, object] = {key: {} for key in left_out}
    opened = Store(remembering, folder=tmp_path_factory.mktemp("index"))
    opened.build(knowledge.model_copy(update=bare))
    yield opened
    opened.close()


@pytest.fixture
def new_judge(knowledge: Knowledge, remembering: Remembering, store: Store) -> Iterator[NewJudge]:
    """Makes a judge on an engine with these rules, and gives both."""
    closing: list[Callable[[], None]] = []

    def make(*rules: Rule, fitted: Calibration | None = None) -> tuple[Judge, FakeEngine]:
        fake = FakeEngine(*rules)
        engine = fake.engine()
        closing.append(engine.close)
        versions = ModelVersions("base", f"{ADAPTER}@{ADAPTER_VERSION}")
        relevance = Relevance(remembering, knowledge)
        return Judge(engine, versions, fitted or calibration(), knowledge, store, relevance), fake

    yield make
    for close in closing:
        close()


@pytest.fixture(autouse=True)
def outlived(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Engines that their starters left to others: each has ended, and is waited for, before the next test."""
    left: list[subprocess.Popen[bytes]] = []
    monkeypatch.setattr(engine_module, "_outlived", left)
    yield left
    for engine in left:
        engine.wait(30)


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Child:
    """Replaces the embedded engine's process by a script; returns the command lines that were started."""
    real, started, scripts = subprocess.Popen, list[list[str]](), list[str]()

    def popen(command: list[str], **others: object) -> object:
        if "assistant.server" in command:
            started.append(command)
            command = [sys.executable, "-c", scripts[-1], *command[3:]]
        return real(command, **others)  # type: ignore[call-overload]

    def replace(script: str) -> list[list[str]]:
        scripts.append(script)
        return started

    monkeypatch.setattr("assistant.engine.subprocess.Popen", popen)
    return replace
