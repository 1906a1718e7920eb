"""Reading prompts: which of their tokens one pass computes, and what is remembered of them.

A prompt is cut into blocks. Blocks that were read before come from the store, blocks that several prompts share are
computed once, and a long prompt may take several passes. None of it shows in the result: see `attention` and `rows`.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from assistant.server.attention import BLOCK, Run
from assistant.server.blocks import BlockStore, block_keys
from assistant.server.model import PackedModel


class Prompt:
    """A prompt being read. `logits` (fp32, [vocabulary]) is set once it has been read to its end."""

    def __init__(self, weights: str, ids: tuple[int, ...]) -> None:
        self.ids = ids
        self.keys = block_keys(weights, ids)
        self.held: dict[bytes, Tensor] = {}
        self.tail: Tensor | None = None
        self.logits: Tensor | None = None

    def cache(self) -> Tensor:
        """Keys and values of the whole prompt, [layers, 2, heads, tokens, size], to write on from."""
        if self.tail is None:
            raise RuntimeError("the prompt has not been read to its end")
        return torch.cat([*(self.held[key] for key in self.keys), self.tail], dim=3)


class ReadingPass:
    """What one pass computes of some prompts of one model: at most `budget` tokens, at least one block."""

    def __init__(self, store: BlockStore, budget: int) -> None:
        self._store = store
        self._room = max(budget, BLOCK)
        self._runs: list[Run] = []
        self._parts: list[tuple[Prompt, int, bool]] = []
        self._owner: dict[bytes, tuple[Run, int]] = {}
        self._stems: dict[bytes, Tensor] = {}

    @property
    def tokens(self) -> int:
        """Tokens that the pass computes."""
        return sum(len(run.tokens) for run in self._runs)

    def add(self, prompt: Prompt) -> bool:
        """Plan as much of the prompt as there is room for; false if that is nothing."""
        stored = self._recall(prompt)
        shared = stored
        while shared < len(prompt.keys) and prompt.keys[shared] in self._owner:
            shared += 1
        first = shared * BLOCK
        wanted = len(prompt.ids) - first
        whole = wanted <= self._room
        count = wanted if whole else self._room // BLOCK * BLOCK
        if not count:
            return False
        parent = self._owner[prompt.keys[shared - 1]][0] if shared > stored else None
        stem = self._stem(prompt, stored) if stored and parent is None else None
        self._plan(prompt, Run(prompt.ids[first : first + count], first, stem, parent), whole)
        return True

    def compute(self, model: PackedModel) -> tuple[Prompt, ...]:
        """Run the pass; returned are the prompts that were read to their end."""
        ends = [number for number, (_, _, whole) in enumerate(self._parts) if whole]
        logits, fresh = model.read(self._runs, ends or [0])
        blocks = self._kept(fresh)
        at = 0
        for (prompt, start, whole), run in zip(self._parts, self._runs, strict=True):
            prompt.held.update({key: blocks[key] for key in prompt.keys if key in blocks})
            if whole:
                from_tail = start + len(prompt.keys) * BLOCK - run.first
                prompt.tail = fresh[..., from_tail : start + len(run.tokens), :].clone()
                prompt.logits = logits[at]
                at += 1
        return tuple(self._parts[number][0] for number in ends)

    def _recall(self, prompt: Prompt) -> int:
        """How many of the prompt's first blocks are there already; they are held until it is done."""
        for number, key in enumerate(prompt.keys):
            block = prompt.held.get(key)
            if block is None:
                block = self._store.get(key)
            if block is None:
                return number
            prompt.held[key] = block
        return len(prompt.keys)

    def _stem(self, prompt: Prompt, count: int) -> Tensor:
        """The first `count` blocks as one."""
        last = prompt.keys[count - 1]
        if last not in self._stems:
            self._stems[last] = torch.cat([prompt.held[key] for key in prompt.keys[:count]], dim=3)
        return self._stems[last]

    def _plan(self, prompt: Prompt, run: Run, whole: bool) -> None:
        self._parts.append((prompt, self.tokens, whole))
        self._runs.append(run)
        self._room -= len(run.tokens)
        end = run.first + len(run.tokens)
        for number in range(run.first // BLOCK, len(prompt.keys)):
            if (number + 1) * BLOCK <= end:
                self._owner[prompt.keys[number]] = run, (number * BLOCK - run.first)

    def _kept(self, fresh: Tensor) -> dict[bytes, Tensor]:
        """The blocks that were computed, put into the store."""
        starts = {id(run): start for run, (_, start, _) in zip(self._runs, self._parts, strict=True)}
        kept = {}
        for key, (run, offset) in self._owner.items():
            start = starts[id(run)] + offset
            kept[key] = fresh[..., start : start + BLOCK, :].clone()
            self._store.put(key, kept[key])
        return kept


def read_whole(model: PackedModel, store: BlockStore, prompts: Sequence[Prompt], budget: int) -> None:
    """Read prompts to their ends, in as many passes as it takes."""
    waiting = list(prompts)
    while waiting:
        step = ReadingPass(store, budget)
        for prompt in waiting:
            if not step.add(prompt):
                break
        done = step.compute(model)
        waiting = [prompt for prompt in waiting if prompt not in done]
