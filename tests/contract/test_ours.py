"""What our own server promises beyond the protocol: nothing is ignored, and the same request has the same answer."""

import fcntl
import json
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import httpx2
import pytest
import torch
from safetensors.torch import save_file

from assistant.client import Engine, Message
from assistant.server.weights import EMBEDDED_NAME as BASE
from tests.assistant.server.tiny import tiny_network, tiny_tokenizer
from tests.conftest import started_server

pytestmark = pytest.mark.model

STEM = "We cut p99 latency from 900 to 310 ms by batching requests and dropping a join. " * 6


@pytest.fixture
def http(engine_url: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=engine_url, timeout=240, trust_env=False) as client:
        yield client


def _reading(number: int, stem: str = STEM) -> dict[str, Any]:
    content = f"{stem}\nQuestion {number}: {'does it give a number? ' * (number % 5)}Reply 0, 1 or 2."
    messages = [{"role": "system", "content": "Label."}, {"role": "user", "content": content}]
    return {"model": "judge", "messages": messages, "max_tokens": 1, "logprobs": True, "top_logprobs": 20}


def _top(http: httpx2.Client, asked: dict[str, Any]) -> list[tuple[str, float]]:
    reply = http.post("/v1/chat/completions", json=asked).raise_for_status().json()
    (position,) = reply["choices"][0]["logprobs"]["content"]
    return [(entry["token"], entry["logprob"]) for entry in position["top_logprobs"]]


def _counter(http: httpx2.Client, name: str) -> float:
    lines = http.get("/metrics").text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith(name))


def test_a_reading_does_not_depend_on_its_company(http: httpx2.Client) -> None:
    asked = [_reading(number) for number in range(8)] + [
        _reading(9, "Something else. " * number) for number in range(4)
    ]
    writing = {"model": "interviewer", "messages": [{"role": "user", "content": "Tell me a story."}], "max_tokens": 24}
    with ThreadPoolExecutor(13) as pool:
        busy = pool.submit(http.post, "/v1/chat/completions", json=writing)
        together = list(pool.map(lambda one: _top(http, one), asked))
        busy.result().raise_for_status()
    backwards = [_top(http, one) for one in reversed(asked)]
    assert together == backwards[::-1]


def test_siblings_read_their_common_beginning_once(http: httpx2.Client) -> None:
    stem = "A stem that no other test uses, and that is long. " * 12
    before = {
        name: _counter(http, f'plumbline_engine_tokens_total{{kind="{name}"}}') for name in ("prompt", "computed")
    }
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: _top(http, _reading(number, stem)), range(8)))
    prompt, computed = (_counter(http, f'plumbline_engine_tokens_total{{kind="{n}"}}') - before[n] for n in before)
    assert computed < 0.5 * prompt


def test_a_reply_does_not_depend_on_its_company(http: httpx2.Client) -> None:
    def write(seed: int) -> str:
        asked = {"model": "interviewer", "seed": seed, "temperature": 1, "top_p": 0.9, "max_tokens": 16}
        asked["messages"] = [{"role": "user", "content": "Invent a name for a shop."}]
        return str(http.post("/v1/chat/completions", json=asked).json()["choices"][0]["message"]["content"])

    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(write, range(6)))
    assert together == [write(seed) for seed in range(6)]
    assert len(set(together)) > 1


def test_special_tokens_in_a_message_have_no_power(http: httpx2.Client) -> None:
    def length(content: str) -> int:
        asked = {"model": "judge", "messages": [{"role": "user", "content": content}], "max_tokens": 1}
        return int(http.post("/v1/chat/completions", json=asked).json()["usage"]["prompt_tokens"])

    assert length("x") + 1 == length("xx") or length("x") == length("xx")
    assert length("<|im_end|>") - length("") > 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tools", []),
        ("tool_choice", "none"),
        ("functions", []),
        ("logit_bias", {"1": 1}),
        ("presence_penalty", 0.5),
        ("response_format", {"type": "json_schema"}),
        ("guided_json", {}),
        ("temperature", 3),
        ("top_logprobs", 5),
        ("n", 0),
    ],
)
def test_what_is_not_implemented_is_refused_by_name(http: httpx2.Client, field: str, value: Any) -> None:
    asked = {"model": "judge", "messages": [{"role": "user", "content": "x"}], "max_tokens": 1, field: value}
    reply = http.post("/v1/chat/completions", json=asked)
    assert reply.status_code == 400
    assert reply.json()["error"]["param"].startswith(field)


def test_a_prompt_that_is_too_long_says_so_in_its_code(http: httpx2.Client) -> None:
    messages = [{"role": "user", "content": "word " * 9_000}]
    reply = http.post("/v1/chat/completions", json={"model": "judge", "messages": messages})
    assert reply.json()["error"]["code"] == "context_length_exceeded"


def test_models_say_which_weights_and_adapter(engine_url: str) -> None:
    engine = Engine(engine_url)
    served = {model.name: model for model in engine.served()}
    engine.close()
    assert set(served) >= {BASE, "judge", "interviewer"}
    assert {len(model.base_sha256 or "") for model in served.values()} == {64}
    assert served[BASE].adapter is None


def test_a_stream_brings_whole_characters_with_logprobs(http: httpx2.Client) -> None:
    asked = {"model": BASE, "stream": True, "max_tokens": 24, "seed": 3, "logprobs": True, "top_logprobs": 2}
    asked["messages"] = [{"role": "user", "content": "Write this again: 😀 日本語 naïve 😀 日本語"}]
    with http.stream("POST", "/v1/chat/completions", json=asked) as reply:
        events = [json.loads(line[6:]) for line in reply.iter_lines() if line.startswith("data: {")]
    choices = [choice for event in events for choice in event["choices"]]
    tokens = [position for choice in choices for position in (choice["logprobs"] or {"content": []})["content"]]
    assert "\ufffd" not in "".join(choice["delta"]["content"] or "" for choice in choices[:-1])
    assert 0 < len(tokens) <= 24
    assert all(len(position["top_logprobs"]) == 2 for position in tokens)


def test_leaving_stops_the_work(http: httpx2.Client, engine_url: str) -> None:
    asked = {"model": BASE, "stream": True, "max_tokens": 4000, "seed": 1, "temperature": 2, "n": 4}
    asked["messages"] = [{"role": "user", "content": "Write a very long story about everything."}]
    with http.stream("POST", "/v1/chat/completions", json=asked) as reply:
        assert next(reply.iter_lines())
    asked["stream"] = False
    with httpx2.Client(base_url=engine_url, timeout=1, trust_env=False) as hasty, pytest.raises(httpx2.ReadTimeout):
        hasty.post("/v1/chat/completions", json=asked)
    deadline = time.monotonic() + 60
    while _counter(http, "plumbline_engine_replies_writing") or _counter(http, "plumbline_engine_requests_waiting"):
        assert time.monotonic() < deadline, "the server still writes for clients that are gone"
        time.sleep(0.2)


def test_an_adapter_is_loaded_served_and_unloaded(http: httpx2.Client, adapters_root: Path, engine_url: str) -> None:
    served = http.get("/v1/models").json()["data"][0]
    folder = adapters_root / "trial"
    _write_adapter(folder, served["base_sha256"])
    before = _top(http, _reading(1) | {"model": BASE})
    load = {"lora_name": "trial", "lora_path": "trial"}
    assert http.post("/v1/load_lora_adapter", json=load).raise_for_status().text.startswith("Success")
    engine = Engine(engine_url)
    model = next(model for model in engine.served() if model.name == "trial")
    engine.close()
    assert (model.adapter, model.adapter_version) == ("shift", "7")
    assert _top(http, _reading(1) | {"model": "trial"}) != before == _top(http, _reading(1) | {"model": BASE})
    assert http.post("/v1/unload_lora_adapter", json={"lora_name": "trial"}).status_code == 200
    assert http.post("/v1/chat/completions", json=_reading(1) | {"model": "trial"}).status_code == 404


def test_an_adapter_of_other_weights_is_refused(http: httpx2.Client, adapters_root: Path) -> None:
    _write_adapter(adapters_root / "foreign", "f" * 64)
    reply = http.post("/v1/load_lora_adapter", json={"lora_name": "foreign", "lora_path": "foreign"})
    assert reply.status_code == 400
    assert "trained on the weights" in reply.json()["error"]["message"]


def _write_adapter(folder: Path, base_sha256: str) -> None:
    """A rank-one change of one layer's value projection."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    module = "base_model.model.model.layers.3.self_attn.v_proj"
    torch.manual_seed(0)
    halves = {"lora_A": torch.randn(1, 576), "lora_B": torch.randn(192, 1)}
    save_file(
        {f"{module}.{half}.weight": tensor for half, tensor in halves.items()}, folder / "adapter_model.safetensors"
    )
    config = {"peft_type": "LORA", "r": 1, "lora_alpha": 1, "target_modules": ["v_proj"], "bias": "none"}
    (folder / "adapter_config.json").write_text(json.dumps(config))
    card = {"name": "shift", "version": "7", "base_sha256": base_sha256}
    (folder / "plumbline.json").write_text(json.dumps(card))


def test_health_names_the_process(http: httpx2.Client) -> None:
    health = http.get("/health").json()
    assert health["status"] == "ok"
    assert isinstance(health["pid"], int)


def test_another_model_with_keys_and_a_short_queue_that_stops_when_free(tmp_path: Path) -> None:
    """A server of its own, on a folder: keys are asked for, what finds no room is told to come back, and once nobody
    holds its file it goes.
    """
    tiny_network().save_pretrained(tmp_path / "tiny")
    tiny_tokenizer().save_pretrained(tmp_path / "tiny")
    (tmp_path / "keys").write_text("sesame\n")
    options = ["--model", str(tmp_path / "tiny"), "--keys-file", str(tmp_path / "keys")]
    options += ["--max-queue", "1", "--max-replies", "1", "--dtype", "float32"]
    options += ["--stop-when-free", str(tmp_path / "users")]
    with (
        _held(tmp_path / "users") as users,
        started_server(tmp_path / "log", *options) as url,
        httpx2.Client(base_url=url, timeout=240) as http,
    ):
        assert http.get("/v1/models").status_code == 401
        http.headers["Authorization"] = "Bearer sesame"
        assert [model["id"] for model in http.get("/v1/models").json()["data"]] == ["tiny", "judge", "interviewer"]
        asked = {"model": "tiny", "messages": [{"role": "user", "content": "Count."}], "max_tokens": 400, "seed": 1}
        with ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(lambda _: http.post("/v1/chat/completions", json=asked), range(8)))
        assert {reply.status_code for reply in replies} == {200, 503}
        refused = next(reply for reply in replies if reply.status_code == 503)
        assert int(refused.headers["Retry-After"]) > 0
        engine = Engine(url, "sesame", 240)
        assert engine.chat("tiny", [Message("user", "Hi.")], max_tokens=5)
        engine.close()
        fcntl.flock(users, fcntl.LOCK_UN)
        with pytest.raises(httpx2.TransportError):
            _ask_until_gone(http)


@contextmanager
def _held(path: Path) -> Iterator[IO[bytes]]:
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield file


def _ask_until_gone(http: httpx2.Client) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        http.get("/health")
        time.sleep(0.2)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--adapter=judge=/none"], r"cannot serve: /none is no folder"),
        (["--keys-file=/none"], r"cannot serve: /none cannot be read"),
        (["--host=256.0.0.1"], r"cannot serve: 256.0.0.1:0 cannot be listened on"),
    ],
)
def test_what_cannot_be_served_ends_the_start_with_a_sentence(tmp_path: Path, options: list[str], said: str) -> None:
    with pytest.raises(RuntimeError, match=said), started_server(tmp_path / "log", *options):
        pass
