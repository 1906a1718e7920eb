"""Packed reading is the model's own reading, and no answer depends on its company."""

from collections.abc import Sequence

import pytest
import torch
from torch import Tensor

from assistant.server.attention import BLOCK, Tape
from assistant.server.blocks import BlockStore
from assistant.server.model import PackedModel
from assistant.server.prompts import Prompt, ReadingPass
from tests.assistant.server.tiny import tiny_model, tiny_network

LENGTHS = [1, 2, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 1, 100, 257]
ROOMY = 1 << 30


def _ids(length: int, seed: int) -> tuple[int, ...]:
    generator = torch.Generator().manual_seed(seed)
    return tuple(torch.randint(3, 400, (length,), generator=generator).tolist())


def _siblings() -> list[tuple[int, ...]]:
    """Prompts that share beginnings of several lengths, on and off block boundaries, and some strangers."""
    stem, longer = _ids(70, 1), _ids(50, 2)
    tails = [_ids(5 + 7 * number, 10 + number) for number in range(6)]
    shared = [stem + tail for tail in tails] + [stem + longer + tail for tail in tails[:3]]
    return [*shared, stem[:64] + _ids(9, 30), stem[:64], _ids(64, 31), _ids(1, 32)]


def _read(
    model: PackedModel, store: BlockStore, prompts: Sequence[tuple[int, ...]], budget: int = 4096
) -> list[Tensor]:
    """Logits of each prompt, read together in passes of at most `budget` tokens."""
    reading = [Prompt("w", ids) for ids in prompts]
    waiting = reading
    while waiting:
        step = ReadingPass(store, budget)
        for prompt in waiting:
            if not step.add(prompt):
                break
        step.compute(model)
        waiting = [prompt for prompt in waiting if prompt.logits is None]
    return [prompt.logits for prompt in reading if prompt.logits is not None]


def _alone(model: PackedModel, ids: tuple[int, ...]) -> Tensor:
    return _read(model, BlockStore(ROOMY), [ids])[0]


@pytest.mark.parametrize("length", LENGTHS)
def test_reading_agrees_with_a_plain_forward(length: int) -> None:
    ids = _ids(length, length)
    with torch.inference_mode():
        plain = tiny_network(torch.float32)(input_ids=torch.tensor([ids])).logits[0, -1]
    assert torch.allclose(_alone(tiny_model(torch.float32), ids), plain, atol=1e-4)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32])
@pytest.mark.parametrize("budget", [BLOCK, 3 * BLOCK, 100, 4096])
@pytest.mark.parametrize("reverse", [False, True])
def test_same_prompt_same_logits_bit_for_bit_in_any_company(dtype: torch.dtype, budget: int, reverse: bool) -> None:
    model = tiny_model(dtype)
    prompts = _siblings()[:: -1 if reverse else 1]
    together = _read(model, BlockStore(ROOMY), prompts, budget)
    for ids, found in zip(prompts, together, strict=True):
        assert torch.equal(found, _alone(model, ids))


@pytest.mark.parametrize("room", [0, 20_000, ROOMY])
def test_what_the_store_remembers_changes_nothing(room: int) -> None:
    model = tiny_model()
    store = BlockStore(room)
    first = _read(model, store, _siblings(), 128)
    again = _read(model, store, _siblings(), 64)
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    assert store.bytes <= room


def test_a_shared_beginning_is_computed_once() -> None:
    step = ReadingPass(BlockStore(ROOMY), 4096)
    stem = _ids(5 * BLOCK, 1)
    prompts = [Prompt("w", stem + _ids(10, seed)) for seed in range(2, 6)]
    assert all(step.add(prompt) for prompt in prompts)
    assert step.tokens == 5 * BLOCK + 4 * 10


def test_a_remembered_beginning_is_not_computed_again() -> None:
    store, stem, model = BlockStore(ROOMY), _ids(5 * BLOCK, 1), tiny_model()
    _read(model, store, [stem + _ids(10, 2)])
    step = ReadingPass(store, 4096)
    assert step.add(Prompt("w", stem + _ids(7, 3)))
    assert step.tokens == 7
    other = ReadingPass(store, 4096)
    assert other.add(Prompt("other weights", stem + _ids(7, 3)))
    assert other.tokens == 5 * BLOCK + 7


def test_writing_on_agrees_with_plain_generation() -> None:
    ids, model = _ids(37, 5), tiny_model(torch.float32)
    with torch.inference_mode():
        plain = tiny_network(torch.float32).generate(
            torch.tensor([ids]),
            attention_mask=torch.ones(1, len(ids)),
            max_new_tokens=200,
            do_sample=False,
            eos_token_id=None,
        )
        assert _written(model, [ids], 200)[0] == plain[0, len(ids) :].tolist()


def test_what_is_written_does_not_depend_on_company() -> None:
    model = tiny_model()
    prompts = [_ids(length, length) for length in (5, 40, 41, 90, 7, 8, 9, 10, 11)]
    together = _written(model, prompts, 20)
    assert together == [_written(model, [ids], 20)[0] for ids in prompts]


@torch.inference_mode()
def _written(model: PackedModel, prompts: Sequence[tuple[int, ...]], tokens: int) -> list[list[int]]:
    """The most probable continuations, written together."""
    reading = [Prompt("w", ids) for ids in prompts]
    step = ReadingPass(BlockStore(ROOMY), 4096)
    for prompt in reading:
        step.add(prompt)
    step.compute(model)
    tapes = [Tape(prompt.cache()) for prompt in reading]
    replies = [[int(prompt.logits.argmax())] for prompt in reading if prompt.logits is not None]
    for _ in range(tokens - 1):
        for tape, reply in zip(tapes, replies, strict=True):
            tape.follow(reply[-1])
        for row, reply in zip(model.write(tapes), replies, strict=True):
            reply.append(int(row.argmax()))
    return replies
