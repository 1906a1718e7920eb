"""The passages in Chroma, on disk or on a server: built when the knowledge changed, searched by meaning.

The one door to chromadb, which takes seconds to import and is therefore imported with the first use.

Each build writes a collection of its own, named after the embedding model and the passages, and marks it complete
last. Nobody reads a half-built one, and what another process reads is not written to: Chroma on disk does not keep two
writing processes apart, so there a lock file does. Then the older ones are deleted, so that nothing removed from the
knowledge can be found any more, and on disk also swept; who still reads them goes on with the newest.
"""

import fcntl
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from textwrap import shorten
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urlsplit

import httpx
import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from knowledge.embed import Embedder
from knowledge.errors import StoreError
from knowledge.finding import Found, fuse
from knowledge.generations import Build, Generation, Metadata, recalled
from knowledge.passages import CONTENT, Passage, PassageKind, passages
from knowledge.sweeping import swept
from knowledge.types import Knowledge

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.config import Settings
    from langchain_chroma import Chroma
    from langchain_core.documents import Document

    from knowledge.keywords import Keywords

Read = TypeVar("Read")
Vector = NDArray[np.float32]
MAX_K = 100
MAX_BATCH, MAX_NEW = 500, 50
"""How many passages are written at once, and how many of these may have to be embedded first, which takes longer."""
PAGE = 2000
TIMEOUT_S = 60
REMEDY = "run `plumbline knowledge build`"


class _Remembering(Embeddings):
    """Embeds only the texts whose vectors are not known yet."""

    def __init__(self, embedder: Embedder, known: Mapping[str, Vector]) -> None:
        self._embedder, self._known = embedder, known

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Known vectors, and new ones for the rest; arrays, which are smaller and which Chroma takes as well."""
        vectors = [self._known[text] if text in self._known else self._new(text) for text in texts]
        return cast("list[list[float]]", vectors)

    def _new(self, text: str) -> Vector:
        return np.array(self._embedder.embed_query(text), dtype=np.float32)

    def embed_query(self, text: str) -> list[float]:
        """As the embedder does."""
        return self._embedder.embed_query(text)


class Store:
    """The index in a `folder`, or on the Chroma server at `url`; one of the two. Raises `StoreError`."""

    def __init__(self, embedder: Embedder, *, folder: Path | None = None, url: str | None = None) -> None:
        if (folder is None) == (url is None):
            raise ValueError("give either a folder or a url")
        self._embedder, self._folder, self._url = embedder, folder, url
        self._opening = Lock()
        self._opened: Client | None = None
        self._reading: Generation | None = None
        self._indexing = Lock()
        self._words: tuple[str, Keywords] | None = None
        self._subjects: tuple[str, Mapping[str, Vector]] | None = None

    @property
    def embedder(self) -> Embedder:
        """The model that the index is searched with."""
        return self._embedder

    @property
    def place(self) -> str:
        """Where the index is, for people."""
        return str(self._folder or self._url)

    def build(self, knowledge: Knowledge, progress: Callable[[int, int], None] | None = None) -> Build:
        """Make the index hold exactly this knowledge under this embedding model; known texts are not embedded again.

        `progress` is called with how many passages are written and how many there are.
        """
        cut = passages(knowledge)
        wanted = Generation.of(knowledge, cut, self._embedder.identity)
        with self._worded():
            client = self._client()
            with _alone(self._folder):
                generations = _generations(client)
                complete = [one for one in generations if one.complete]
                last = complete[-1] if complete else None
                if last and last.name == wanted.name:
                    number = last.number
                    build = Build("current", "nothing changed", len(cut), 0, len(cut), 0)
                else:
                    number = 1 + max((one.number for one in generations), default=0)
                    build = self._write(wanted.metadata(number, complete=False), wanted, cut, last, progress)
                    client.get_collection(wanted.name).modify(metadata=wanted.metadata(number, complete=True))
                self._drop([one for one in generations if one.number < number and one.name != wanted.name])
        self._reading = wanted
        return build

    def search(
        self,
        query: str,
        kind: PassageKind | Sequence[PassageKind] | None = None,
        stage: str | None = None,
        role: str | None = None,
        k: int = 5,
        vector: list[float] | None = None,
        *,
        asked_as: bool = False,
    ) -> tuple[Passage, ...]:
        """The `k` passages (1 to 100) nearest in meaning, best first; of one kind, of several or of any.

        `stage` and `role` leave out what is meant for others only. Of a query longer than the embedding window only the
        start counts. `vector`: the query's, where it is known already. `asked_as`: other people's words for an entry
        are looked at too.
        """
        _possible(query, k)

        def look(generation: Generation) -> list[tuple["Document", float]]:
            where = cast("dict[str, str] | None", generation.where(kind, stage, role, asked_as=asked_as))
            near = vector or self._embedder.embed_query(query)
            collection = self._collection(generation.name, self._embedder)
            return collection.similarity_search_by_vector_with_relevance_scores(near, k=k, filter=where)

        with self._worded():
            found = self._read(look)
        hits = [recalled(document.page_content, document.metadata, distance) for document, distance in found]
        return tuple(sorted(hits, key=lambda hit: (-(hit.score or 0), hit.id)))

    def find(
        self,
        query: str,
        kind: PassageKind | Sequence[PassageKind] | None = None,
        stage: str | None = None,
        role: str | None = None,
        k: int = 5,
    ) -> tuple[Found, ...]:
        """Up to `k` entries (1 to 100) that a person would mean, best first, each once: by words and meaning together.

        `kind`, `stage` and `role` as in `search`; any kind is any of `CONTENT`.
        """
        _possible(query, k)
        kinds = ((kind,) if isinstance(kind, str) else kind) or CONTENT
        # no kind is no filter to pay for, so boilerplate is left out afterwards
        near = self.search(query, kind or None, stage, role, MAX_K, asked_as=True)
        keywords = self.keywords()
        words = keywords.search(query, kinds, stage, role, MAX_K)
        found = fuse([passage for passage in near if passage.kind in kinds], words, k)
        return tuple(replace(one, passage=keywords.own_words(one.passage)) for one in found)

    def keywords(self) -> "Keywords":
        """The words of the very passages that `search` looks at; indexed in memory with the first use."""
        with self._indexing, self._worded():
            return self._read(self._keywords)

    def on_criteria(self) -> Mapping[str, Vector]:
        """By criterion the vectors [N, size] of all passages on it, other people's words for them among them."""
        with self._indexing, self._worded():
            return self._read(self._on_criteria)

    def _on_criteria(self, generation: Generation) -> Mapping[str, Vector]:
        if self._subjects is None or self._subjects[0] != generation.name:
            found: dict[str, list[Vector]] = {}
            for record, vector in self._pages(generation, "metadatas", "embeddings"):
                if "criterion" in record:
                    found.setdefault(str(record["criterion"]), []).append(np.array(vector, dtype=np.float32))
            self._subjects = generation.name, {name: np.stack(found[name]) for name in sorted(found)}
        return self._subjects[1]

    def _keywords(self, generation: Generation) -> "Keywords":
        from knowledge.keywords import Keywords

        if self._words is None or self._words[0] != generation.name:
            pages = self._pages(generation, "documents", "metadatas")
            self._words = generation.name, Keywords([recalled(text, record) for text, record in pages])
        return self._words[1]

    def _read(self, use: Callable[[Generation], Read]) -> Read:
        """What the generation that is being read gives, or the newest where another process has replaced it."""
        from chromadb.errors import NotFoundError

        self._reading = self._reading or self._newest()
        try:
            return use(self._reading)
        except NotFoundError:
            self._reading = self._newest()
            return use(self._reading)

    def close(self) -> None:
        """Let go of the index; the next use opens it again."""
        if self._opened is not None:
            if self._url:
                for session in _sessions(self._opened):
                    session.close()
            self._opened.close()
        self._opened, self._reading, self._words, self._subjects = None, None, None, None

    def _write(
        self,
        metadata: Metadata,
        wanted: Generation,
        cut: Sequence[Passage],
        last: Generation | None,
        progress: Callable[[int, int], None] | None,
    ) -> Build:
        known = self._vectors(last) if last and last.embedding == wanted.embedding else {}
        collection = self._collection(wanted.name, _Remembering(self._embedder, known), metadata)
        written = 0
        for batch in _batches(cut, known):
            records = [wanted.record(passage) for passage in batch]
            collection.add_texts([passage.text for passage in batch], records, [passage.id for passage in batch])
            written += len(batch)
            if progress is not None:
                progress(written, len(cut))
        embedded = sum(passage.text not in known for passage in cut)
        removed = len(known.keys() - {passage.text for passage in cut})
        return Build(
            "rebuilt" if last else "built", wanted.why_after(last), len(cut), embedded, len(cut) - embedded, removed
        )

    def _drop(self, old: Sequence[Generation]) -> None:
        """Delete these with every word in them."""
        from chromadb.errors import NotFoundError

        with swept(self._folder, deleting=bool(old)) if self._folder else nullcontext():
            for one in old:
                with suppress(NotFoundError):  # on a server another process may be quicker
                    self._client().delete_collection(one.name)

    def _vectors(self, generation: Generation) -> dict[str, Vector]:
        pages = self._pages(generation, "documents", "embeddings")
        return {text: np.array(vector, dtype=np.float32) for text, vector in pages}

    def _pages(self, generation: Generation, *fields: str) -> Iterator[tuple[Any, ...]]:
        """These fields of every record; by pages, since a server answers a large request late or never."""
        collection = self._collection(generation.name, self._embedder)
        for start in itertools.count(0, PAGE):
            held = collection.get(include=list(fields), limit=PAGE, offset=start)
            yield from zip(*(held[field] for field in fields), strict=True)
            if len(held["ids"]) < PAGE:
                return

    def _newest(self) -> Generation:
        usable = [one for one in _generations(self._client()) if one.complete]
        if not usable:
            raise StoreError(f"there is no index at {self.place}; {REMEDY}")
        if usable[-1].embedding != self._embedder.identity:
            was = f"was built with {usable[-1].embedding}, not {self._embedder.identity}"
            raise StoreError(f"the index at {self.place} {was}; {REMEDY}")
        return usable[-1]

    def _collection(self, name: str, embeddings: Embeddings, metadata: Metadata | None = None) -> "Chroma":
        """The collection; created only where metadata is given.

        The graph search looks at twice as many neighbours as may be asked for, so that it misses next to nothing; it is
        built on one thread, so that it comes out the same each time.
        """
        from langchain_chroma import Chroma

        return Chroma(
            client=self._client(),
            collection_name=name,
            embedding_function=embeddings,
            collection_metadata=metadata,
            collection_configuration={"hnsw": {"space": "cosine", "ef_search": 2 * MAX_K, "num_threads": 1}},
            client_settings=_settings(),
            create_collection_if_not_exists=metadata is not None,
        )

    def _client(self) -> "Client":
        with self._opening:
            if self._opened is None:
                self._opened = _on_disk(self._folder) if self._folder else _on_server(self.place)
            return self._opened

    @contextmanager
    def _worded(self) -> Iterator[None]:
        """Chroma's failures as sentences."""
        from chromadb.errors import ChromaError, NotFoundError

        try:
            yield
        except NotFoundError as error:
            raise StoreError(f"the index at {self.place} was replaced meanwhile; {REMEDY}") from error
        except (ChromaError, httpx.HTTPError, OSError) as error:
            remedy = (
                "start the server, or check the url"
                if self._url
                else f"check the disk, or delete that folder, then {REMEDY}"
            )
            reason = shorten(str(error), 200) or type(error).__name__
            raise StoreError(f"the index at {self.place} does not work ({reason}); {remedy}") from error


def _batches(cut: Sequence[Passage], known: Mapping[str, Vector]) -> Iterator[list[Passage]]:
    batch: list[Passage] = []
    new = 0
    for passage in cut:
        batch.append(passage)
        new += passage.text not in known
        if new >= MAX_NEW or len(batch) >= MAX_BATCH:
            yield batch
            batch, new = [], 0
    if batch:
        yield batch


def _possible(query: str, k: int) -> None:
    if not query.strip():
        raise StoreError("the query is empty; write what to look for")
    if not 1 <= k <= MAX_K:
        raise StoreError(f"cannot find {k} passages; ask for 1 to {MAX_K}")


def _settings(folder: Path | None = None) -> "Settings":
    """Chroma's settings without its own reading of a `.env` file, and without telemetry."""
    from chromadb.config import Settings

    if folder is None:
        return Settings(_env_file=None, anonymized_telemetry=False)
    return Settings(_env_file=None, anonymized_telemetry=False, is_persistent=True, persist_directory=str(folder))


def _on_disk(folder: Path) -> "Client":
    from chromadb import PersistentClient

    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):  # the first process creates the tables
        return cast("Client", PersistentClient(folder, _settings(folder)))


def _address(url: str) -> tuple[str, int, bool]:
    """Host, port and whether it is encrypted."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise StoreError(f"{url!r} is not the address of a Chroma server; write it like http://localhost:8000")
    return parts.hostname, port, parts.scheme == "https"


def _on_server(url: str) -> "Client":
    from chromadb import HttpClient

    host, port, secure = _address(url)
    httpx.get(f"{url.rstrip('/')}/api/v2/heartbeat", timeout=TIMEOUT_S).raise_for_status()
    client = cast("Client", HttpClient(host, port, ssl=secure, settings=_settings()))
    for session in _sessions(client):
        session.timeout = httpx.Timeout(TIMEOUT_S)
    return client


def _sessions(client: "Client") -> tuple[httpx.Client, httpx.Client]:
    """The connections below Chroma's client, which neither closes them nor limits their time (chromadb 1.5.9)."""
    return client._server._session, client._admin_client._server._session  # type: ignore[attr-defined]


@contextmanager
def _alone(folder: Path | None) -> Iterator[None]:
    """One writing process at a time in a folder; a server sees to that itself."""
    if folder is None:
        yield
        return
    with (folder / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _generations(client: "Client") -> list[Generation]:
    """Ours among the collections, the newest last."""
    found = (Generation.read(one.name, one.metadata) for one in client.list_collections())
    return sorted((one for one in found if one), key=lambda one: (one.number, one.name))
