"""LoRA adapters: read from a folder, checked against the weights they were trained on, merged into a copy of them.

A folder holds `adapter_config.json` and `adapter_model.safetensors` as PEFT writes them, and `plumbline.json` with the
adapter's name and version and the hash of the base it belongs to. Nothing is ever unpickled. The merge is done in fp32
and rounded once, to the type that is served.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from assistant.server.errors import AdapterError
from assistant.server.model import PackedModel

_PREFIX = "base_model.model."


class _Card(BaseModel):
    """`plumbline.json`: what the adapter is; training adds more, which is not read here."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str = Field(min_length=1)
    version: str = Field(min_length=1)
    base_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class _Config(BaseModel):
    """The part of PEFT's `adapter_config.json` that decides what a merge is."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    peft_type: str
    r: int = Field(gt=0)
    lora_alpha: float
    use_rslora: bool = False
    use_dora: bool = False
    fan_in_fan_out: bool = False
    lora_bias: bool = False
    bias: str = "none"
    modules_to_save: list[str] | None = None
    rank_pattern: dict[str, int] | None = None
    alpha_pattern: dict[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Adapter:
    """An adapter on disk that fits a base; `scale` multiplies the product of its two matrices."""

    folder: Path
    name: str
    version: str
    scale: float


def read_adapter(folder: Path, base_sha256: str) -> Adapter:
    """The adapter in a folder. Raises `AdapterError` where it cannot be merged into the base of that hash."""
    if not folder.is_dir():
        raise AdapterError(f"{folder} is no folder; give the folder of an adapter")
    card = _read(folder / "plumbline.json", _Card)
    config = _read(folder / "adapter_config.json", _Config)
    if card.base_sha256 != base_sha256:
        raise AdapterError(
            f"{folder} was trained on the weights {card.base_sha256[:12]}…, but {base_sha256[:12]}… are served; "
            "serve its own base, or train it again on this one"
        )
    _refuse_what_cannot_be_merged(folder, config)
    if not (folder / "adapter_model.safetensors").is_file():
        raise AdapterError(f"{folder} has no adapter_model.safetensors; save the adapter as safetensors (no pickles)")
    root = config.r**0.5 if config.use_rslora else config.r
    return Adapter(folder, card.name, card.version, config.lora_alpha / root)


def merged(model: PackedModel, adapter: Adapter) -> PackedModel:
    """A copy of the model with the adapter in it; weights that the adapter leaves alone are shared in memory."""
    pairs = _pairs(adapter)
    copy = model.copy()
    modules: dict[str, Any] = dict(copy.network.named_modules())
    unknown = sorted(name for name in pairs if not isinstance(modules.get(name), nn.Linear))
    if unknown:
        raise AdapterError(
            f"{adapter.folder} changes modules that the base does not have: {', '.join(unknown[:4])}"
            f"{' …' if len(unknown) > 4 else ''}; it was made for another architecture"
        )
    for name, (down, up) in pairs.items():
        weight = modules[name].weight
        if (up.shape[0], down.shape[1]) != tuple(weight.shape):
            raise AdapterError(f"{adapter.folder}: the shapes of {name} do not fit the base's {tuple(weight.shape)}")
        change = (up.float() @ down.float()) * adapter.scale
        whole = weight.detach().float() + change.to(weight.device)
        modules[name].weight = nn.Parameter(whole.to(weight.dtype), requires_grad=False)
    return copy


def _read(path: Path, kind: type[Any]) -> Any:
    try:
        return kind.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise AdapterError(f"{path.parent} has no {path.name}; it is not a whole adapter") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise AdapterError(f"{path}: {where}: {first['msg']}") from error


def _refuse_what_cannot_be_merged(folder: Path, config: _Config) -> None:
    odd = {
        f"peft_type {config.peft_type}": config.peft_type != "LORA",
        "use_dora": config.use_dora,
        "fan_in_fan_out": config.fan_in_fan_out,
        "lora_bias": config.lora_bias,
        f"bias {config.bias}": config.bias != "none",
        "modules_to_save": bool(config.modules_to_save),
        "rank_pattern": bool(config.rank_pattern),
        "alpha_pattern": bool(config.alpha_pattern),
    }
    found = [name for name, there in odd.items() if there]
    if found:
        raise AdapterError(f"{folder} uses {', '.join(found)}, which is not served; train a plain LoRA")


def _pairs(adapter: Adapter) -> dict[str, tuple[Tensor, Tensor]]:
    """The two matrices of each changed module, by the module's name in the base."""
    path = adapter.folder / "adapter_model.safetensors"
    try:
        tensors = load_file(path)
    except (OSError, SafetensorError) as error:
        raise AdapterError(f"{path} cannot be read: {error}; restore it") from error
    halves: dict[str, dict[str, Tensor]] = {}
    for key, tensor in tensors.items():
        module, _, half = key.removesuffix(".weight").removeprefix(_PREFIX).rpartition(".")
        if half not in ("lora_A", "lora_B") or not torch.isfinite(tensor).all():
            raise AdapterError(f"{path}: {key} is no finite matrix of a LoRA; train or export it again")
        halves.setdefault(module, {})[half] = tensor
    lone = [module for module, found in halves.items() if len(found) != 2]
    if lone or not halves:
        raise AdapterError(f"{path} is not whole ({', '.join(lone[:4]) or 'empty'}); restore it")
    return {module: (found["lora_A"], found["lora_B"]) for module, found in halves.items()}
