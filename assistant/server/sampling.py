"""Choosing the next token of one reply, and saying how probable it and the others were.

Each reply draws from its own generator, so what it draws does not depend on its company.
"""

from dataclasses import dataclass

import torch
from torch import Generator, Tensor


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to choose: temperature 0 takes the most probable; `top_p` in (0, 1] keeps the smallest set of that mass."""

    temperature: float = 1.0
    top_p: float = 1.0
    top_logprobs: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A token with its log-probability under the model itself (temperature and `top_p` aside), and the best others."""

    token: int
    logprob: float | None
    top: tuple[tuple[int, float], ...]


def choose(logits: Tensor, sampling: Sampling, generator: Generator) -> Choice:
    """The next token, given fp32 logits of shape [vocabulary]."""
    token = int(logits.argmax()) if sampling.temperature == 0 else _drawn(logits, sampling, generator)
    if sampling.top_logprobs is None:
        return Choice(token, None, ())
    logprobs = logits.log_softmax(0)
    best = logprobs.topk(min(sampling.top_logprobs, len(logprobs)))
    top = tuple(zip(best.indices.tolist(), best.values.tolist(), strict=True))
    return Choice(token, logprobs[token].item(), top)


def _drawn(logits: Tensor, sampling: Sampling, generator: Generator) -> int:
    shares = (logits / sampling.temperature).softmax(0)
    if sampling.top_p == 1:
        return int(torch.multinomial(shares, 1, generator=generator))
    ranked, order = shares.sort(descending=True, stable=True)
    ranked[ranked.cumsum(0) - ranked >= sampling.top_p] = 0
    return int(order[torch.multinomial(ranked, 1, generator=generator)])
