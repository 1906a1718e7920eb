"""A connection to one engine: how it is asked, when it is asked again, and what its failures mean.

It never changes its address. `lost` says that no answer came, and whoever holds the connection decides what follows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from assistant.errors import EngineError, EngineRefused, EngineStopped, EngineUnreachable

if TYPE_CHECKING:
    import httpx2
    from langchain_openai import ChatOpenAI

IN_FLIGHT = 32
"""Readings sent at once. The client spends about 2.5 ms of processor time on each, with 4 threads or 32 (measured)."""

_TRIES = 3
_LONGEST_WAIT_S = 30.0
_NO_ROOM = (429, 502, 503, 504)
_LOCAL = ("127.0.0.1", "localhost", "::1")
_T = TypeVar("_T")


class Connection:
    """The server at `url`. `ours` is an engine that can be started again here; safe to use from several threads."""

    def __init__(
        self,
        url: str,
        key: str,
        timeout_s: float,
        transport: httpx2.BaseTransport | None = None,
        *,
        ours: bool = False,
    ) -> None:
        self.url = url.rstrip("/").removesuffix("/v1") + "/v1"
        self.lost = False
        self._timeout_s = timeout_s
        self._ours = ours
        self._http, self._chat = _open_chat(self.url, key, timeout_s, transport)

    def close(self) -> None:
        """Drop it; what is still being asked fails."""
        self._http.close()

    def ask(self, question: Callable[[ChatOpenAI], _T]) -> _T:
        """Ask; where nobody listens yet or there is no room, at most two times more, waiting as long as told.

        Raises `EngineStopped`, `EngineUnreachable` or `EngineRefused`.
        """
        for _ in range(_TRIES - 1):
            try:
                return _untraced(lambda: question(self._chat))
            except Exception as error:
                wait_s = self._wait_before_retry(error)
                if wait_s is None:
                    raise self._explained(error) from error
                time.sleep(wait_s)
        return self.once(question)

    def once(self, question: Callable[[ChatOpenAI], _T]) -> _T:
        """Ask, and tell what went wrong in our own words."""
        try:
            return _untraced(lambda: question(self._chat))
        except Exception as error:
            raise self._explained(error) from error

    def _wait_before_retry(self, error: Exception) -> float | None:
        """Seconds to wait before asking again, or null where asking again is no use."""
        import httpx2
        import openai

        if isinstance(error, openai.APIStatusError) and error.status_code == 503:
            told = error.response.headers.get("retry-after", "")
            return min(float(told), _LONGEST_WAIT_S) if told.isdecimal() else 1.0
        if not self._ours and any(isinstance(link, httpx2.ConnectError) for link in _causes(error)):
            return 0.5
        return None

    def _explained(self, error: Exception) -> EngineError:
        """What a failure of the chat client means: what, where, what to do."""
        import httpx2
        import openai

        if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
            self.lost = True
            return EngineUnreachable(
                f"no answer from {self.url} within {self._timeout_s:g} s; ask again later, or raise the time-out"
            )
        if isinstance(error, openai.APIStatusError):
            said = _said(error)
            if error.status_code in _NO_ROOM:
                return EngineUnreachable(f"{self.url} has no room now ({said}); try again later")
            return EngineRefused(f"{self.url} refused: {said}")
        if isinstance(error, openai.APIConnectionError | httpx2.TransportError):
            self.lost = True
            return self._gone(error)
        if isinstance(error, openai.OpenAIError | ValueError | TypeError | LookupError | AttributeError):
            return EngineRefused(f"{self.url} answered with something that is not a chat completion: {error}")
        raise error

    def _gone(self, error: Exception) -> EngineError:
        if self._ours:
            return EngineStopped("the engine stopped and has to be started again, which takes about ten seconds")
        return EngineUnreachable(
            f"nothing answers at {self.url} ({_root(error)}), an engine that is not started from here; start it, or "
            "correct the address"
        )


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


def _said(error: Any) -> str:
    """The message of OpenAI's error envelope, or the start of whatever was sent instead."""
    body = error.body
    if isinstance(body, dict) and isinstance(body.get("message"), str):
        return f"{body['message']} ({error.status_code})"
    return f"{str(error)[:200]} ({error.status_code})"


def _root(error: BaseException) -> str:
    """What the operating system said."""
    *_, last = _causes(error)
    return str(last) or type(last).__name__


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what it came from, and so on."""
    while error is not None:
        yield error
        error = error.__cause__
