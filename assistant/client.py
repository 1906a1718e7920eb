"""The only door to the engine: chat, stream and label probabilities over the OpenAI protocol.

Not a server and not a prompt: it sends what it is given and checks that what it asked for came back. Foreign servers
may accept a field and ignore it, so a reply without the log-probabilities that were asked for is an error here.
Everything blocks; `read_labels` keeps many requests in flight, because the engine shares the reading among them.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.connection import IN_FLIGHT, Connection
from assistant.errors import EngineRefused, EngineStopped

if TYPE_CHECKING:
    import httpx2
    from langchain_core.messages import BaseMessage

TOP_LOGPROBS = 20
"""The most that the protocol lets a request ask for."""

NEGLIGIBLE = 1e-3
"""A label that did not come back counts as 0 only if its probability is certainly below this."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat, as the protocol has it."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A name that the engine answers to. The last three are our server's own and null elsewhere or for a bare base."""

    name: str
    base_sha256: str | None = None
    adapter: str | None = None
    adapter_version: str | None = None


class _Reply(BaseModel):
    """Part of a foreign engine's reply; what is not named here is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Alternative(_Reply):
    token: str
    logprob: float


class _Position(_Reply):
    top_logprobs: tuple[_Alternative, ...] = Field(min_length=1)


class _Logprobs(_Reply):
    content: tuple[_Position, ...] = Field(min_length=1)


class _Model(_Reply):
    id: str
    base_sha256: str | None = None
    adapter: str | None = None
    adapter_version: str | None = None


class Engine:
    """An OpenAI-compatible server at `url` (with or without `/v1`). Safe to use from several threads; close it after.

    `reopen` finds the address again of an engine that may be started again; it is asked before the next request after
    one that got no answer, and until it has found it the others wait. Raises `EngineUnreachable` where no answer came,
    in time, from something that could give one (after two more tries if the connection was refused or the server had
    no room), of those `EngineStopped` where asking again starts the engine again, and `EngineRefused` where the answer
    was no, or not what was asked for.
    """

    def __init__(
        self,
        url: str,
        key: str = "none",
        timeout_s: float = 300.0,
        transport: httpx2.BaseTransport | None = None,
        reopen: Callable[[], str] | None = None,
    ) -> None:
        self.timeout_s = timeout_s
        self._reopen = reopen
        self._connect = partial(Connection, key=key, timeout_s=timeout_s, transport=transport, ours=reopen is not None)
        self._connections = [self._connect(url)]
        self._reopening = threading.Lock()

    @property
    def url(self) -> str:
        """Where the engine is, or was last."""
        return self._connections[-1].url

    def close(self) -> None:
        """Drop the connections."""
        for connection in self._connections:
            connection.close()

    def read_labels(
        self, model: str, prompts: Sequence[tuple[Message, ...]], labels: Sequence[str]
    ) -> list[tuple[float, ...]]:
        """For each prompt the probability of each label as the reply's first token, renormalised to sum to 1.

        Each label must be exactly one token of the engine's model. Requests run concurrently, results keep the order
        of the prompts; tokens that read the same are added up. Engines return their most probable tokens only: a label
        that does not come back counts as 0 if the least probable one that did is below `NEGLIGIBLE` (it cannot then be
        more), otherwise, or if none of the labels came back, the engine is refused: an unseen label is never taken for
        an improbable one.
        """
        connection = self._connected()
        pool = ThreadPoolExecutor(IN_FLIGHT, thread_name_prefix="reading")
        try:
            return list(pool.map(lambda prompt: _read(connection, model, prompt, labels), prompts))
        finally:
            pool.shutdown(cancel_futures=True)

    def chat(
        self,
        model: str,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        top_p: float = 1.0,
        seed: int | None = None,
        stop: Sequence[str] = (),
    ) -> str:
        """The whole reply. It may be cut at `max_tokens`; it may be empty only if the model chose to say nothing."""
        asked = _writing(model, max_tokens, temperature, top_p, seed, stop)
        connection = self._connected()
        reply = connection.ask(lambda chat: chat.invoke(_spoken(messages), **asked))
        if not isinstance(reply.content, str) or not reply.response_metadata.get("finish_reason"):
            raise EngineRefused(
                f"{connection.url} sent no finished text for {model!r}; is it a chat-completions server?"
            )
        return reply.content

    def stream(
        self,
        model: str,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        top_p: float = 1.0,
        seed: int | None = None,
        stop: Sequence[str] = (),
    ) -> Iterator[str]:
        """The reply in pieces as they are written. Closing the iterator early cancels the request.

        Only opening is tried again; a stream that breaks, or ends without saying why, raises after the pieces it gave.
        """
        asked = _writing(model, max_tokens, temperature, top_p, seed, stop)
        connection = self._connected()
        pieces, first = connection.ask(lambda chat: _opened(chat.stream(_spoken(messages), **asked)))
        finished = False
        piece: Any = first
        while piece is not None:
            finished = finished or bool(piece.response_metadata.get("finish_reason"))
            if piece.content:
                yield str(piece.content)
            piece = connection.once(lambda _: next(pieces, None))
        if not finished:
            raise EngineRefused(f"the reply of {model!r} from {connection.url} broke off; ask again")

    def served(self) -> tuple[ServedModel, ...]:
        """The names that the engine answers to."""
        connection = self._connected()
        page = connection.ask(lambda chat: chat.root_client.models.list())
        try:
            models = [_Model.model_validate(entry.model_dump()) for entry in page.data]
        except (AttributeError, TypeError, ValidationError) as error:
            raise EngineRefused(f"{connection.url}/models is not a list of models: {error}") from error
        return tuple(ServedModel(m.id, m.base_sha256, m.adapter, m.adapter_version) for m in models)

    def health(self) -> None:
        """Raise unless the engine answers; a list of models is the one question that every such server understands."""
        self.served()

    def _connected(self) -> Connection:
        """The connection for the next request, which keeps to it to its end."""
        with self._reopening:
            if self._reopen is not None and self._connections[-1].lost:
                self._connections.append(self._connect(self._reopen()))
            return self._connections[-1]


def going_on(ask: Callable[[], _T], tell: Callable[[str], object]) -> _T:
    """What `ask` gives; if the engine stopped meanwhile, tell in a sentence why it takes longer, and ask once more."""
    try:
        return ask()
    except EngineStopped as stopped:
        tell(str(stopped))
    return ask()


def _read(connection: Connection, model: str, prompt: tuple[Message, ...], labels: Sequence[str]) -> tuple[float, ...]:
    """One reading."""
    reply = connection.ask(
        lambda chat: chat.invoke(
            _spoken(prompt),
            model=model,
            max_tokens=1,
            temperature=0.0,
            logprobs=True,
            top_logprobs=TOP_LOGPROBS,
        )
    )
    try:
        position = _Logprobs.model_validate(reply.response_metadata.get("logprobs")).content[0]
    except ValidationError as error:
        raise EngineRefused(
            f"{connection.url} ignored the log-probabilities asked of {model!r}; it cannot be the judge's engine"
        ) from error
    return _renormalised(f"{model!r} at {connection.url}", position, labels)


def _renormalised(who: str, position: _Position, labels: Sequence[str]) -> tuple[float, ...]:
    """The labels' shares of what came back for them."""
    came: dict[str, float] = {}
    for entry in position.top_logprobs:
        came[entry.token] = came.get(entry.token, 0.0) + math.exp(entry.logprob)
    missing = [label for label in labels if label not in came]
    if len(missing) == len(labels) or (missing and min(came.values()) >= NEGLIGIBLE):
        raise EngineRefused(
            f"{who} did not return the label(s) {', '.join(missing)} among its {len(came)} most probable tokens "
            f"({', '.join(map(repr, list(came)[:5]))} …); serve the trained judge, or let the server return "
            f"{TOP_LOGPROBS} log-probabilities"
        )
    total = math.fsum(came.get(label, 0.0) for label in labels)
    return tuple(came.get(label, 0.0) / total for label in labels)


def _spoken(messages: Sequence[Message]) -> list[BaseMessage]:
    """The messages as langchain has them."""
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    kinds: dict[str, type[BaseMessage]] = {
        "system": SystemMessage,
        "user": HumanMessage,
        "assistant": AIMessage,
    }
    return [kinds[message.role](content=message.content) for message in messages]


def _writing(
    model: str, max_tokens: int, temperature: float, top_p: float, seed: int | None, stop: Sequence[str]
) -> dict[str, Any]:
    """What a request to write carries; what is not wanted is not sent."""
    asked: dict[str, Any] = {
        "model": model,
        "max_tokens": max_tokens,
        "temperature": temperature,
        "top_p": top_p,
    }
    if seed is not None:
        asked["seed"] = seed
    if stop:
        asked["stop"] = list(stop)
    return asked


def _opened(pieces: Iterator[_T]) -> tuple[Iterator[_T], _T | None]:
    """A stream that has begun, so that a refusal shows where it can still be tried again."""
    return pieces, next(pieces, None)
