"""The only door to the engine: chat, stream and label probabilities over the OpenAI protocol, through langchain-openai.

Not a server and not a prompt: it sends what it is given and checks that what it asked for came back. Foreign servers
may accept a field and ignore it, so a reply without the log-probabilities that were asked for is an error here.
Everything blocks; `read_labels` keeps many requests in flight, because the engine shares the reading among them.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import EngineError, EngineRefused, EngineUnreachable

if TYPE_CHECKING:
    import httpx2
    from langchain_core.messages import BaseMessage
    from langchain_openai import ChatOpenAI

IN_FLIGHT = 32
"""Readings sent at once. The client spends about 2.5 ms of processor time on each, with 4 threads or 32 (measured)."""

TOP_LOGPROBS = 20
"""The most that the protocol lets a request ask for."""

NEGLIGIBLE = 1e-3
"""A label that did not come back counts as 0 only if its probability is certainly below this."""

_TRIES = 3
_LONGEST_WAIT_S = 30.0
_NO_ROOM = (429, 502, 503, 504)
_LOCAL = ("127.0.0.1", "localhost", "::1")
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

    Raises `EngineUnreachable` where no answer came, in time, from something that could give one (after two more tries
    if the connection was refused or the server had no room), and `EngineRefused` where the answer was no, or not what
    was asked for.
    """

    def __init__(
        self,
        url: str,
        key: str = "none",
        timeout_s: float = 300.0,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.url = url.rstrip("/").removesuffix("/v1") + "/v1"
        self.timeout_s = timeout_s
        self._http, self._chat = _open_chat(self.url, key, timeout_s, transport)

    def close(self) -> None:
        """Drop the connections."""
        self._http.close()

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
        pool = ThreadPoolExecutor(IN_FLIGHT, thread_name_prefix="reading")
        try:
            return list(pool.map(lambda prompt: self._read(model, prompt, labels), prompts))
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
        reply = self._call(lambda: self._chat.invoke(_spoken(messages), **asked))
        if not isinstance(reply.content, str) or not reply.response_metadata.get("finish_reason"):
            raise EngineRefused(f"{self.url} sent no finished text for {model!r}; is it a chat-completions server?")
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
        pieces, first = self._call(lambda: _opened(self._chat.stream(_spoken(messages), **asked)))
        finished = False
        piece: Any = first
        while piece is not None:
            finished = finished or bool(piece.response_metadata.get("finish_reason"))
            if piece.content:
                yield str(piece.content)
            piece = self._once(lambda: next(pieces, None))
        if not finished:
            raise EngineRefused(f"the reply of {model!r} from {self.url} broke off; ask again")

    def served(self) -> tuple[ServedModel, ...]:
        """The names that the engine answers to."""
        page = self._call(lambda: self._chat.root_client.models.list())
        try:
            models = [_Model.model_validate(entry.model_dump()) for entry in page.data]
        except (AttributeError, TypeError, ValidationError) as error:
            raise EngineRefused(f"{self.url}/models is not a list of models: {error}") from error
        return tuple(ServedModel(m.id, m.base_sha256, m.adapter, m.adapter_version) for m in models)

    def health(self) -> None:
        """Raise unless the engine answers; a list of models is the one question that every such server understands."""
        self.served()

    def _read(self, model: str, prompt: tuple[Message, ...], labels: Sequence[str]) -> tuple[float, ...]:
        """One reading."""
        reply = self._call(
            lambda: self._chat.invoke(
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
                f"{self.url} ignored the log-probabilities asked of {model!r}; it cannot be the judge's engine"
            ) from error
        return self._renormalised(model, position, labels)

    def _renormalised(self, model: str, position: _Position, labels: Sequence[str]) -> tuple[float, ...]:
        """The labels' shares of what came back for them."""
        came: dict[str, float] = {}
        for entry in position.top_logprobs:
            came[entry.token] = came.get(entry.token, 0.0) + math.exp(entry.logprob)
        missing = [label for label in labels if label not in came]
        if len(missing) == len(labels) or (missing and min(came.values()) >= NEGLIGIBLE):
            raise EngineRefused(
                f"{model!r} at {self.url} did not return the label(s) {', '.join(missing)} among its {len(came)} most "
                f"probable tokens ({', '.join(map(repr, list(came)[:5]))} …); serve the trained judge, or let the "
                f"server return {TOP_LOGPROBS} log-probabilities"
            )
        total = math.fsum(came.get(label, 0.0) for label in labels)
        return tuple(came.get(label, 0.0) / total for label in labels)

    def _call(self, ask: Callable[[], _T]) -> _T:
        """Ask; where nobody listens yet or there is no room, at most two times more, waiting as long as told."""
        for _ in range(_TRIES - 1):
            try:
                return _untraced(ask)
            except Exception as error:
                wait_s = _wait_before_retry(error)
                if wait_s is None:
                    raise self._explained(error) from error
                time.sleep(wait_s)
        return self._once(ask)

    def _once(self, ask: Callable[[], _T]) -> _T:
        """Ask, and tell what went wrong in our own words."""
        try:
            return _untraced(ask)
        except Exception as error:
            raise self._explained(error) from error

    def _explained(self, error: Exception) -> EngineError:
        """What a failure of the chat client means: what, where, what to do."""
        import openai

        if isinstance(error, openai.APITimeoutError):
            return EngineUnreachable(
                f"no answer from {self.url} within {self.timeout_s:g} s; wait for it, or raise the time-out"
            )
        if isinstance(error, openai.APIStatusError):
            said = _said(error)
            if error.status_code in _NO_ROOM:
                return EngineUnreachable(f"{self.url} has no room now ({said}); try again later")
            return EngineRefused(f"{self.url} refused: {said}")
        if isinstance(error, openai.APIConnectionError) or _is_transport(error):
            return EngineUnreachable(f"nothing answers at {self.url} ({_root(error)}); start it or correct the address")
        if isinstance(error, openai.OpenAIError | ValueError | TypeError | LookupError | AttributeError):
            return EngineRefused(f"{self.url} answered with something that is not a chat completion: {error}")
        raise error


def _untraced(ask: Callable[[], _T]) -> _T:
    """Ask without LangChain's tracing, whatever the environment says: what people said goes to the engine alone."""
    from langsmith import tracing_context

    with tracing_context(enabled=False):
        return ask()


def _open_chat(
    url: str, key: str, timeout_s: float, transport: httpx2.BaseTransport | None
) -> tuple[httpx2.Client, ChatOpenAI]:
    """The chat model and its connections; a proxy of the environment is not asked about this machine's own address."""
    import httpx2
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    limits = httpx2.Limits(max_connections=2 * IN_FLIGHT, max_keepalive_connections=IN_FLIGHT)
    away = urlsplit(url).hostname not in _LOCAL
    http = httpx2.Client(transport=transport, limits=limits, timeout=timeout_s, trust_env=away)
    chat = ChatOpenAI(
        model="unnamed",
        base_url=url,
        api_key=SecretStr(key),
        timeout=timeout_s,
        max_retries=0,
        stream_usage=False,
        http_client=http,
        openai_proxy=None,
    )
    return http, chat


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


def _wait_before_retry(error: Exception) -> float | None:
    """Seconds to wait before asking again, or null where asking again is no use."""
    import httpx2
    import openai

    if isinstance(error, openai.APIStatusError) and error.status_code == 503:
        told = error.response.headers.get("retry-after", "")
        return min(float(told), _LONGEST_WAIT_S) if told.isdecimal() else 1.0
    if any(isinstance(link, httpx2.ConnectError) for link in _causes(error)):
        return 0.5
    return None


def _said(error: Any) -> str:
    """The message of OpenAI's error envelope, or the start of whatever was sent instead."""
    body = error.body
    if isinstance(body, dict) and isinstance(body.get("message"), str):
        return f"{body['message']} ({error.status_code})"
    return f"{str(error)[:200]} ({error.status_code})"


def _is_transport(error: Exception) -> bool:
    """Whether the connection broke underneath the chat client, as it does in the middle of a stream."""
    import httpx2

    return isinstance(error, httpx2.TransportError)


def _root(error: BaseException) -> str:
    """What the operating system said."""
    *_, last = _causes(error)
    return str(last) or type(last).__name__


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what it came from, and so on."""
    while error is not None:
        yield error
        error = error.__cause__
