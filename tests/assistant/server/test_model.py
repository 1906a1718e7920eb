"""Which architectures are served, and that the others are refused at load, not answered wrongly."""

from typing import Any

import pytest
import torch
from transformers import AutoConfig, AutoModelForCausalLM

from assistant.server.errors import WeightsError
from assistant.server.model import packed
from tests.assistant.server.tiny import tiny_network

SIZES = {
    "vocab_size": 300,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "max_position_embeddings": 256,
    "pad_token_id": 0,
    "bos_token_id": 1,
    "eos_token_id": 2,
}


def _network(kind: str, **others: Any) -> Any:
    torch.manual_seed(0)
    config = AutoConfig.for_model(kind, **SIZES, **others)
    network: Any = AutoModelForCausalLM.from_config(config)  # type: ignore[no-untyped-call]
    return network.to(torch.float32).eval().requires_grad_(False)


@pytest.mark.parametrize(
    ("kind", "others", "context"),
    [
        ("llama", {}, 256),
        ("qwen2", {}, 256),
        ("qwen3", {}, 256),
        ("mistral", {"sliding_window": None}, 256),
        ("mistral", {"sliding_window": 100}, 100),
        ("qwen2", {"use_sliding_window": True, "sliding_window": 64, "max_window_layers": 1}, 64),
        ("olmo2", {}, 256),
        ("phi3", {"sliding_window": None}, 256),
    ],
)
def test_dense_decoders_are_served(kind: str, others: dict[str, Any], context: int) -> None:
    assert packed(_network(kind, **others)).context == context


@pytest.mark.parametrize(
    ("kind", "others"),
    [
        ("gemma2", {"attn_logit_softcapping": 50.0}),
        ("lfm2", {"layer_types": ["conv", "full_attention"]}),
        ("mamba", {"state_size": 8}),
    ],
)
def test_others_are_refused(kind: str, others: dict[str, Any]) -> None:
    with pytest.raises(WeightsError, match=r"cannot be served here|no plain attention"):
        packed(_network(kind, **others))


def test_sequences_that_leak_into_each_other_are_found_out() -> None:
    network = tiny_network(torch.float32)
    mlp, mix = network.model.layers[0].mlp, network.model.layers[0].mlp.forward
    mlp.forward = lambda hidden: mix(hidden) + hidden.cumsum(1)
    with pytest.raises(WeightsError, match="packed sequences differ from single ones"):
        packed(network)
