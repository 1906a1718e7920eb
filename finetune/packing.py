"""Prompts that begin alike, read in one pass: their common stem once, then every prompt's own end after its part of it.

A prompt gets what it would get alone (to the rounding of the dtype), at a fraction of the work. One row holds the stem
and all ends; a mask lets each token see the stem up to where its prompt leaves it, and its own end. Rows are padded to
few lengths, so that kernels see few shapes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import torch

PAD_TO = 32


@dataclass(frozen=True)
class Pack:
    """A stem, and for each prompt how much of the stem it begins with and the tokens that follow (one at least)."""

    stem: tuple[int, ...]
    cuts: tuple[int, ...]
    ends: tuple[tuple[int, ...], ...]

    @property
    def tokens(self) -> int:
        """Tokens that a pass computes, padding included."""
        own = len(self.stem) + sum(map(len, self.ends))
        return -(-own // PAD_TO) * PAD_TO


def pack(prompts: Sequence[Sequence[int]]) -> Pack:
    """Pack token sequences. The stem is the longest beginning of the first that another one shares."""
    first, *others = prompts
    longest = max((_shared(first, other) for other in others), default=len(first) - 1)
    stem = tuple(first[:longest])
    cuts = tuple(min(_shared(stem, prompt), len(prompt) - 1) for prompt in prompts)
    return Pack(stem, cuts, tuple(tuple(prompt[cut:]) for prompt, cut in zip(prompts, cuts, strict=True)))


def _shared(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens two sequences begin with alike."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def last_hidden(decoder: Any, packed: Pack, device: torch.device, *, pad: int = 0) -> torch.Tensor:
    """Hidden states [N, width] at the last token of each prompt, in the order of the prompts; differentiable."""
    stem, lengths = len(packed.stem), [len(end) for end in packed.ends]
    filling = packed.tokens - stem - sum(lengths)
    tokens = [*packed.stem, *chain.from_iterable(packed.ends), *[pad] * filling]
    starts = zip(packed.cuts, lengths, strict=True)
    places = [*range(stem), *chain.from_iterable(range(cut, cut + n) for cut, n in starts), *[0] * filling]
    hidden = decoder(
        input_ids=torch.tensor([tokens], device=device),
        position_ids=torch.tensor([places], device=device),
        attention_mask=_sees(packed, filling)[None, None].to(device),
        use_cache=False,
    ).last_hidden_state[0]
    last = torch.tensor(lengths).cumsum(0) + stem - 1
    return hidden[last.to(device)]  # type: ignore[no-any-return]


def _sees(packed: Pack, filling: int) -> torch.Tensor:
    """Which token sees which [T, T]; what fills the row up sees the first token only."""
    stem = len(packed.stem)
    lengths = torch.tensor([stem, *(len(end) for end in packed.ends), filling])
    owner = torch.arange(len(lengths)).repeat_interleave(lengths)
    reach = torch.tensor([stem, *packed.cuts, 1])[owner]
    at = torch.arange(len(owner))
    of_stem = (at[None] < stem) & (at[None] < reach[:, None])
    of_own = (owner[None] == owner[:, None]) & (owner[:, None] < len(lengths) - 1)
    sees: torch.Tensor = (of_stem | of_own) & (at[None] <= at[:, None])
    sees[at, at] = True
    return sees
