"""What any OpenAI-compatible engine must do for the product.

Runs against our own server, or against the one at PLUMBLINE_CONTRACT_URL with the model PLUMBLINE_CONTRACT_MODEL
(and PLUMBLINE_CONTRACT_KEY): nothing here is particular to ours.
"""

import json
import math
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from assistant.client import Engine, Message
from assistant.errors import EngineRefused
from assistant.server.weights import EMBEDDED_NAME

pytestmark = pytest.mark.model

COUNT = [{"role": "user", "content": "Count from one to ten in words, separated by commas."}]
MODEL = os.environ.get("PLUMBLINE_CONTRACT_MODEL", "judge")
WRITER = os.environ.get("PLUMBLINE_CONTRACT_MODEL", EMBEDDED_NAME)
"""What is asked for more than a label: of ours the base, for a judge says a label and falls silent."""


@pytest.fixture(scope="session")
def url(request: pytest.FixtureRequest) -> str:
    elsewhere = os.environ.get("PLUMBLINE_CONTRACT_URL")
    return (elsewhere or str(request.getfixturevalue("engine_url"))).rstrip("/").removesuffix("/v1")


@pytest.fixture
def http(url: str) -> Iterator[httpx2.Client]:
    key = os.environ.get("PLUMBLINE_CONTRACT_KEY", "none")
    headers = {"Authorization": f"Bearer {key}"}
    with httpx2.Client(base_url=f"{url}/v1/", headers=headers, timeout=240, trust_env=False) as client:
        yield client


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = Engine(url, os.environ.get("PLUMBLINE_CONTRACT_KEY", "none"), 240)
    yield opened
    opened.close()


def _ask(http: httpx2.Client, **changes: Any) -> Any:
    asked = {"model": WRITER, "messages": COUNT, "max_tokens": 24, "temperature": 0} | changes
    reply = http.post("chat/completions", json=asked)
    assert reply.status_code == 200, reply.text
    return reply.json()


def _stream(http: httpx2.Client, **changes: Any) -> list[str]:
    asked = {"model": WRITER, "messages": COUNT, "max_tokens": 24, "temperature": 0, "stream": True} | changes
    with http.stream("POST", "chat/completions", json=asked) as reply:
        assert reply.status_code == 200
        assert reply.headers["content-type"].startswith("text/event-stream")
        return [line.removeprefix("data: ") for line in reply.iter_lines() if line.startswith("data: ")]


def test_a_chat_is_answered(http: httpx2.Client) -> None:
    reply = _ask(http)
    choice = reply["choices"][0]
    assert reply["object"] == "chat.completion"
    assert choice["message"]["role"] == "assistant"
    assert choice["message"]["content"].strip()
    assert choice["finish_reason"] in ("stop", "length")
    usage = reply["usage"]
    assert 0 < usage["completion_tokens"] <= 24
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


def test_the_limit_is_kept(http: httpx2.Client) -> None:
    reply = _ask(http, max_tokens=3)
    assert reply["choices"][0]["finish_reason"] == "length"
    assert reply["usage"]["completion_tokens"] == 3


def test_the_newer_name_of_the_limit_is_understood(http: httpx2.Client) -> None:
    asked = {"model": WRITER, "messages": COUNT, "max_completion_tokens": 2, "temperature": 0}
    assert http.post("chat/completions", json=asked).json()["usage"]["completion_tokens"] == 2


def test_one_token_comes_with_its_alternatives(http: httpx2.Client) -> None:
    choice = _ask(http, max_tokens=1, logprobs=True, top_logprobs=20)["choices"][0]
    (position,) = choice["logprobs"]["content"]
    shares = [math.exp(entry["logprob"]) for entry in position["top_logprobs"]]
    assert len(shares) == 20
    assert 0 < sum(shares) <= 1.001
    assert shares == sorted(shares, reverse=True)
    assert position["token"] == position["top_logprobs"][0]["token"]
    assert math.isclose(position["logprob"], position["top_logprobs"][0]["logprob"], abs_tol=1e-6)


def test_logprobs_do_not_follow_the_temperature(http: httpx2.Client) -> None:
    def shares(temperature: float) -> dict[str, float]:
        choice = _ask(http, max_tokens=1, logprobs=True, top_logprobs=3, temperature=temperature)["choices"][0]
        return {top["token"]: math.exp(top["logprob"]) for top in choice["logprobs"]["content"][0]["top_logprobs"]}

    cold, hot = shares(0), shares(2)
    both = cold.keys() & hot.keys()
    assert len(both) >= 2
    assert all(math.isclose(cold[token], hot[token], abs_tol=0.05) for token in both)


def test_a_bare_digit_is_one_token_at_the_start_of_a_reply(engine: Engine) -> None:
    question = "Reply with one digit and nothing else. How many legs has a dog?"
    prompts = [(Message("user", question), Message("assistant", "4"), Message("user", question))]
    (shares,) = engine.read_labels(MODEL, prompts, ["4"])
    assert shares == (1.0,)


def test_labels_are_read_in_order_by_several_clients_at_once(engine: Engine) -> None:
    def prompts(first: str) -> list[tuple[Message, ...]]:
        shots = [(first, "1"), ("a river", "2"), (first, "1"), ("a stone", "2")]
        talk = [m for q, a in shots for m in (Message("user", f"1 or 2? {q}"), Message("assistant", a))]
        return [(*talk, Message("user", f"1 or 2? {q}")) for q in (first, "a mountain", first, "a cloud")]

    names = ["a cat", "a dog", "a horse", "a bird"]
    alone = [[engine.read_labels(MODEL, [prompt], ["1", "2"])[0] for prompt in prompts(name)] for name in names]
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(lambda name: engine.read_labels(MODEL, prompts(name), ["1", "2"]), names))
    ones = [share for shares in alone for share, _ in shares]
    assert max(ones) - min(ones) > 0.05, "prompts that read alike would say nothing about their order"
    for shares, own in zip(read, alone, strict=True):
        assert all(math.isclose(sum(pair), 1) for pair in shares)
        assert [pair[0] for pair in shares] == pytest.approx([pair[0] for pair in own], abs=0.02)


def test_a_stream_says_the_same_as_the_whole(http: httpx2.Client) -> None:
    whole = _ask(http)["choices"][0]
    events = _stream(http)
    assert events[-1] == "[DONE]"
    chunks = [json.loads(event) for event in events[:-1]]
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    choices = [choice for chunk in chunks for choice in chunk["choices"]]
    assert choices[0]["delta"]["role"] == "assistant"
    assert len([c for c in choices if c["delta"].get("content")]) > 3
    assert "".join(c["delta"].get("content") or "" for c in choices) == whole["message"]["content"]
    assert [c["finish_reason"] for c in choices if c["finish_reason"]] == [whole["finish_reason"]]


def test_a_stream_ends_with_the_usage_if_asked(http: httpx2.Client) -> None:
    last = json.loads(_stream(http, stream_options={"include_usage": True})[-2])
    assert last["choices"] == []
    assert last["usage"]["completion_tokens"] > 0


def test_a_stop_string_ends_the_reply_and_is_not_in_it(http: httpx2.Client) -> None:
    text = _ask(http)["choices"][0]["message"]["content"]
    stop = text[8:11]
    choice = _ask(http, stop=[stop])["choices"][0]
    assert choice["finish_reason"] == "stop"
    assert choice["message"]["content"] == text[: text.index(stop)]


def test_several_replies_at_once(http: httpx2.Client) -> None:
    choices = _ask(http, n=3, temperature=1.5, max_tokens=8)["choices"]
    assert sorted(choice["index"] for choice in choices) == [0, 1, 2]
    assert len({choice["message"]["content"] for choice in choices}) > 1


def test_a_seed_repeats_a_reply(http: httpx2.Client) -> None:
    texts = {_ask(http, temperature=1, seed=7)["choices"][0]["message"]["content"] for _ in range(2)}
    assert len(texts) == 1


def test_several_clients_at_once_are_all_answered(http: httpx2.Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: _ask(http, max_tokens=8), range(8)))
    assert {reply["usage"]["completion_tokens"] for reply in replies} == {8}


def test_the_product_can_talk_and_stream(engine: Engine) -> None:
    asked = [Message("system", "You are brief."), Message("user", "Say hello.")]
    whole = engine.chat(WRITER, asked, max_tokens=12)
    assert whole
    assert "".join(engine.stream(WRITER, asked, max_tokens=12)) == whole


def test_the_served_models_are_listed(engine: Engine) -> None:
    assert MODEL in [model.name for model in engine.served()]


def test_an_unknown_model_is_refused_in_openais_envelope(http: httpx2.Client, engine: Engine) -> None:
    reply = http.post("chat/completions", json={"model": "nobody", "messages": COUNT})
    assert reply.status_code == 404
    assert "nobody" in reply.json()["error"]["message"]
    with pytest.raises(EngineRefused, match="nobody"):
        engine.chat("nobody", [Message("user", "x")], max_tokens=1)


def test_a_prompt_that_is_too_long_is_refused(http: httpx2.Client) -> None:
    messages = [{"role": "user", "content": "word " * 40_000}]
    reply = http.post("chat/completions", json={"model": MODEL, "messages": messages, "max_tokens": 1})
    assert reply.status_code == 400
    assert "error" in reply.json()
