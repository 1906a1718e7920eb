"""An adapter is merged as PEFT would, or refused by name of the fault."""

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file

from assistant.server.adapters import merged, read_adapter
from assistant.server.blocks import BlockStore
from assistant.server.errors import AdapterError
from assistant.server.prompts import Prompt, ReadingPass
from tests.assistant.server.tiny import SHA256, tiny_model, tiny_network

IDS = tuple(range(5, 45))


def make_adapter(
    folder: Path, *, name: str = "judge", seed: int = 3, base_sha256: str = SHA256, rslora: bool = False
) -> tuple[Path, Any]:
    """A trained-looking adapter on disk, and PEFT's own model with it."""
    config = LoraConfig(
        r=4, lora_alpha=8, target_modules=["q_proj", "v_proj", "down_proj"], use_rslora=rslora, task_type="CAUSAL_LM"
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "`is_gradient_checkpointing`", FutureWarning)
        network = get_peft_model(tiny_network(torch.float32), config)
    torch.manual_seed(seed)
    for parameter, weight in network.named_parameters():
        if "lora_" in parameter:
            torch.nn.init.normal_(weight, std=0.2)
    network.save_pretrained(str(folder))
    card = {"name": name, "version": "1", "base_sha256": base_sha256, "notes": {"ignored": True}}
    (folder / "plumbline.json").write_text(json.dumps(card))
    return folder, network.eval()


def _logits(model: Any) -> torch.Tensor:
    step, prompt = ReadingPass(BlockStore(0), 512), Prompt("w", IDS)
    step.add(prompt)
    step.compute(model)
    assert prompt.logits is not None
    return prompt.logits


@pytest.mark.parametrize("rslora", [False, True])
def test_merged_it_answers_as_peft_does(tmp_path: Path, rslora: bool) -> None:
    folder, network = make_adapter(tmp_path, rslora=rslora)
    base = tiny_model(torch.float32)
    before = _logits(base)
    found = _logits(merged(base, read_adapter(folder, SHA256)))
    with torch.inference_mode():
        expected = network(input_ids=torch.tensor([IDS])).logits[0, -1]
    assert torch.allclose(found, expected, atol=1e-4)
    assert not torch.allclose(found, before, atol=0.1)
    assert torch.equal(_logits(base), before)


def test_the_merge_is_rounded_once(tmp_path: Path) -> None:
    folder, network = make_adapter(tmp_path)
    base = tiny_model(torch.bfloat16)
    exact = base.network.model.layers[1].mlp.down_proj.weight.float()
    half = network.base_model.model.model.layers[1].mlp.down_proj
    exact = exact + (half.lora_B["default"].weight @ half.lora_A["default"].weight) * 2
    copy = merged(base, read_adapter(folder, SHA256))
    assert torch.equal(copy.network.model.layers[1].mlp.down_proj.weight, exact.to(torch.bfloat16))


def test_untouched_weights_are_shared(tmp_path: Path) -> None:
    base = tiny_model()
    copy = merged(base, read_adapter(make_adapter(tmp_path)[0], SHA256))
    mine, theirs = (dict(model.network.named_parameters()) for model in (copy, base))
    differing = {name.split(".")[-2] for name in theirs if mine[name] is not theirs[name]}
    assert differing == {"q_proj", "v_proj", "down_proj"}


def _card(**changes: Any) -> Callable[[Path], None]:
    return lambda folder: _rewrite(folder / "plumbline.json", changes)


def _config(**changes: Any) -> Callable[[Path], None]:
    return lambda folder: _rewrite(folder / "adapter_config.json", changes)


def _rewrite(path: Path, changes: dict[str, Any]) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def _without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def _weights(change: Callable[[dict[str, torch.Tensor]], dict[str, torch.Tensor]]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / "adapter_model.safetensors"
        save_file(change(load_file(path)), path)

    return spoil


def _renamed(old: str, new: str) -> Callable[[Path], None]:
    return _weights(lambda found: {key.replace(old, new): tensor for key, tensor in found.items()})


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_card(base_sha256="f" * 64), "trained on the weights ffffffffffff"),
        (_card(base_sha256="short"), "plumbline.json: base_sha256"),
        (_card(name=""), "plumbline.json: name"),
        (_without("plumbline.json"), "has no plumbline.json"),
        (_without("adapter_config.json"), "has no adapter_config.json"),
        (_without("adapter_model.safetensors"), "no pickles"),
        (_config(peft_type="IA3"), "peft_type IA3"),
        (_config(use_dora=True), "use_dora"),
        (_config(modules_to_save=["lm_head"]), "modules_to_save"),
        (_config(rank_pattern={"q_proj": 2}), "rank_pattern"),
        (_config(r=0), "adapter_config.json: r"),
        (_renamed("q_proj", "query"), "modules that the base does not have: .*query"),
        (_renamed("lora_A", "magnitude"), "no finite matrix"),
        (_weights(lambda found: {key: t for key, t in found.items() if "lora_A" in key}), "is not whole"),
        (_weights(lambda found: {key: t * float("nan") for key, t in found.items()}), "no finite matrix"),
        (_weights(lambda found: {key: t[:, :2].contiguous() for key, t in found.items()}), "shapes of"),
        (lambda folder: (folder / "adapter_model.safetensors").write_bytes(b"no"), "cannot be read"),
        (lambda folder: (folder / "adapter_config.json").write_text("{"), "adapter_config.json: the file"),
    ],
)
def test_what_cannot_be_served_is_refused(tmp_path: Path, spoil: Callable[[Path], None], said: str) -> None:
    folder, _ = make_adapter(tmp_path)
    spoil(folder)
    with pytest.raises(AdapterError, match=said):
        merged(tiny_model(), read_adapter(folder, SHA256))


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AdapterError, match="is no folder"):
        read_adapter(tmp_path / "nothing", SHA256)
