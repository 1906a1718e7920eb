"""Vectors depend on their text alone; the model is the one it should be."""

import shutil
import socket
from importlib.util import find_spec
from pathlib import Path

import pytest

from knowledge import embed
from knowledge.embed import PACKAGE, SHA256, Embedder
from knowledge.errors import EmbeddingError, KnowledgeError

TEXTS = [
    "We compared it with last year's rule.",
    "It was robust.",
    "The split leaked: " + "the same customer stood on both sides of it, " * 5,
    "",
]


def packaged() -> Path:
    spec = find_spec(PACKAGE)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "model"


def test_vectors_are_normalised_and_near_where_meanings_are(embedder: Embedder) -> None:
    rule, leak, query = embedder.embed_documents([TEXTS[0], TEXTS[2], "What was the baseline?"])
    assert len(rule) == 384
    assert sum(number * number for number in rule) == pytest.approx(1, abs=1e-5)
    assert _cosine(query, rule) > _cosine(query, leak)


def test_a_vector_does_not_depend_on_its_company(embedder: Embedder) -> None:
    together = embedder.embed_documents(TEXTS)
    assert embedder.embed_documents(TEXTS[::-1])[::-1] == together
    assert [embedder.embed_query(text) for text in TEXTS] == together
    assert embedder.embed_documents([]) == []


def test_the_number_of_threads_is_left_as_it_was(embedder: Embedder) -> None:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    two = embedder.embed_query(TEXTS[2])
    assert torch.get_num_threads() == 2
    torch.set_num_threads(1)
    assert embedder.embed_query(TEXTS[2]) == two
    torch.set_num_threads(before)


def test_the_window_and_lengths_are_in_tokens(embedder: Embedder) -> None:
    assert embedder.window == 256
    assert embedder.length("hello world") == 4
    assert embedder.length("hello " * 400) == 402


def test_the_packaged_model_needs_no_network(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("tried to reach the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    fresh = Embedder()
    assert fresh.identity == f"all-MiniLM-L6-v2@{SHA256[:12]}"
    assert len(fresh.embed_query("hello")) == 384
    assert capfd.readouterr() == ("", "")


def test_a_folder_is_named_after_itself_and_its_weights(embedder: Embedder) -> None:
    other = Embedder(str(packaged()))
    assert other.identity == f"model@{SHA256[:12]}"
    assert other.identity != embedder.identity


def test_packaged_weights_that_are_not_the_known_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed, "SHA256", "0" * 64)
    with pytest.raises(EmbeddingError, match=r"have SHA-256 53aa.*, not 0000.*; reinstall the package"):
        Embedder()


def test_a_missing_package_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed, "PACKAGE", "gt_no_such_package")
    with pytest.raises(KnowledgeError, match="gt_no_such_package is not installed; run `make setup`"):
        Embedder()


@pytest.mark.parametrize("name", ["/nowhere/model", "./model", "~/model", "a/b/c", " "])
def test_what_is_neither_folder_nor_hub_id_is_refused(name: str) -> None:
    with pytest.raises(EmbeddingError, match="there is no folder"):
        Embedder(name)


def test_a_folder_without_weights_or_with_broken_ones_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match=r"no \.safetensors weights"):
        Embedder(str(tmp_path))
    shutil.copytree(packaged(), tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.safetensors"))
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(EmbeddingError, match=r"cannot be loaded .*; check the folder"):
        Embedder(str(tmp_path)).embed_query("hello")


def _cosine(one: list[float], other: list[float]) -> float:
    return sum(left * right for left, right in zip(one, other, strict=True))
