"""How the search keeps up with a knowledge that grows: 1,000, 10,000 and 100,000 passages, on disk and on a server.

    python -m evals growth [--sizes 1000,10000] [--places disk]

Texts: the bank's own questions, whose sentences are dealt out anew, so that words are as frequent as in real ones.
Vectors: computed for `REAL` of those texts; the others' are real ones of the bank turned by a random direction of
length `TURN`, which leaves a cosine of about .8 to the one that it came from. Embedding is timed on real texts alone
and is in none of the other figures: an hour of it would tell nothing about the index. Writes `evals/results/growth.md`.
"""

import hashlib
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import httpx
import numpy as np
import typer

from evals.statistics import Array
from evals.tables import Table, write_results
from knowledge.embed import Embedder
from knowledge.load import load_knowledge
from knowledge.passages import passages
from knowledge.store import Store
from knowledge.types import Knowledge, Question

Place = Literal["disk", "server"]
PLACES: tuple[Place, ...] = ("disk", "server")
SIZES = "1000,10000,100000"
REAL, TURN, QUERIES, RUNS, SEED = 200, 0.75, 40, 5, 4
STAGE, ROLE = "scale", "mlops_engineer"


class Derived(Embedder):
    """Real vectors for `real` texts, and for all others a known one turned by what the text's hash says."""

    def __init__(self, real: Sequence[str]) -> None:
        super().__init__()
        self.seconds: list[float] = []
        self.known = {text: self._timed(text) for text in real}
        self._seeds = np.array([self.known[text] for text in real], dtype=np.float32)

    @property
    def identity(self) -> str:
        """Not to be taken for the real model's."""
        return "derived"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Known or turned, never computed."""
        return [self.known.get(text) or self._turned(text) for text in texts]

    def _timed(self, text: str) -> list[float]:
        started = time.perf_counter()
        vector = super().embed_documents([text])[0]
        self.seconds.append(time.perf_counter() - started)
        return vector

    def _turned(self, text: str) -> list[float]:
        rng = np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))
        direction = rng.standard_normal(self._seeds.shape[1], dtype=np.float32)
        turned = self._seeds[rng.integers(len(self._seeds))] + TURN * direction / np.linalg.norm(direction)
        return [float(number) for number in turned / np.linalg.norm(turned)]


@dataclass(frozen=True)
class Grown:
    """What was measured at one size in one place, in seconds and bytes; of queries every one."""

    place: Place
    size: int
    build_s: float
    change_s: float
    open_s: float
    words_s: float
    on_disk: int
    queries: dict[str, Array] = field(repr=False)


def growth(
    sizes: Annotated[str, typer.Option(help="Numbers of passages.")] = SIZES,
    places: Annotated[str, typer.Option(help="disk, server or both.")] = ",".join(PLACES),
) -> None:
    """Build, change and search an index at each size, and print the tables."""
    knowledge = load_knowledge()
    asked = [sign for stage in knowledge.stages.values() for sign in (*stage.recognise, *stage.described_as)][:QUERIES]
    texts = [passage.text for passage in passages(knowledge) if passage.kind == "question"]
    embedder = Derived([*asked, *texts[:REAL]])
    grown = []
    for size in map(int, sizes.split(",")):
        larger = enlarged(knowledge, size)
        for place in PLACES:
            if place in places.split(","):
                with tempfile.TemporaryDirectory() as folder, _opened(place, Path(folder), embedder) as open_store:
                    grown.append(_grow(place, Path(folder), open_store, larger, asked))
                print(grown[-1], file=sys.stderr)
    write_results("growth", "How the search keeps up with growth", [_embedding(embedder), _index(grown), _times(grown)])


def enlarged(knowledge: Knowledge, size: int) -> Knowledge:
    """With so many passages in all: questions are added (or left out) whose sentences come from different ones."""
    bank = list(knowledge.questions.values())
    rest = len(passages(knowledge)) - len(bank)
    order = random.Random(SEED)
    questions = bank[: max(1, size - rest)]
    questions += [_dealt(bank, order, number) for number in range(size - rest - len(questions))]
    return knowledge.model_copy(update={"questions": {one.id: one for one in questions}, "version": f"grown-{size}"})


def _dealt(bank: Sequence[Question], order: random.Random, number: int) -> Question:
    first, *others = order.sample(bank, 4)
    dealt = tuple(order.choice((*other.strong, *other.weak)) for other in others)
    return first.model_copy(update={"id": f"grown-{number}", "strong": dealt})


def _grow(
    place: Place, folder: Path, open_store: Callable[[], Store], knowledge: Knowledge, asked: Sequence[str]
) -> Grown:
    with closing(open_store()) as store:
        build_s = _seconds(lambda: store.build(knowledge))
        on_disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    with closing(open_store()) as store:
        open_s = _seconds(lambda: store.search(asked[0]))
        words_s = _seconds(store.keywords)
        searches: dict[str, Callable[[str], object]] = {
            "dense": lambda query: store.search(query, k=5),
            "dense, stage and role": lambda query: store.search(query, None, STAGE, ROLE, 5),
            "BM25": lambda query: store.keywords().search(query, k=5),
            "fused": lambda query: store.find(query, k=5),
            "fused, stage and role": lambda query: store.find(query, None, STAGE, ROLE, 5),
        }
        queries = {name: _each(search, asked) for name, search in searches.items()}
        change_s = _seconds(lambda: store.build(_changed(knowledge)))
    size = len(passages(knowledge))
    return Grown(place, size, build_s, change_s, open_s, words_s, on_disk, queries)


def _changed(knowledge: Knowledge) -> Knowledge:
    """One question reworded."""
    id_, question = next(iter(knowledge.questions.items()))
    reworded = question.model_copy(update={"text": f"Once more: {question.text}"})
    return knowledge.model_copy(update={"questions": {**knowledge.questions, id_: reworded}, "version": "changed"})


@contextmanager
def _opened(place: Place, folder: Path, embedder: Embedder) -> Iterator[Callable[[], Store]]:
    """How to open a store in the folder: directly, or through a Chroma server that keeps its data there."""
    if place == "disk":
        yield lambda: Store(embedder, folder=folder)
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    chroma = Path(sys.executable).with_name("chroma")
    command = [str(chroma), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(f"http://127.0.0.1:{port}/api/v2/heartbeat", server)
        yield lambda: Store(embedder, url=f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(timeout=60)


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(address).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError("the Chroma server did not start; run `chroma run` by hand to see why")


def _each(search: Callable[[str], object], asked: Sequence[str]) -> Array:
    search(asked[0])
    return np.array([_seconds(lambda q=query: search(q)) for _ in range(RUNS) for query in asked])  # type: ignore[misc]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _embedding(embedder: Derived) -> Table:
    asked, texts = embedder.seconds[1:QUERIES], embedder.seconds[QUERIES:]
    rows = [
        (what, len(seconds), f"{statistics.median(seconds) * 1000:.0f}", f"{np.percentile(seconds, 95) * 1000:.0f}",
         f"{100_000 * statistics.fmean(seconds) / 60:.0f}")
        for what, seconds in (("queries (a sentence)", asked), ("passages (questions of the bank)", texts))
    ]  # fmt: skip
    header = ("texts", "timed", "p50, ms", "p95, ms", "minutes for 100,000")
    return Table("Embedding, one text at a time on one thread", header, tuple(rows))


def _index(grown: Sequence[Grown]) -> Table:
    rows = [
        (one.place, f"{one.size:,}", f"{one.build_s:.1f}", f"{one.size / one.build_s:,.0f}", f"{one.change_s:.1f}",
         f"{one.open_s:.1f}", f"{one.words_s:.1f}", f"{one.on_disk / 1e6:.0f}")
        for one in grown
    ]  # fmt: skip
    header = ("place", "passages", "build, s", "passages a second", "one entry changed, s",
              "first search of a process, s", "index of words, s", "MB on disk")  # fmt: skip
    note = "Without embedding. The index of words is made in memory, once in each process that searches by words."
    return Table("The index", header, tuple(rows), note)


def _times(grown: Sequence[Grown]) -> Table:
    names = list(grown[0].queries) if grown else []
    rows = [(one.place, f"{one.size:,}", *(_percentiles(one.queries[name]) for name in names)) for one in grown]
    note = f"{QUERIES} queries, {RUNS} times each, one after the other; embedding the query is not in it."
    return Table("A query, p50 / p95 in milliseconds", ("place", "passages", *names), tuple(rows), note)


def _percentiles(seconds: Array) -> str:
    low, high = np.percentile(seconds, [50, 95]) * 1000
    return f"{low:.1f} / {high:.1f}"
