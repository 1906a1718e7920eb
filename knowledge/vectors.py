"""The vectors of some texts, kept in a file so that they are computed once; never those of what people said."""

import hashlib
import os
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.embed import Embedder

Vector = NDArray[np.float32]


def known_vectors(embedder: Embedder, texts: Sequence[str], folder: Path) -> dict[str, Vector]:
    """The vectors of the texts, from the folder's file where they are in it; the file then holds exactly these.

    A file that cannot be read is made anew.
    """
    file = folder / f"vectors-{hashlib.sha256(embedder.identity.encode()).hexdigest()[:12]}.npz"
    kept = _read(file)
    names = {text: hashlib.sha256(text.encode()).hexdigest() for text in texts}
    new = [text for text in names if names[text] not in kept]
    made = {names[text]: _vector(embedder, text) for text in new}
    if new or len(kept) != len(names):
        _write(file, {name: kept[name] if name in kept else made[name] for name in names.values()})
    return {text: kept[name] if name in kept else made[name] for text, name in names.items()}


def _vector(embedder: Embedder, text: str) -> Vector:
    return np.asarray(embedder.embed_query(text), dtype=np.float32)


def _read(file: Path) -> dict[str, Vector]:
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as held:
            return dict(zip(held["names"].tolist(), held["vectors"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}


def _write(file: Path, vectors: Mapping[str, Vector]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(f".{os.getpid()}.tmp")
    with fresh.open("wb") as stream:
        np.savez(stream, names=np.array(list(vectors)), vectors=np.array(list(vectors.values()), dtype=np.float32))
    fresh.replace(file)
