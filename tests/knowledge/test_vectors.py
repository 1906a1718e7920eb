"""Vectors are computed once, kept for exactly the texts asked for, and made anew where the file is broken."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.embed import Embedder
from knowledge.vectors import known_vectors


class Counting(Embedder):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.asked += texts
        return [[float(len(text)), 1.0] for text in texts]


def test_only_new_texts_are_embedded_and_gone_ones_leave_the_file(tmp_path: Path) -> None:
    embedder = Counting()
    first = known_vectors(embedder, ["a", "bb"], tmp_path)
    again = known_vectors(embedder, ["bb", "ccc"], tmp_path)
    assert embedder.asked == ["a", "bb", "ccc"]
    assert again["bb"].tolist() == first["bb"].tolist() == [2.0, 1.0]
    assert known_vectors(embedder, ["a"], tmp_path)["a"].dtype == np.float32
    assert embedder.asked == ["a", "bb", "ccc", "a"]
    assert b"bb" not in next(tmp_path.glob("*.npz")).read_bytes()


@pytest.mark.parametrize("junk", [b"", b"PK\x03\x04 not a zip", b"\x80\x04pickle"])
def test_a_broken_file_is_made_anew(tmp_path: Path, junk: bytes) -> None:
    known_vectors(Counting(), ["a"], tmp_path)
    next(tmp_path.glob("*.npz")).write_bytes(junk)
    assert known_vectors(Counting(), ["a"], tmp_path)["a"].tolist() == [1.0, 1.0]
    embedder = Counting()
    known_vectors(embedder, ["a"], tmp_path)
    assert embedder.asked == []
