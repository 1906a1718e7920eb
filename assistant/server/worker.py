"""The one thread that owns the model: reads prompts together, writes replies together, a pass at a time.

Reading goes first, because a reading is one pass and many wait for it, but after a pass there is writing for as long as
that took, so neither starves: with one step between two passes, a question of 40 tokens took 80 s beside the reading of
a long answer (two busy cores). A prompt that should be written on waits behind readings until it is `_PATIENCE_S` old.
Nothing here changes what a request is answered, only when.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeVar

import torch

from assistant.server.attention import Tape
from assistant.server.blocks import BlockStore
from assistant.server.errors import QueueFull
from assistant.server.jobs import Event, Failed, Job, Reply
from assistant.server.metrics import Metrics
from assistant.server.model import PackedModel
from assistant.server.prompts import ReadingPass
from assistant.server.roster import Roster
from assistant.server.sampling import choose
from assistant.server.text import ReplyText
from assistant.server.tokens import ChatTokens

_GATHER_S = 0.005
_GATHER_AT_MOST_S = 0.05
_PATIENCE_S = 5.0
_log = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much at once: waiting requests, replies being written, tokens a reading pass, bytes of remembered blocks."""

    queue: int = 256
    replies: int = 16
    pass_tokens: int = 512
    cache_bytes: int = 256 << 20


class Worker:
    """Accepts jobs from any thread, computes them in its own."""

    def __init__(self, roster: Roster, tokens: ChatTokens, limits: Limits, metrics: Metrics) -> None:
        self.roster = roster
        self._tokens = tokens
        self._limits = limits
        self._metrics = metrics
        self._store = BlockStore(limits.cache_bytes)
        self._arrived: deque[tuple[float, Job]] = deque()
        self._orders: deque[Callable[[], None]] = deque()
        self._waiting: list[tuple[float, Job]] = []
        self._writing: list[Reply] = []
        self._changed = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="model", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """End after the pass under way; whatever is not done fails."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join(timeout=30)

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def submit(self, job: Job) -> None:
        """Queue a job. Raises `QueueFull`."""
        with self._changed:
            if self._stopping:
                raise QueueFull("the server is shutting down")
            if len(self._arrived) + len(self._waiting) >= self._limits.queue:
                raise QueueFull(f"{self._limits.queue} requests wait already; try again in a moment")
            self._arrived.append((time.monotonic(), job))
            self._changed.notify()

    def order(self, act: Callable[[], _T]) -> Future[_T]:
        """Have something done between two passes by the thread that owns the model."""
        done: Future[_T] = Future()

        def run() -> None:
            try:
                done.set_result(act())
            except Exception as error:
                done.set_exception(error)

        with self._changed:
            self._orders.append(run)
            self._changed.notify()
        return done

    def _run(self) -> None:
        with torch.inference_mode():
            while self._gathered():
                while self._orders:
                    self._orders.popleft()()
                self._drop_cancelled()
                began = time.monotonic()
                self._read()
                self._write_until(2 * time.monotonic() - began)
                self._metrics.running(len(self._writing), len(self._waiting))
        for job in [job for _, job in self._waiting] + [reply.job for reply in self._writing]:
            _tell(job, Failed("the server is shutting down; ask again"))

    def _gathered(self) -> bool:
        """Wait for work; requests of one client come within milliseconds and share most of their reading."""
        with self._changed:
            self._changed.wait_for(lambda: self._busy or self._stopping)
            deadline = time.monotonic() + _GATHER_AT_MOST_S
            while self._arrived and not self._writing and time.monotonic() < deadline:
                known = len(self._arrived)
                self._changed.wait(_GATHER_S)
                if len(self._arrived) == known:
                    break
            self._waiting += self._arrived
            self._arrived.clear()
            return not self._stopping

    @property
    def _busy(self) -> bool:
        return bool(self._arrived or self._orders or self._waiting or self._writing)

    def _drop_cancelled(self) -> None:
        self._waiting = [(since, job) for since, job in self._waiting if not job.cancelled]
        self._writing = [reply for reply in self._writing if not reply.job.cancelled]

    def _read(self) -> None:
        """One pass over waiting prompts of one model."""
        jobs = self._next_to_read()
        if not jobs:
            return
        step = ReadingPass(self._store, self._limits.pass_tokens)
        taken = []
        for job in jobs:
            if not step.add(job.prompt):
                break
            taken.append(job)
        try:
            done = step.compute(jobs[0].served.model)
        except Exception:
            self._fail(taken)
            return
        self._metrics.read(step.tokens)
        for job in [job for job in taken if job.prompt in done]:
            self._begin(job)

    def _next_to_read(self) -> list[Job]:
        """Jobs of one model in the order they should be read; a job that is to be written on needs a free place."""
        late = time.monotonic() - _PATIENCE_S
        places = self._limits.replies - len(self._writing)
        jobs: list[Job] = []
        for _, job in sorted(self._waiting, key=lambda entry: not (entry[1].is_reading or entry[0] < late)):
            if not job.is_reading:
                places -= job.wanted.replies
                if places < 0 and (self._writing or jobs):
                    continue
            if not jobs or job.served.model is jobs[0].served.model:
                jobs.append(job)
        return jobs

    def _begin(self, job: Job) -> None:
        """Choose each reply's first token from the prompt's last; go on writing the replies that want more."""
        self._waiting = [entry for entry in self._waiting if entry[1] is not job]
        logits = job.prompt.logits
        if logits is None:
            raise RuntimeError("a prompt that was not read to its end")
        seed = secrets.randbits(62) if job.wanted.seed is None else job.wanted.seed
        for index in range(job.wanted.replies):
            generator = torch.Generator().manual_seed((seed + index) % (1 << 63))
            reply = Reply(job, index, ReplyText(self._tokens.decode, job.wanted.stops), generator)
            self._advance(reply, logits)
            if not reply.finished:
                reply.tape = Tape(job.prompt.cache())
                reply.tape.follow(reply.last)
                self._writing.append(reply)

    def _write_until(self, end: float) -> None:
        """One more token of every reply, at least, and then more until that time."""
        while self._writing:
            for model in {id(r.job.served.model): r.job.served.model for r in self._writing}.values():
                self._write(model)
            if time.monotonic() >= end:
                return

    def _write(self, model: PackedModel) -> None:
        """One more token of every reply of a model."""
        replies = [reply for reply in self._writing if reply.job.served.model is model]
        try:
            logits = model.write([reply.tape for reply in replies if reply.tape is not None])
        except Exception:
            self._fail([reply.job for reply in replies])
            return
        for reply, row in zip(replies, logits, strict=True):
            self._advance(reply, row)
            if reply.tape is not None:
                reply.tape.follow(reply.last)
        self._metrics.wrote(len(replies))
        self._writing = [reply for reply in self._writing if not reply.finished]

    def _advance(self, reply: Reply, logits: torch.Tensor) -> None:
        choice = choose(logits.cpu(), reply.job.wanted.sampling, reply.generator)
        _tell(reply.job, reply.take(choice, ends=choice.token in self.roster.eos))

    def _fail(self, jobs: Sequence[Job]) -> None:
        """A pass went wrong: those in it get an error, the others go on."""
        _log.exception("a pass failed")
        for job in jobs:
            _tell(job, Failed("the model failed on this request; the server's log says why"))
        gone = {id(job) for job in jobs}
        self._waiting = [entry for entry in self._waiting if id(entry[1]) not in gone]
        self._writing = [reply for reply in self._writing if id(reply.job) not in gone]


def _tell(job: Job, event: Event) -> None:
    """Deliver; a client that is gone is no error of the model's."""
    try:
        job.deliver(event)
    except RuntimeError:
        job.cancelled = True
