"""Keys and values of prompt beginnings that were read before, kept for prompts that begin alike.

A block is `BLOCK` tokens of a prompt after all that came before them. Its key is a digest of the weights and of every
token up to its end, so equal keys mean equal values, whoever computed them.
"""

import hashlib
from array import array
from collections import OrderedDict

from torch import Tensor

from assistant.server.attention import BLOCK


def block_keys(weights: str, ids: tuple[int, ...]) -> tuple[bytes, ...]:
    """The keys of a prompt's whole blocks, leaving at least its last token out: that one is always computed."""
    keys = []
    digest = hashlib.sha256(weights.encode()).digest()
    for start in range(0, len(ids) - BLOCK, BLOCK):
        digest = hashlib.sha256(digest + array("q", ids[start : start + BLOCK]).tobytes()).digest()
        keys.append(digest)
    return tuple(keys)


class BlockStore:
    """The most recently used blocks within a number of bytes. Values [layers, 2, heads, BLOCK, size]."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._blocks: OrderedDict[bytes, Tensor] = OrderedDict()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._blocks)

    def get(self, key: bytes) -> Tensor | None:
        """The block, now the most recently used, or null."""
        block = self._blocks.get(key)
        if block is not None:
            self._blocks.move_to_end(key)
        return block

    def put(self, key: bytes, block: Tensor) -> None:
        """Keep it; the least recently used ones give way."""
        if key in self._blocks:
            return
        self._blocks[key] = block
        self.bytes += block.nbytes
        while self.bytes > self._limit:
            self.bytes -= self._blocks.popitem(last=False)[1].nbytes
