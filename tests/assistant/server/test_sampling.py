"""How a token is chosen, and what is said about it."""

import math

import pytest
import torch

from assistant.server.sampling import Choice, Sampling, choose

LOGITS = torch.tensor([0.5, 0.3, 0.15, 0.05]).log()


def _many(sampling: Sampling, count: int = 2000) -> list[float]:
    generator = torch.Generator().manual_seed(1)
    drawn = [choose(LOGITS, sampling, generator).token for _ in range(count)]
    return [drawn.count(token) / count for token in range(len(LOGITS))]


@pytest.mark.parametrize(
    ("sampling", "expected"),
    [
        (Sampling(temperature=0), [1, 0, 0, 0]),
        (Sampling(), [0.5, 0.3, 0.15, 0.05]),
        (Sampling(top_p=0.8), [0.625, 0.375, 0, 0]),
        (Sampling(top_p=0.81), [0.5 / 0.95, 0.3 / 0.95, 0.15 / 0.95, 0]),
        (Sampling(top_p=1e-9), [1, 0, 0, 0]),
        (Sampling(temperature=0.5), [0.25 / 0.365, 0.09 / 0.365, 0.0225 / 0.365, 0.0025 / 0.365]),
    ],
)
def test_shares(sampling: Sampling, expected: list[float]) -> None:
    assert _many(sampling) == pytest.approx(expected, abs=0.04)


def test_the_same_seed_draws_the_same() -> None:
    drawn = [[choose(LOGITS, Sampling(), g).token for _ in range(50)] for g in _generators(7, 7, 8)]
    assert drawn[0] == drawn[1] != drawn[2]


def _generators(*seeds: int) -> list[torch.Generator]:
    return [torch.Generator().manual_seed(seed) for seed in seeds]


def test_logprobs_are_the_models_own_whatever_the_temperature() -> None:
    choice = choose(LOGITS, Sampling(temperature=0.1, top_p=0.5, top_logprobs=3), torch.Generator())
    assert choice.logprob == pytest.approx(math.log(0.5))
    assert [token for token, _ in choice.top] == [0, 1, 2]
    assert [math.exp(logprob) for _, logprob in choice.top] == pytest.approx([0.5, 0.3, 0.15])


def test_no_logprobs_unless_asked() -> None:
    assert choose(LOGITS, Sampling(temperature=0), torch.Generator()) == Choice(0, None, ())
    assert choose(LOGITS, Sampling(temperature=0, top_logprobs=0), torch.Generator()).top == ()
