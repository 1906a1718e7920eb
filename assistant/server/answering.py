"""From a chat request to a job for the worker, and from the worker's pieces to a reply or a stream of events."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from fastapi import Request, Response

from assistant.server.errors import InvalidRequest, PromptTooLong, QueueFull, ReplyFailed
from assistant.server.jobs import Event, Failed, Job, Piece, Wanted
from assistant.server.metrics import Metrics
from assistant.server.prompts import Prompt
from assistant.server.protocol import (
    ChatChunk,
    ChatReply,
    ChatRequest,
    ChunkChoice,
    Delta,
    ErrorBody,
    ErrorEnvelope,
    Logprobs,
    ReplyChoice,
    ReplyMessage,
    TokenLogprob,
    TopLogprob,
    Usage,
)
from assistant.server.sampling import Choice, Sampling
from assistant.server.tokens import ChatTokens
from assistant.server.worker import Worker

_CLIENT_GONE = 499


@dataclass(slots=True)
class _Asking:
    """A request under way."""

    asked: ChatRequest
    job: Job
    events: asyncio.Queue[Event]
    since: float = field(default_factory=time.monotonic)
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))
    written: int = 0

    async def next(self) -> Piece:
        """The next piece of any reply."""
        event = await self.events.get()
        if isinstance(event, Failed):
            raise ReplyFailed(event.reason)
        self.written += 1
        return event

    @property
    def usage(self) -> Usage:
        """Tokens so far."""
        prompt = len(self.job.prompt.ids)
        return Usage(prompt_tokens=prompt, completion_tokens=self.written, total_tokens=prompt + self.written)


class Answering:
    """Answers chat requests."""

    def __init__(self, worker: Worker, tokens: ChatTokens, metrics: Metrics) -> None:
        self._worker = worker
        self._tokens = tokens
        self._metrics = metrics

    async def whole(self, asked: ChatRequest, request: Request) -> Response:
        """The complete reply; if the client goes away the work on it stops."""
        asking = self._begin(asked)
        collecting = asyncio.ensure_future(self._collect(asking))
        leaving = asyncio.ensure_future(_left(request))
        try:
            await asyncio.wait((collecting, leaving), return_when=asyncio.FIRST_COMPLETED)
            if not collecting.done():
                self._count(asking, _CLIENT_GONE)
                return Response(status_code=_CLIENT_GONE)
            reply = collecting.result()
        except ReplyFailed as error:
            self._count(asking, error.status)
            raise
        finally:
            asking.job.cancelled = True
            collecting.cancel()
            leaving.cancel()
        self._count(asking, 200)
        return Response(reply.model_dump_json(), media_type="application/json")

    async def stream(self, asked: ChatRequest) -> AsyncIterator[str]:
        """The events of a reply; refusals are raised before the first one."""
        asking = self._begin(asked)
        return self._events(asking)

    def _begin(self, asked: ChatRequest) -> _Asking:
        """Queue the request."""
        served = self._worker.roster.get(asked.model)
        try:
            ids = self._tokens.encode([(message.role, message.text) for message in asked.messages])
            wanted = self._wanted(asked, len(ids))
            loop = asyncio.get_running_loop()
            events: asyncio.Queue[Event] = asyncio.Queue()
            job = Job(
                served,
                Prompt(served.weights, ids),
                wanted,
                lambda event: _post(loop, events, event),
            )
            self._worker.submit(job)
        except (InvalidRequest, QueueFull) as error:
            self._metrics.answered(served.name, error.status, "refused", 0.0)
            raise
        self._metrics.asked(len(ids))
        return _Asking(asked, job, events)

    def _wanted(self, asked: ChatRequest, prompt_tokens: int) -> Wanted:
        context = self._worker.roster.context
        most = asked.max_completion_tokens or asked.max_tokens
        if prompt_tokens + (most or 1) > context:
            raise PromptTooLong(
                f"this model's context is {context} tokens, but the messages take {prompt_tokens} and the reply "
                f"{most or 'at least 1'}; shorten the messages or ask for less",
                "messages",
            )
        sampling = Sampling(
            temperature=1.0 if asked.temperature is None else asked.temperature,
            top_p=asked.top_p or 1.0,
            top_logprobs=(asked.top_logprobs or 0) if asked.logprobs else None,
        )
        return Wanted(most or context - prompt_tokens, sampling, asked.n or 1, asked.stops, asked.seed)

    async def _collect(self, asking: _Asking) -> ChatReply:
        replies = asking.job.wanted.replies
        texts = [""] * replies
        choices: list[list[Choice]] = [[] for _ in range(replies)]
        reasons = [""] * replies
        while not all(reasons):
            piece = await asking.next()
            texts[piece.index] += piece.text
            choices[piece.index].append(piece.choice)
            reasons[piece.index] = piece.finished or ""
        return ChatReply(
            id=asking.id,
            created=asking.created,
            model=asking.asked.model,
            choices=[
                ReplyChoice(
                    index=index,
                    message=ReplyMessage(content=texts[index]),
                    logprobs=self._logprobs(choices[index]),
                    finish_reason=reasons[index],
                )
                for index in range(replies)
            ],
            usage=asking.usage,
        )

    async def _events(self, asking: _Asking) -> AsyncIterator[str]:
        status = _CLIENT_GONE
        try:
            for index in range(asking.job.wanted.replies):
                yield _event(_chunk(asking, ChunkChoice(index=index, delta=Delta(role="assistant", content=""))))
            left = asking.job.wanted.replies
            while left:
                piece = await asking.next()
                left -= bool(piece.finished)
                if piece.text or piece.finished or piece.choice.logprob is not None:
                    yield _event(_chunk(asking, self._chunk_choice(piece)))
            if asking.asked.stream_options and asking.asked.stream_options.include_usage:
                yield _event(_chunk(asking, None))
            yield "data: [DONE]\n\n"
            status = 200
        except ReplyFailed as error:
            status = error.status
            body = ErrorBody(message=str(error), type=error.kind, param=None, code=None)
            yield f"data: {ErrorEnvelope(error=body).model_dump_json()}\n\n"
        finally:
            asking.job.cancelled = True
            self._count(asking, status)

    def _chunk_choice(self, piece: Piece) -> ChunkChoice:
        return ChunkChoice(
            index=piece.index,
            delta=Delta(content=piece.text),
            logprobs=self._logprobs([piece.choice]),
            finish_reason=piece.finished,
        )

    def _logprobs(self, choices: list[Choice]) -> Logprobs | None:
        content = [self._token_logprob(choice, choice.logprob) for choice in choices if choice.logprob is not None]
        return Logprobs(content=content) if content else None

    def _token_logprob(self, choice: Choice, logprob: float) -> TokenLogprob:
        own = self._top(choice.token, logprob)
        others = [self._top(token, share) for token, share in choice.top]
        return TokenLogprob(token=own.token, logprob=own.logprob, bytes=own.bytes, top_logprobs=others)

    def _top(self, token: int, logprob: float) -> TopLogprob:
        text = self._tokens.token(token)
        return TopLogprob(token=text, logprob=logprob, bytes=list(text.encode()))

    def _count(self, asking: _Asking, status: int) -> None:
        kind = "read" if asking.job.is_reading else "write"
        self._metrics.answered(asking.job.served.name, status, kind, time.monotonic() - asking.since)


def _chunk(asking: _Asking, choice: ChunkChoice | None) -> ChatChunk:
    """An event with a choice, or the last one, with the usage instead."""
    return ChatChunk(
        id=asking.id,
        created=asking.created,
        model=asking.asked.model,
        choices=[] if choice is None else [choice],
        usage=asking.usage if choice is None else None,
    )


def _event(chunk: ChatChunk) -> str:
    return f"data: {chunk.model_dump_json()}\n\n"


def _post(loop: asyncio.AbstractEventLoop, events: asyncio.Queue[Event], event: Event) -> None:
    loop.call_soon_threadsafe(events.put_nowait, event)


async def _left(request: Request) -> None:
    """Return once the client has gone."""
    while not await request.is_disconnected():
        await asyncio.sleep(0.2)
