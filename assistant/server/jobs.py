"""Requests as the worker sees them: a prompt, what is wanted of it, and where the pieces of the replies go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch

from assistant.server.attention import Tape
from assistant.server.prompts import Prompt
from assistant.server.roster import Served
from assistant.server.sampling import Choice, Sampling
from assistant.server.text import ReplyText

FinishReason = Literal["stop", "length"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request asks for. `seed` null draws one; reply k of a request draws with seed + k."""

    max_tokens: int
    sampling: Sampling
    replies: int = 1
    stops: tuple[str, ...] = ()
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Some more of reply `index`: settled text (maybe none yet) and the token that was chosen."""

    index: int
    text: str
    choice: Choice
    finished: FinishReason | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The request cannot be answered."""

    reason: str


Event = Piece | Failed


@dataclass(eq=False, slots=True)
class Job:
    """One request. `deliver` is called by the worker's thread; setting `cancelled` makes the worker drop the job."""

    served: Served
    prompt: Prompt
    wanted: Wanted
    deliver: Callable[[Event], None]
    cancelled: bool = False

    @property
    def is_reading(self) -> bool:
        """Whether one pass over the prompt is all there is to do."""
        return self.wanted.max_tokens == 1


@dataclass(eq=False, slots=True)
class Reply:
    """One reply while it is being written."""

    job: Job
    index: int
    text: ReplyText
    generator: torch.Generator
    tape: Tape | None = None
    last: int = -1
    written: int = 0
    finished: FinishReason | None = None

    def take(self, choice: Choice, *, ends: bool) -> Piece:
        """Add a token; what that settles. `ends` says that the token is an end of reply, which has no text."""
        self.written += 1
        self.last = choice.token
        text = "" if ends else self.text.push(choice.token)
        if ends or self.text.stopped:
            self.finished = "stop"
        elif self.written == self.job.wanted.max_tokens:
            self.finished = "length"
        if self.finished:
            text += self.text.end()
            self.finished = "stop" if self.text.stopped else self.finished
        return Piece(self.index, text, choice, self.finished)
