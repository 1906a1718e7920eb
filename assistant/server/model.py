"""One copy of the weights, computed in packed passes.

Not a sampler and not a schedule: runs in, next-token logits out, on whatever device the weights are. Any dense decoder
that transformers loads with a replaceable attention function works; a trial against the plain forward at load says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import torch
from torch import Tensor

from assistant.server.attention import NAME, Packing, Past
from assistant.server.errors import WeightsError
from assistant.server.rows import READ_ROWS, WRITE_ROWS, fix_rows

_TRIAL_TOLERANCE = 0.5
"""Log-probability. SmolLM2 differs by nothing between the two forms; a sequence mixed up with another by units."""


class PackedModel:
    """A causal language model that reads and writes many sequences in one pass. Only one thread may use it."""

    def __init__(self, network: Any) -> None:
        self.network = network
        config = network.config.get_text_config()
        self.layers: int = config.num_hidden_layers
        self.vocabulary: int = config.vocab_size
        self.context: int = _context(config)
        network.set_attn_implementation(NAME)
        self._linears = fix_rows(network, network.get_output_embeddings())

    def read(self, runs: Sequence[Past], ends: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Compute prompts' runs: logits [len(ends), vocabulary] in fp32 at the last tokens of the runs numbered by
        `ends`, and all fresh keys and values, [layers, 2, heads, tokens, size].
        """
        packing = Packing(runs, self.layers, keep=True)
        logits = self._compute(packing, ends, READ_ROWS)
        if packing.fresh is None:
            raise RuntimeError("the attention function was never called")
        return logits, packing.fresh

    def write(self, tapes: Sequence[Past]) -> Tensor:
        """Compute one more token of each reply; logits [len(tapes), vocabulary] in fp32."""
        return self._compute(Packing(tapes, self.layers, keep=False), range(len(tapes)), WRITE_ROWS)

    def copy(self) -> PackedModel:
        """Another model with the very same weights in memory; put new ones into it to make it differ."""
        return PackedModel(deepcopy(self.network, {id(p): p for p in self.network.parameters()}))

    @torch.inference_mode()
    def _compute(self, packing: Packing, ends: Sequence[int], rows: int) -> Tensor:
        for layer in self._linears:
            layer.rows = rows
        filling = [0] * (-packing.length % rows)
        tokens = [token for run in packing.runs for token in run.tokens] + filling
        places = [run.first + i for run in packing.runs for i in range(len(run.tokens))] + filling
        device = self.network.device
        reply = self.network(
            input_ids=torch.tensor([tokens], device=device),
            position_ids=torch.tensor([places], device=device),
            logits_to_keep=torch.tensor([packing.starts[end + 1] - 1 for end in ends], device=device),
            use_cache=False,
            packing=packing,
        )
        return reply.logits[0].float()  # type: ignore[no-any-return]


def packed(network: Any) -> PackedModel:
    """The network in packed form, after a trial that a sequence in company gets what it gets in a plain forward."""
    model = PackedModel(network)
    prompt = [(37 * i) % min(997, model.vocabulary) for i in range(1, 41)]
    try:
        network.set_attn_implementation("sdpa")
        with torch.inference_mode():
            plain = network(input_ids=torch.tensor([prompt], device=network.device)).logits[0, -1].float()
        network.set_attn_implementation(NAME)
        found = model.read([_Trial(prompt[5:]), _Trial(prompt)], [1])[0][0]
    except (NotImplementedError, TypeError, ValueError, RuntimeError) as error:
        raise WeightsError(f"a {network.config.model_type} model cannot be served here: {error}") from error
    apart = (plain.log_softmax(0) - found.log_softmax(0))[plain.topk(5).indices].abs().max().item()
    if not apart < _TRIAL_TOLERANCE:
        raise WeightsError(
            f"a {network.config.model_type} model cannot be served here: packed sequences differ from single ones by "
            f"{apart:.2f} in log-probability; serve it with vLLM"
        )
    return model


class _Trial:
    """A whole sequence with nothing before it."""

    def __init__(self, tokens: list[int]) -> None:
        self.first = 0
        self.tokens = tuple(tokens)

    def extended(self, layer: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:  # noqa: ARG002
        """As `Past`."""
        return keys, values


def _context(config: Any) -> int:
    """Tokens that prompt and reply may have together; within its window a sliding attention sees everything."""
    longest = int(config.max_position_embeddings)
    kinds = set(getattr(config, "layer_types", None) or ["full_attention"])
    if kinds - {"full_attention", "sliding_attention"}:
        raise WeightsError(f"{config.model_type} has layers that are no plain attention ({kinds}); serve it with vLLM")
    if "layer_types" in config and "sliding_attention" not in kinds:
        return longest
    window = getattr(config, "sliding_window", None)
    return min(longest, int(window)) if window else longest
