"""Prompts that are read together get what they would get alone."""

from typing import Any

import pytest
import torch

from finetune.packing import END_STEP, PREFIX_STEP, common_prefix, pack
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
    "shared less than a step": [tokens(1, PREFIX_STEP - 2) + tokens(n, 5) for n in (2, 3)],
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


def test_what_pads_a_prompt_does_not_reach_it(network: Any) -> None:
    one, other = (label_logits(network, pack(CASES["shared"], pad=pad), CPU) for pad in (0, 9))
    assert torch.equal(one, other)


@pytest.mark.parametrize("name", CASES)
def test_a_pack_holds_every_prompt_once(name: str) -> None:
    prompts = CASES[name]
    packed = pack(prompts)
    assert sorted(packed.order) == list(range(len(prompts)))
    assert packed.prefix.numel() % PREFIX_STEP == 0
    rebuilt = [
        packed.prefix.tolist() + group[i, : int(last[i]) + 1].tolist()
        for group, last in zip(packed.groups, packed.last, strict=True)
        for i in range(len(group))
    ]
    assert rebuilt == [prompts[number] for number in packed.order]
    assert all(group.shape[1] % END_STEP == 0 for group in packed.groups)
    assert packed.tokens >= sum(map(len, prompts)) - packed.prefix.numel() * (len(prompts) - 1)


def test_reading_together_is_less_work() -> None:
    prompts = [SHARED * 4 + tokens(n, 10) for n in range(10)]
    assert pack(prompts).tokens < sum(map(len, prompts)) / 4


@pytest.mark.parametrize(
    ("prompts", "shared"),
    [
        ([[1, 2, 3]], 2),
        ([[1, 2, 3], [1, 2, 3]], 2),
        ([[1, 2], [1, 2, 3]], 1),
        ([[1, 2, 9], [1, 3, 9]], 1),
        ([[1], [2]], 0),
    ],
)
def test_a_common_beginning_leaves_each_prompt_a_token(prompts: list[list[int]], shared: int) -> None:
    assert common_prefix(prompts) == shared


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
