"""Prompts that begin alike, read together: the common beginning once, then every prompt's own end against it.

A prompt gets what it would get alone (to the rounding of the dtype), at a fraction of the work, in training as in
serving. Ends are stacked in groups of similar length, padded to few values so that kernels see few shapes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from transformers import DynamicCache

END_STEP = 16
PREFIX_STEP = 8


@dataclass(frozen=True)
class Pack:
    """A common beginning [P] and groups of ends, each [n, L]; `order` maps the stacked rows back to the prompts."""

    prefix: torch.Tensor
    groups: tuple[torch.Tensor, ...]
    last: tuple[torch.Tensor, ...]
    order: tuple[int, ...]

    @property
    def tokens(self) -> int:
        """Tokens that a pass over the pack computes, padding included."""
        return self.prefix.numel() + sum(group.numel() for group in self.groups)


def pack(prompts: Sequence[Sequence[int]], *, pad: int = 0) -> Pack:
    """Pack token sequences; each keeps at least one token of its own."""
    shared = common_prefix(prompts) // PREFIX_STEP * PREFIX_STEP
    ends = [list(prompt[shared:]) for prompt in prompts]
    widths = [-(-len(end) // END_STEP) * END_STEP for end in ends]
    groups, last, order = [], [], []
    for width in sorted(set(widths)):
        members = [number for number, own in enumerate(widths) if own == width]
        groups.append(torch.tensor([ends[number] + [pad] * (width - len(ends[number])) for number in members]))
        last.append(torch.tensor([len(ends[number]) - 1 for number in members]))
        order += members
    return Pack(torch.tensor(prompts[0][:shared]), tuple(groups), tuple(last), tuple(order))


def common_prefix(prompts: Sequence[Sequence[int]]) -> int:
    """How many leading tokens all prompts share, leaving each at least one of its own."""
    longest = min(len(prompt) for prompt in prompts) - 1
    first = prompts[0]
    return next((i for i in range(longest) if any(prompt[i] != first[i] for prompt in prompts)), longest)


def last_hidden(decoder: Any, packed: Pack, device: torch.device) -> torch.Tensor:
    """Hidden states [N, width] at the last token of each prompt, in the order of the prompts; differentiable."""
    start = packed.prefix.numel()
    past: list[tuple[Any, Any]] = []
    if start:
        cache: Any = DynamicCache(config=decoder.config)
        decoder(input_ids=packed.prefix[None].to(device), past_key_values=cache, use_cache=True)
        past = [(layer.keys, layer.values) for layer in cache.layers]
    rows = []
    for group, last in zip(packed.groups, packed.last, strict=True):
        size, width = group.shape
        cache = DynamicCache([(k.expand(size, -1, -1, -1), v.expand(size, -1, -1, -1)) for k, v in past])
        positions = torch.arange(start, start + width, device=device).expand(size, -1)
        hidden = decoder(
            input_ids=group.to(device), position_ids=positions, past_key_values=cache, use_cache=True
        ).last_hidden_state
        rows.append(hidden[torch.arange(size), last.to(device)])
    stacked = torch.cat(rows)
    back = torch.empty(len(packed.order), dtype=torch.long)
    back[list(packed.order)] = torch.arange(len(packed.order))
    return stacked[back.to(device)]
