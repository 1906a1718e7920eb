"""What is remembered, for how long, and under which key."""

import torch

from assistant.server.attention import BLOCK
from assistant.server.blocks import BlockStore, block_keys

BYTES = 4 * 8


def test_keys_cover_whole_blocks_and_leave_the_last_token_out() -> None:
    counts = {length: len(block_keys("w", tuple(range(length)))) for length in (1, BLOCK, BLOCK + 1, 3 * BLOCK)}
    assert counts == {1: 0, BLOCK: 0, BLOCK + 1: 1, 3 * BLOCK: 2}


def test_a_key_depends_on_the_weights_and_everything_before() -> None:
    ids = tuple(range(3 * BLOCK + 1))
    keys = block_keys("w", ids)
    assert keys == block_keys("w", (*ids[:-1], 99))
    assert not set(keys) & set(block_keys("other", ids))
    assert not set(keys) & set(block_keys("w", (99, *ids[1:])))
    assert block_keys("w", (*ids[: 2 * BLOCK], 99, *ids[2 * BLOCK + 1 :]))[:2] == keys[:2]


def test_the_least_recently_used_block_gives_way() -> None:
    store = BlockStore(2 * BYTES)
    for key in (b"a", b"b"):
        store.put(key, torch.zeros(8))
    assert store.get(b"a") is not None
    store.put(b"c", torch.zeros(8))
    assert store.get(b"b") is None
    assert store.get(b"a") is not None
    assert (len(store), store.bytes) == (2, 2 * BYTES)


def test_a_block_is_counted_once() -> None:
    store = BlockStore(10 * BYTES)
    store.put(b"a", torch.zeros(8))
    store.put(b"a", torch.ones(8))
    assert store.bytes == BYTES
