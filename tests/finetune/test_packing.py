"""Prompts that are read together get what they would get alone."""

from typing import Any

import pytest
import torch

from finetune.packing import PAD_TO, last_hidden, pack
from finetune.train import label_logits
from tests.assistant.server.tiny import tiny_network

CPU = torch.device("cpu")


def tokens(start: int, count: int) -> list[int]:
    """Some tokens, the same for the same start."""
    return [3 + (start * 31 + 7 * i) % 390 for i in range(count)]


SHARED = tokens(1, 50)
CASES = {
    "one": [SHARED],
    "one short": [[5]],
    "nothing shared": [tokens(1, 9), tokens(2, 30), tokens(3, 17)],
    "shared": [SHARED + tokens(2, 3), SHARED + tokens(3, 20), SHARED + tokens(4, 16), SHARED + tokens(5, 4)],
    "one begins another": [SHARED, SHARED + tokens(2, 1), SHARED + tokens(2, 40)],
    "alike": [SHARED, SHARED],
    "ends of many lengths": [SHARED + tokens(n, n) for n in (33, 1, 17, 16, 2, 15, 32)],
    "leaving at different places": [SHARED, SHARED[:30] + tokens(2, 9), SHARED[:45] + tokens(3, 4), SHARED[:2]],
    "two behind a third's stem": [tokens(1, 5) + tokens(2, 9), tokens(1, 5) + tokens(3, 9), tokens(9, 12)],
}


@pytest.fixture(scope="module")
def network() -> Any:
    return tiny_network(torch.float32)


@pytest.mark.parametrize("name", CASES)
def test_packed_prompts_read_as_they_would_alone(network: Any, name: str) -> None:
    prompts = CASES[name]
    packed = label_logits(network, pack(prompts), CPU)
    alone = torch.stack([network(input_ids=torch.tensor([prompt])).logits[0, -1] for prompt in prompts])
    assert packed.shape == alone.shape
    assert torch.allclose(packed, alone, atol=1e-4, rtol=0)
    assert not torch.allclose(alone, alone.roll(1, 0), atol=1e-2) or len({tuple(p) for p in prompts}) == 1


def test_what_fills_a_row_does_not_reach_the_prompts(network: Any) -> None:
    packed = pack(CASES["shared"])
    assert packed.tokens > len(packed.stem) + sum(map(len, packed.ends))
    one, other = (last_hidden(network.model, packed, CPU, pad=pad) for pad in (0, 9))
    assert torch.equal(one, other)


@pytest.mark.parametrize("name", CASES)
def test_a_pack_holds_every_prompt_once(name: str) -> None:
    prompts = CASES[name]
    packed = pack(prompts)
    rebuilt = [[*packed.stem[:cut], *end] for cut, end in zip(packed.cuts, packed.ends, strict=True)]
    assert rebuilt == prompts
    assert all(packed.ends)
    assert packed.tokens % PAD_TO == 0


def test_reading_together_is_less_work() -> None:
    prompts = [SHARED * 4 + tokens(n, 10) for n in range(10)]
    assert pack(prompts).tokens < sum(map(len, prompts)) / 4


@pytest.mark.parametrize(
    ("prompts", "stem", "cuts"),
    [
        ([[1, 2, 3]], 2, (2,)),
        ([[1, 2, 3], [1, 2, 3]], 3, (2, 2)),
        ([[1, 2], [1, 2, 3]], 2, (1, 2)),
        ([[1, 2, 9], [1, 3, 9]], 1, (1, 1)),
        ([[1, 2, 3, 4], [1, 2, 3, 5], [1, 7]], 3, (3, 3, 1)),
        ([[1], [2]], 0, (0, 0)),
    ],
)
def test_the_stem_is_what_two_begin_with_and_each_keeps_a_token(
    prompts: list[list[int]], stem: int, cuts: tuple[int, ...]
) -> None:
    packed = pack(prompts)
    assert (len(packed.stem), packed.cuts) == (stem, cuts)


def test_gradients_flow_through_the_shared_beginning() -> None:
    """Of the embeddings: what the sum of packed logits moves is what the sum of separate ones moves."""
    network = tiny_network(torch.float32)
    embedded = network.model.embed_tokens.weight.requires_grad_(True)
    prompts = CASES["shared"]
    (packed,) = torch.autograd.grad(label_logits(network, pack(prompts), CPU).pow(2).sum(), embedded)
    alone = sum(network(input_ids=torch.tensor([prompt])).logits[0, -1].pow(2).sum() for prompt in prompts)
    (separate,) = torch.autograd.grad(alone, embedded)
    assert float(packed[SHARED[0]].abs().max()) > 0
    assert torch.allclose(packed, separate, rtol=1e-3, atol=1e-4 * float(separate.abs().max()))
