"""Which weights these are, and what is refused. Unpacking the embedded model for real is in the contract suite."""

import shutil
import time
from pathlib import Path

import pytest
import torch

from assistant.server import weights
from assistant.server.errors import WeightsError
from assistant.server.weights import Base, find_base, load_network, load_tokenizer, suited_dtype, weights_sha256
from tests.assistant.server.tiny import tiny_network, tiny_tokenizer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "my-model"
    tiny_network().save_pretrained(path)
    tiny_tokenizer().save_pretrained(path)
    return path


def test_a_folder_is_a_base_named_like_it(folder: Path, tmp_path: Path) -> None:
    base = find_base(str(folder), tmp_path / "cache")
    assert (base.name, base.folder) == ("my-model", folder)
    network, tokenizer = load_network(base, "float32", "cpu"), load_tokenizer(base)
    assert network.dtype == torch.float32
    assert not any(weight.requires_grad for weight in network.parameters())
    assert tokenizer.chat_template


def test_the_hash_follows_the_weights_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    before = weights_sha256(folder)
    (folder / "README.md").write_text("changed")
    assert weights_sha256(folder) == before
    shutil.copytree(folder, tmp_path / "copy")
    assert weights_sha256(tmp_path / "copy") == before
    tiny_network(seed=1).save_pretrained(folder)
    assert weights_sha256(folder) != before


def test_pickled_weights_are_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(WeightsError, match="no safetensors"):
        find_base(str(folder), tmp_path)


@pytest.mark.parametrize("slow", [torch.bfloat16, torch.float32])
def test_a_cpu_computes_in_what_it_is_faster_in(slow: torch.dtype, monkeypatch: pytest.MonkeyPatch) -> None:
    def linear(x: torch.Tensor, _: torch.Tensor) -> None:
        clock.append(clock[-1] + (3.0 if x.dtype is slow else 1.0))

    clock = [0.0]
    monkeypatch.setattr(torch.nn.functional, "linear", linear)
    monkeypatch.setattr(time, "thread_time", lambda: clock[-1])
    assert suited_dtype("cpu") == {torch.bfloat16: "float32", torch.float32: "bfloat16"}[slow]
    assert suited_dtype("cuda:1") == "bfloat16"


def test_a_model_without_a_chat_template_is_refused(folder: Path) -> None:
    (folder / "chat_template.jinja").unlink()
    with pytest.raises(WeightsError, match="no chat template"):
        load_tokenizer(Base("m", folder, ""))


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="cannot be loaded"):
        load_network(Base("m", tmp_path, ""), "float32", "cpu")


@pytest.mark.parametrize("name", ["no/such-model", "not a name at all", "../up"])
def test_a_name_the_hub_does_not_give_is_told(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(WeightsError, match="neither a folder nor a model"):
        find_base(name, tmp_path)


def test_another_file_in_place_of_the_embedded_model_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "EMBEDDED_SHA256", "0" * 64)
    with pytest.raises(WeightsError, match="is not the embedded model"):
        find_base(None, tmp_path)


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WeightsError, match="cannot be written"):
        find_base(None, tmp_path / "file" / "cache")


def test_a_failed_unpacking_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(gguf: Path, folder: Path) -> None:
        (folder / "model.safetensors").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(weights, "_unpack", full)
    with pytest.raises(WeightsError, match="No space left"):
        find_base(None, tmp_path)
    assert list(tmp_path.iterdir()) == []
