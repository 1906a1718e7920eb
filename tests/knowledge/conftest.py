"""A small valid knowledge folder, to be broken in one place by each test; the real embedding model; a Chroma server."""

import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from hashlib import shake_128
from pathlib import Path

import httpx
import pytest

from knowledge.embed import Embedder
from knowledge.store import Store

STAGE = """
id: {id}
name: Early
summary: Nobody knows yet.
recognise: [nobody knows]
misleading: [it looks known]
what_changes: Doubt is turned into a test.
ask: What would be stopped?
weights: {{evaluation: 2, serving: 1}}
"""
ROLE = """
id: engineer
name: Engineer
purpose: Builds it.
outcomes: [it is in use]
must_have: [has built one]
nice_to_have: []
seniority: {junior: parts, mid: a whole, senior: several, lead: people}
weights: {evaluation: 1, serving: 0}
"""
CRITERION = """
id: {id}
name: {name}
description: {description}
levels: [{name} is named only, {name} with a number, {name} compared, {name} argued, {name} could be redone]
evidence: {{central: [metric], supporting: [data]}}
stages: {{early: a rival of {name}, late: a live test of {name}}}
"""
QUESTIONS = """
criterion: evaluation
questions:
  - id: eval-baseline
    text: What did you compare your last model with?
    stage: early
    roles: [engineer]
    seniority: [junior, mid]
    minutes: 6
    strong: [a rule of thumb with its result]
    weak: [nothing to compare with]
    follow_ups: {metric: 'By how much was it better?', baseline: 'What stood there before?'}
  - id: eval-live
    text: Where did the live result disagree with the offline one?
    stage: late
    roles: [engineer]
    seniority: [senior]
    minutes: 8
    strong: [a cause found in the logs]
    weak: [it never did]
    follow_ups: {failure: 'Whom did it hurt?'}
"""
WORK_SAMPLES = """
role: engineer
samples:
  - id: engineer-orders
    title: Late orders
    stage: early
    seniority: [mid]
    minutes: 60
    task: Say from these orders whether lateness can be predicted at all.
    materials: [a table of 400 orders with a column written afterwards]
    deliverable: A page.
    watch_for: [the column that knows the outcome]
    guide:
      - {criterion: evaluation, weak: one number, middling: a comparison, strong: a comparison by region}
      - {criterion: serving, weak: none, middling: a guess, strong: a timing}
    questions: ['Which column did you distrust first?']
    ai_use: Allowed, and told.
    adjust: May be talked through.
"""
TERMS = """
terms:
  - term: data drift
    variants: [drift]
    hollow: false
    unpacked_by: [{kind: metric, what: which distance on which columns}]
"""
FLAGS = """
flags:
  - id: generalities
    name: Speaks of how one does it
    sign: Advice in place of an occasion.
    not_to_confuse_with: The polite form.
    ask: What happened the last time?
"""
BOILERPLATE = """
company: [we have grown]
person: [you are curious]
"""
DOCUMENT = """# Guide

## Timing

Half an hour, and not more.
"""
ASKED_AS = """
term:
  data drift: [the numbers went odd after Christmas]
"""
FILES = {
    "stages/early.yaml": STAGE.format(id="early"),
    "stages/late.yaml": STAGE.format(id="late"),
    "roles/engineer.yaml": ROLE,
    "criteria/evaluation.yaml": CRITERION.format(id="evaluation", name="Evaluation", description="Was it fit?"),
    "criteria/serving.yaml": CRITERION.format(id="serving", name="Serving", description="Did it answer?"),
    "questions/evaluation.yaml": QUESTIONS,
    "work_samples/engineer.yaml": WORK_SAMPLES,
    "buzzwords/data.yaml": TERMS,
    "red_flags.yaml": FLAGS,
    "asked_as/terms.yaml": ASKED_AS,
    "boilerplate.yaml": BOILERPLATE,
    "documents/guide.md": DOCUMENT,
}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The folder with every file in order."""
    folder = tmp_path / "content"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def replace(content: Path) -> Callable[[str, str, str], None]:
    """Replaces a piece of one file, which must be there."""

    def replace_in(name: str, old: str, new: str) -> None:
        text = (content / name).read_text(encoding="utf-8")
        assert old in text
        (content / name).write_text(text.replace(old, new), encoding="utf-8")

    return replace_in


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The packaged model."""
    return Embedder()


class Remembering(Embedder):
    """The packaged model, which computes the vector of a text once; the same few texts are indexed many times here."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, list[float]] = {}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        for text in texts:
            if text not in self.known:
                self.known[text] = super().embed_documents([text])[0]
        return [self.known[text] for text in texts]


class Quick(Embedder):
    """Vectors that mean nothing, at once; those of a text are the same in every process."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(1 + byte % 7) for byte in shake_128(text.encode()).digest(384)] for text in texts]


@pytest.fixture(scope="session")
def remembering() -> Embedder:
    """The packaged model, for tests that index."""
    return Remembering()


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Chroma server, empty at first."""
    folder = tmp_path_factory.mktemp("chroma")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(folder), "--port", str(port)]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen([*command, "--host", "127.0.0.1"], cwd=folder, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}", server, folder / "server.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(params=["disk", "server"])
def store(
    request: pytest.FixtureRequest, remembering: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    """An index with the real embedding model, on disk and on a real Chroma server."""
    if request.param == "disk":
        opened = Store(remembering, folder=tmp_path / "index")
    else:
        monkeypatch.setattr("knowledge.generations.PREFIX", f"test-{uuid.uuid4().hex[:8]}-")
        opened = Store(remembering, url=request.getfixturevalue("chroma_url"))
    yield opened
    opened.close()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(f"{url}/api/v2/heartbeat").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"the Chroma server did not start: {log.read_text()}")
