"""The door to the engine, against fakes of the transport: what is sent, what is believed, what is told."""

import json
import math
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from assistant.client import Engine, Message, ServedModel, going_on
from assistant.errors import EngineError, EngineRefused, EngineStopped, EngineUnreachable

URL = "http://engine.test:9/v1"
PROMPT = (Message("system", "Label it."), Message("user", "an answer"))
Answer = Callable[[httpx2.Request], httpx2.Response]


class FakeEngine:
    """Answers each request as told and remembers what it was asked."""

    def __init__(self, answer: Answer) -> None:
        self.asked: list[dict[str, Any]] = []
        self.seen: list[httpx2.Request] = []
        self._answer = answer

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.seen.append(request)
        if request.content:
            self.asked.append(json.loads(request.content))
        return self._answer(request)


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr("assistant.connection.time.sleep", slept.append)
    return slept


def _engine(answer: Answer, reopen: Callable[[], str] | None = None) -> tuple[Engine, FakeEngine]:
    fake = FakeEngine(answer)
    return Engine(URL, "sesame", 5, transport=httpx2.MockTransport(fake), reopen=reopen), fake


def _reply(content: str | None = "1", top: Sequence[tuple[str, float]] | None = None, finish: str = "length") -> Answer:
    """A chat completion; `top` are the tokens of its first place with their probabilities."""
    logprobs = None
    if top is not None:
        entries = [{"token": token, "logprob": math.log(p), "bytes": None} for token, p in top]
        logprobs = {"content": [{**entries[0], "top_logprobs": entries}]} if top else {"content": []}
    choice = {
        "index": 0,
        "finish_reason": finish,
        "logprobs": logprobs,
        "message": {"role": "assistant", "content": content},
    }
    body = {"id": "1", "object": "chat.completion", "created": 1, "model": "judge", "choices": [choice], "usage": None}
    return lambda _: httpx2.Response(200, json=body)


def _refusal(status: int, message: str = "no", **headers: str) -> httpx2.Response:
    body = {"error": {"message": message, "type": "t", "param": None, "code": None}}
    return httpx2.Response(status, json=body, headers={k.replace("_", "-"): v for k, v in headers.items()})


def test_a_reading_asks_for_one_token_and_its_alternatives() -> None:
    engine, fake = _engine(_reply(top=[("1", 0.5), ("2", 0.25), ("x", 0.05)]))
    assert engine.read_labels("judge", [PROMPT], ["1", "2"]) == [pytest.approx((2 / 3, 1 / 3))]
    asked = fake.asked[0]
    assert (asked["model"], asked["logprobs"], asked["top_logprobs"]) == ("judge", True, 20)
    assert asked.get("max_tokens", asked.get("max_completion_tokens")) == 1
    assert asked["messages"] == [
        {"role": "system", "content": "Label it."},
        {"role": "user", "content": "an answer"},
    ]
    assert fake.seen[0].url == f"{URL}/chat/completions"
    assert fake.seen[0].headers["authorization"] == "Bearer sesame"


def test_only_what_our_server_implements_is_sent() -> None:
    engine, fake = _engine(_reply("text", top=[("1", 1.0)]))
    engine.read_labels("judge", [PROMPT], ["1"])
    engine.chat("interviewer", PROMPT, max_tokens=9, temperature=0.5, top_p=0.9, seed=3, stop=["\n"])
    implemented = {"model", "messages", "temperature", "top_p", "max_completion_tokens", "max_tokens", "stop", "seed"}
    implemented |= {"stream", "stream_options", "n", "logprobs", "top_logprobs", "response_format"}
    assert all(set(asked) <= implemented for asked in fake.asked)
    assert {fake.asked[1][key] for key in ("temperature", "top_p", "seed")} == {0.5, 0.9, 3}
    assert fake.asked[1]["stop"] == ["\n"]


def test_many_readings_keep_their_order() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        number = int(json.loads(request.content)["messages"][0]["content"])
        return _reply(top=[("a", number / 100), ("b", 1 - number / 100)])(request)

    engine, _ = _engine(answer)
    prompts = [(Message("user", str(number)),) for number in range(1, 100)]
    read = engine.read_labels("judge", prompts, ["a", "b"])
    assert [a for a, _ in read] == pytest.approx([number / 100 for number in range(1, 100)])


@pytest.mark.parametrize(
    ("top", "expected"),
    [
        ([("1", 0.6), ("2", 0.2)], (0.75, 0.25)),
        ([("1", 0.6), ("1", 0.2), ("2", 0.2)], (0.8, 0.2)),
        ([("1", 0.9), ("x", 0.0009)], (1.0, 0.0)),
        ([("1", 0.9), ("x", 0.0011)], None),
        ([("x", 0.9), ("y", 0.0001)], None),
        ([("x", 0.9), (" 1", 0.05), ("2\n", 0.0001)], None),
    ],
)
def test_a_label_that_did_not_come_is_never_guessed(
    top: list[tuple[str, float]], expected: tuple[float, ...] | None
) -> None:
    engine, _ = _engine(_reply(top=top))
    if expected is None:
        with pytest.raises(EngineRefused, match="did not return the label"):
            engine.read_labels("judge", [PROMPT], ["1", "2"])
    else:
        assert engine.read_labels("judge", [PROMPT], ["1", "2"]) == [pytest.approx(expected)]


@pytest.mark.parametrize("top", [None, []])
def test_ignored_logprobs_are_found_out(top: list[tuple[str, float]] | None) -> None:
    engine, _ = _engine(_reply(top=top))
    with pytest.raises(EngineRefused, match=r"ignored the log-probabilities.*"):
        engine.read_labels("judge", [PROMPT], ["1"])


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (lambda _: _refusal(404, "no model 'judge'"), EngineRefused, "no model 'judge'"),
        (lambda _: _refusal(400, "tools: is not implemented"), EngineRefused, "tools: is not implemented"),
        (lambda _: _refusal(401, "no valid key"), EngineRefused, "no valid key"),
        (lambda _: httpx2.Response(500, text="boom"), EngineRefused, "500"),
        (lambda _: httpx2.Response(502, text="<html>"), EngineUnreachable, "502"),
        (lambda _: httpx2.Response(200, text="<html>hello</html>"), EngineRefused, "not a chat completion"),
        (lambda _: httpx2.Response(200, json={"choices": []}), EngineRefused, "not a chat completion"),
        (lambda _: httpx2.Response(200, json={"error": "odd"}), EngineRefused, "not a chat completion"),
        (_reply("x", finish=""), EngineRefused, "no finished text"),
    ],
)
def test_a_wrong_answer_says_what_and_where(answer: Answer, kind: type[EngineError], said: str) -> None:
    engine, fake = _engine(answer)
    with pytest.raises(kind) as told:
        engine.chat("judge", PROMPT, max_tokens=5)
    assert said in str(told.value)
    assert URL in str(told.value)
    assert len(fake.seen) == 1


def _raising(error: Exception) -> Answer:
    def answer(_: httpx2.Request) -> httpx2.Response:
        raise error

    return answer


@pytest.mark.parametrize(
    ("error", "said", "tries"),
    [
        (httpx2.ConnectError("Connection refused"), "nothing answers at", 3),
        (httpx2.ReadError("reset"), "nothing answers at", 1),
        (httpx2.ReadTimeout("slow"), "within 5 s", 1),
    ],
)
def test_silence_is_tried_again_only_where_nobody_listens(
    naps: list[float], error: Exception, said: str, tries: int
) -> None:
    engine, fake = _engine(_raising(error))
    with pytest.raises(EngineUnreachable, match=said):
        engine.chat("judge", PROMPT, max_tokens=5)
    assert len(fake.seen) == tries
    assert len(naps) == tries - 1


def test_a_full_queue_is_tried_again_when_told(naps: list[float]) -> None:
    replies = iter([_refusal(503, retry_after="7"), _refusal(503), _reply("at last")(httpx2.Request("GET", URL))])
    engine, _ = _engine(lambda _: next(replies))
    assert engine.chat("judge", PROMPT, max_tokens=5) == "at last"
    assert naps == [7.0, 1.0]


def test_a_queue_that_stays_full_is_told(naps: list[float]) -> None:
    engine, fake = _engine(lambda _: _refusal(503, "64 requests wait", retry_after="9999"))
    with pytest.raises(EngineUnreachable, match=r"no room now .*64 requests wait"):
        engine.chat("judge", PROMPT, max_tokens=5)
    assert len(fake.seen) == 3
    assert max(naps) <= 30


def _events(*deltas: tuple[str | None, str | None], done: bool = True) -> Answer:
    lines = []
    for text, finish in deltas:
        choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
        lines.append(f"data: {json.dumps(chunk)}\n\n")
    text = "".join(lines) + ("data: [DONE]\n\n" if done else "")
    return lambda _: httpx2.Response(200, text=text, headers={"content-type": "text/event-stream"})


def test_a_stream_comes_in_pieces() -> None:
    engine, fake = _engine(_events(("", None), ("Hello", None), (", wörld", None), ("", "stop")))
    assert list(engine.stream("interviewer", PROMPT, max_tokens=9)) == ["Hello", ", wörld"]
    assert fake.asked[0]["stream"] is True


@pytest.mark.parametrize("done", [True, False])
def test_a_stream_that_breaks_off_is_told_after_its_pieces(done: bool) -> None:
    engine, _ = _engine(_events(("Hel", None), done=done))
    pieces = engine.stream("interviewer", PROMPT, max_tokens=9)
    assert next(pieces) == "Hel"
    with pytest.raises(EngineRefused, match="broke off"):
        next(pieces)


class _Broken(httpx2.SyncByteStream):
    """A body that ends in the middle."""

    def __iter__(self) -> Iterator[bytes]:
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        chunk["choices"] = [{"index": 0, "delta": {"content": "Hel"}, "finish_reason": None}]
        yield f"data: {json.dumps(chunk)}\n\n".encode()
        raise httpx2.ReadError("connection reset")


def test_a_connection_lost_in_a_stream_is_told() -> None:
    engine, _ = _engine(lambda _: httpx2.Response(200, stream=_Broken(), headers={"content-type": "text/event-stream"}))
    pieces = engine.stream("interviewer", PROMPT, max_tokens=9)
    assert next(pieces) == "Hel"
    with pytest.raises(EngineUnreachable, match="connection reset"):
        next(pieces)


def test_a_stream_that_is_refused_says_why() -> None:
    engine, _ = _engine(lambda _: _refusal(404, "no model 'x'"))
    with pytest.raises(EngineRefused, match="no model 'x'"):
        next(engine.stream("x", PROMPT, max_tokens=9))


def test_models_of_ours_and_of_others() -> None:
    ours = {"id": "judge", "object": "model", "created": 1, "owned_by": "plumbline", "max_model_len": 8192}
    ours |= {"base_sha256": "ab", "adapter": "judge", "adapter_version": "1"}
    theirs = {"id": "gpt", "object": "model", "created": 1, "owned_by": "x", "permission": [{"odd": True}]}
    engine, _ = _engine(lambda _: httpx2.Response(200, json={"object": "list", "data": [ours, theirs]}))
    assert engine.served() == (ServedModel("judge", "ab", "judge", "1"), ServedModel("gpt"))
    engine.health()


@pytest.mark.parametrize("body", [{"data": [{"name": "no id"}]}, {"data": None}, []])
def test_a_list_that_is_none_is_refused(body: Any) -> None:
    engine, _ = _engine(lambda _: httpx2.Response(200, json=body))
    with pytest.raises(EngineRefused):
        engine.served()


@pytest.mark.parametrize("url", ["http://h:1", "http://h:1/", "http://h:1/v1", "http://h:1/v1/"])
def test_the_address_is_taken_with_or_without_its_version(url: str) -> None:
    engine = Engine(url)
    assert engine.url == "http://h:1/v1"
    engine.close()


ELSEWHERE = "http://engine.test:10/v1"
GONE = (httpx2.ConnectError("Connection refused"), httpx2.ReadError("reset"), httpx2.RemoteProtocolError("no reply"))


class Reopening:
    """Finds an address, and counts how often it was asked to."""

    def __init__(self, url: str) -> None:
        self.times = 0
        self._url = url

    def __call__(self) -> str:
        self.times += 1
        return self._url


def _gone_at_first(error: Exception) -> Answer:
    """Nothing answers at the first address; at any other a reading comes back."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.port == 9:
            raise error
        return _reply(top=[("1", 0.5), ("2", 0.5)])(request)

    return answer


@pytest.mark.parametrize("error", GONE)
def test_an_engine_that_may_start_again_is_told_at_once_and_found_by_the_next_request(
    naps: list[float], error: Exception
) -> None:
    reopen = Reopening(ELSEWHERE)
    engine, fake = _engine(_gone_at_first(error), reopen)
    with pytest.raises(EngineStopped, match="about ten seconds"):
        engine.read_labels("judge", [PROMPT], ["1", "2"])
    assert (engine.url, len(fake.seen), naps, reopen.times) == (URL, 1, [], 0)
    assert engine.read_labels("judge", [PROMPT] * 40, ["1", "2"]) == [(0.5, 0.5)] * 40
    assert engine.chat("interviewer", PROMPT, max_tokens=1) == "1"
    assert (engine.url, reopen.times) == (ELSEWHERE, 1)
    engine.close()


def test_what_is_under_way_when_it_stops_fails_without_waiting_for_the_new_one() -> None:
    """A pool of readings took the first new start for itself, and its caller heard of it ten seconds later."""
    reopen = Reopening(ELSEWHERE)
    engine, _ = _engine(_gone_at_first(GONE[0]), reopen)
    with pytest.raises(EngineStopped):
        engine.read_labels("judge", [PROMPT] * 100, ["1", "2"])
    assert reopen.times == 0


def test_while_it_is_found_again_the_others_wait() -> None:
    told, start = [], threading.Event()

    def reopen() -> str:
        told.append("reopen")
        assert start.wait(30)
        return ELSEWHERE

    engine, _ = _engine(_gone_at_first(GONE[0]), reopen)
    with pytest.raises(EngineStopped):
        engine.health()
    with ThreadPoolExecutor(8) as pool:
        readings = [pool.submit(engine.read_labels, "judge", [PROMPT], ["1", "2"]) for _ in range(8)]
        start.set()
        assert {reading.result(30)[0] for reading in readings} == {(0.5, 0.5)}
    assert told == ["reopen"]


def test_where_it_cannot_be_found_again_every_request_says_why() -> None:
    tries: list[str] = []

    def reopen() -> str:
        tries.append("tried")
        raise EngineUnreachable("it stopped again; the end of its log")

    engine, fake = _engine(_gone_at_first(GONE[0]), reopen)
    with pytest.raises(EngineStopped):
        engine.health()
    for _ in range(2):
        with pytest.raises(EngineUnreachable, match="the end of its log") as told:
            engine.chat("judge", PROMPT, max_tokens=1)
        assert not isinstance(told.value, EngineStopped)
    assert (len(tries), len(fake.seen)) == (2, 1)


def test_an_engine_that_is_slow_is_looked_for_but_not_said_to_have_stopped() -> None:
    reopen = Reopening(URL)
    engine, _ = _engine(_raising(httpx2.ReadTimeout("slow")), reopen)
    for tries in range(3):
        with pytest.raises(EngineUnreachable, match="within 5 s") as told:
            engine.chat("judge", PROMPT, max_tokens=1)
        assert not isinstance(told.value, EngineStopped)
        assert reopen.times == tries


@pytest.mark.parametrize("error", GONE)
def test_an_engine_at_a_given_address_is_never_replaced(naps: list[float], error: Exception) -> None:
    engine, _ = _engine(_gone_at_first(error))
    for _ in range(2):
        with pytest.raises(EngineUnreachable, match="not started from here; start it, or correct the address") as told:
            engine.chat("judge", PROMPT, max_tokens=1)
        assert not isinstance(told.value, EngineStopped)


def test_no_answer_in_the_middle_of_a_stream_is_a_time_out() -> None:
    class Silent(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield from _events(("Hel", None), done=False)(httpx2.Request("GET", URL)).stream  # type: ignore[misc]
            raise httpx2.ReadTimeout("slow")

    engine, _ = _engine(lambda _: httpx2.Response(200, stream=Silent(), headers={"content-type": "text/event-stream"}))
    with pytest.raises(EngineUnreachable, match="within 5 s"):
        list(engine.stream("interviewer", PROMPT, max_tokens=9))


def test_going_on_tells_and_asks_once_more() -> None:
    told: list[str] = []
    failures: Iterator[Exception] = iter([EngineStopped("it stopped")])

    def ask() -> str:
        for failure in failures:
            raise failure
        return "answer"

    assert going_on(ask, told.append) == "answer"
    assert told == ["it stopped"]
    failures = iter([EngineStopped("it stopped"), EngineStopped("and again")])
    with pytest.raises(EngineStopped, match="and again"):
        going_on(ask, told.append)
    failures = iter([EngineUnreachable("too busy")])
    with pytest.raises(EngineUnreachable, match="too busy"):
        going_on(ask, told.append)
    assert told == ["it stopped", "it stopped"]
