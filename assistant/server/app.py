"""The server's HTTP face: OpenAI's routes over the worker. It queues, waits and words replies; it never computes."""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.exceptions import HTTPException

from assistant.server.answering import Answering
from assistant.server.errors import (
    AdapterError,
    BodyTooLarge,
    InvalidRequest,
    QueueFull,
    ReplyFailed,
    RequestError,
    Unauthorized,
)
from assistant.server.metrics import Metrics
from assistant.server.protocol import (
    ChatRequest,
    ErrorBody,
    ErrorEnvelope,
    LoadAdapter,
    ModelCard,
    ModelList,
    UnloadAdapter,
    parsed,
)
from assistant.server.roster import Served
from assistant.server.tokens import ChatTokens
from assistant.server.worker import Worker

_MOST_BYTES_PER_TOKEN = 64
_RETRY_AFTER_S = "2"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask (no keys: everyone who can connect), and where adapters may be loaded from (null: nowhere)."""

    keys: frozenset[str] = frozenset()
    adapters_root: Path | None = None


def make_app(worker: Worker, tokens: ChatTokens, metrics: Metrics, access: Access) -> FastAPI:
    """The application; the worker starts and stops with it."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        worker.start()
        yield
        await asyncio.to_thread(worker.stop)

    app = FastAPI(
        title="Plumbline inference server", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    server = _Routes(worker, Answering(worker, tokens, metrics), metrics, access)
    for path, method, route in server.table():
        app.add_api_route(path, route, methods=[method], response_model=None)
    app.add_exception_handler(RequestError, _enveloped)
    app.add_exception_handler(HTTPException, _enveloped)
    app.add_exception_handler(Exception, _enveloped)
    return app


class _Routes:
    """What each address does."""

    def __init__(self, worker: Worker, answering: Answering, metrics: Metrics, access: Access) -> None:
        self._worker = worker
        self._answering = answering
        self._metrics = metrics
        self._access = access
        self._born = int(time.time())
        self._largest = max(1 << 20, worker.roster.context * _MOST_BYTES_PER_TOKEN)

    def table(self) -> tuple[tuple[str, str, Callable[[Request], Awaitable[Response]]], ...]:
        """Address, method and what answers."""
        return (
            ("/v1/chat/completions", "POST", self.chat),
            ("/v1/models", "GET", self.models),
            ("/v1/load_lora_adapter", "POST", self.load),
            ("/v1/unload_lora_adapter", "POST", self.unload),
            ("/health", "GET", self.health),
            ("/metrics", "GET", self.metrics),
        )

    async def chat(self, request: Request) -> Response:
        """A reply, whole or in pieces."""
        self._check_key(request)
        asked = parsed(ChatRequest, await self._body(request))
        if asked.stream:
            return StreamingResponse(await self._answering.stream(asked), media_type="text/event-stream")
        return await self._answering.whole(asked, request)

    async def models(self, request: Request) -> Response:
        """The served names."""
        self._check_key(request)
        cards = [self._card(served) for served in self._worker.roster.all()]
        return _json(ModelList(data=cards).model_dump_json())

    async def load(self, request: Request) -> Response:
        """Serve another adapter."""
        self._check_key(request)
        asked = parsed(LoadAdapter, await self._body(request))
        folder = self._allowed(asked.lora_path)
        roster = self._worker.roster
        await self._ordered(lambda: roster.load(asked.lora_name, folder, replace=asked.load_inplace))
        return PlainTextResponse(f"Success: LoRA adapter '{asked.lora_name}' added successfully.")

    async def unload(self, request: Request) -> Response:
        """Stop serving an adapter."""
        self._check_key(request)
        asked = parsed(UnloadAdapter, await self._body(request))
        await self._ordered(lambda: self._worker.roster.unload(asked.lora_name))
        return PlainTextResponse(f"Success: LoRA adapter '{asked.lora_name}' removed successfully.")

    async def health(self, _: Request) -> Response:
        """Whether the model's thread lives, and which process this is."""
        alive = self._worker.alive
        return JSONResponse({"status": "ok" if alive else "dead", "pid": os.getpid()}, 200 if alive else 503)

    async def metrics(self, _: Request) -> Response:
        """Counters for Prometheus."""
        return PlainTextResponse(self._metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    async def _ordered(self, act: Callable[[], None]) -> None:
        try:
            await asyncio.wrap_future(self._worker.order(act))
        except AdapterError as error:
            raise InvalidRequest(str(error), "lora_path") from error

    async def _body(self, request: Request) -> bytes:
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > self._largest:
                raise BodyTooLarge(f"the body has more than {self._largest} bytes; no prompt of this model needs that")
        return bytes(body)

    def _check_key(self, request: Request) -> None:
        if not self._access.keys:
            return
        given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
        if not any(hmac.compare_digest(given, key.encode()) for key in self._access.keys):
            raise Unauthorized("no valid key; send `Authorization: Bearer …` with one of the server's keys")

    def _allowed(self, path: str) -> Path:
        root = self._access.adapters_root
        if root is None:
            raise InvalidRequest("adapters cannot be loaded; start the server with --adapters-root", "lora_path")
        folder = (root / path).resolve()
        if not folder.is_relative_to(root.resolve()):
            raise InvalidRequest("the folder does not lie under --adapters-root", "lora_path")
        return folder

    def _card(self, served: Served) -> ModelCard:
        roster = self._worker.roster
        return ModelCard(
            id=served.name,
            created=self._born,
            root=roster.base.name,
            max_model_len=roster.context,
            base_sha256=roster.base.sha256,
            adapter=served.adapter.name if served.adapter else None,
            adapter_version=served.adapter.version if served.adapter else None,
        )


async def _enveloped(_: Request, error: Exception) -> Response:
    """Any error in OpenAI's envelope."""
    headers = {}
    if isinstance(error, HTTPException):
        body = ErrorBody(message=str(error.detail), type="invalid_request_error", param=None, code=None)
        return _json(ErrorEnvelope(error=body).model_dump_json(), error.status_code)
    if not isinstance(error, RequestError):
        _log.error("a request failed", exc_info=error)
        error = ReplyFailed("the server failed on this request; its log says why")
    if isinstance(error, QueueFull):
        headers["Retry-After"] = _RETRY_AFTER_S
    body = ErrorBody(message=str(error), type=error.kind, param=error.param, code=error.code)
    return _json(ErrorEnvelope(error=body).model_dump_json(), error.status, headers)


def _json(text: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(text, status, headers, media_type="application/json")
