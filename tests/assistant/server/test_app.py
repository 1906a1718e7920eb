"""The HTTP face over a tiny model: envelopes, keys, limits, adapters. Streams have tests over a real socket."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.server.app import Access, make_app
from assistant.server.metrics import Metrics
from assistant.server.worker import Limits, Worker
from tests.assistant.server.test_adapters import make_adapter
from tests.assistant.server.tiny import CONTEXT, SHA256, tiny_roster, tiny_tokens

GOOD: dict[str, Any] = {"model": "judge", "messages": [{"role": "user", "content": "hi"}], "max_tokens": 2}
Opened = Callable[..., TestClient]


@pytest.fixture
def opened() -> Iterator[Opened]:
    clients = []

    def open_client(access: Access | None = None, queue: int = 8) -> TestClient:
        metrics, tokens = Metrics(), tiny_tokens()
        worker = Worker(tiny_roster(), tokens, Limits(queue=queue), metrics)
        client = TestClient(make_app(worker, tokens, metrics, access or Access()), raise_server_exceptions=False)
        clients.append(client)
        return client.__enter__()

    yield open_client
    for client in clients:
        client.__exit__(None, None, None)


def _error(reply: Any) -> dict[str, Any]:
    assert set(reply.json()) == {"error"}
    error = reply.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    return dict(error)


def test_a_reply_has_openais_shape(opened: Opened) -> None:
    reply = opened().post("/v1/chat/completions", json=GOOD | {"logprobs": True, "top_logprobs": 2, "n": 2}).json()
    assert reply["object"] == "chat.completion"
    assert reply["usage"]["completion_tokens"] == 4
    assert [choice["index"] for choice in reply["choices"]] == [0, 1]
    choice = reply["choices"][0]
    assert choice["finish_reason"] == "length"
    assert [len(position["top_logprobs"]) for position in choice["logprobs"]["content"]] == [2, 2]


def test_stop_ends_the_reply(opened: Opened) -> None:
    client = opened()
    asked = GOOD | {"max_tokens": 12, "temperature": 0}
    text = client.post("/v1/chat/completions", json=asked).json()["choices"][0]["message"]["content"]
    choice = client.post("/v1/chat/completions", json=asked | {"stop": [text[3]]}).json()["choices"][0]
    assert choice["finish_reason"] == "stop"
    assert choice["message"]["content"] == text[: text.index(text[3])]


def test_models_say_what_they_are(opened: Opened) -> None:
    models = opened().get("/v1/models").json()["data"]
    assert [model["id"] for model in models] == ["tiny", "judge", "interviewer"]
    assert {model["base_sha256"] for model in models} == {SHA256}
    assert {(model["adapter"], model["adapter_version"]) for model in models} == {(None, None)}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/v1/chat/completions", GOOD | {"model": "nobody"}, 404, "model_not_found"),
        ("POST", "/v1/chat/completions", GOOD | {"tools": []}, 400, None),
        ("POST", "/v1/chat/completions", GOOD | {"max_tokens": CONTEXT}, 400, "context_length_exceeded"),
        ("GET", "/v1/chat/completions", None, 405, None),
        ("GET", "/v1/nothing", None, 404, None),
        ("POST", "/v1/unload_lora_adapter", {"lora_name": "judge"}, 400, None),
        ("POST", "/v1/unload_lora_adapter", {"lora_name": "nobody"}, 404, "model_not_found"),
        ("POST", "/v1/load_lora_adapter", {"lora_name": "judge", "lora_path": "x"}, 400, None),
    ],
)
def test_refusals_have_openais_envelope(
    opened: Opened, method: str, path: str, body: Any, status: int, code: str | None
) -> None:
    reply = opened().request(method, path, json=body)
    assert reply.status_code == status
    assert _error(reply)["code"] == code


def test_a_body_that_no_prompt_needs_is_refused(opened: Opened) -> None:
    reply = opened().post("/v1/chat/completions", content=b" " * (2 << 20))
    assert reply.status_code == 413
    assert "more than" in _error(reply)["message"]


def test_keys_are_asked_for_where_there_are_some(opened: Opened) -> None:
    client = opened(Access(keys=frozenset({"sesame", "öffne"})))
    assert client.get("/v1/models").status_code == 401
    assert client.post("/v1/chat/completions", json=GOOD).status_code == 401
    assert client.get("/v1/models", headers={"Authorization": "Bearer other"}).status_code == 401
    assert client.get("/v1/models", headers={"Authorization": "Bearer sesame"}).status_code == 200
    assert client.get("/health").status_code == 200


def test_a_full_queue_says_when_to_come_back(opened: Opened) -> None:
    reply = opened(queue=0).post("/v1/chat/completions", json=GOOD)
    assert reply.status_code == 503
    assert int(reply.headers["Retry-After"]) > 0
    assert _error(reply)["code"] == "queue_full"


def test_a_failure_inside_is_not_shown_outside(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    client = opened()
    monkeypatch.setattr("assistant.server.model.PackedModel.read", lambda *_: 1 / 0)
    reply = client.post("/v1/chat/completions", json=GOOD)
    assert reply.status_code == 500
    assert "division" not in _error(reply)["message"]


def test_adapters_come_and_go(opened: Opened, tmp_path: Path) -> None:
    make_adapter(tmp_path / "judge-1")
    client = opened(Access(adapters_root=tmp_path))
    asked = GOOD | {"temperature": 0, "max_tokens": 8}

    def answer(model: str = "judge") -> str:
        reply = client.post("/v1/chat/completions", json=asked | {"model": model}).json()
        return str(reply["choices"][0]["message"]["content"])

    bare = answer()
    load = {"lora_name": "judge", "lora_path": str(tmp_path / "judge-1")}
    assert client.post("/v1/load_lora_adapter", json=load).status_code == 200
    served = {model["id"]: model["adapter"] for model in client.get("/v1/models").json()["data"]}
    assert served == {"tiny": None, "judge": "judge", "interviewer": None}
    assert answer() != bare == answer("interviewer") == answer("tiny")
    assert "already" in _error(client.post("/v1/load_lora_adapter", json=load))["message"]
    assert client.post("/v1/load_lora_adapter", json=load | {"load_inplace": True}).status_code == 200
    assert client.post("/v1/unload_lora_adapter", json={"lora_name": "judge"}).status_code == 200
    assert answer() == bare
    extra = load | {"lora_name": "extra"}
    assert client.post("/v1/load_lora_adapter", json=extra).status_code == 200
    assert client.post("/v1/unload_lora_adapter", json={"lora_name": "extra"}).status_code == 200
    assert client.post("/v1/chat/completions", json=GOOD | {"model": "extra"}).status_code == 404


def test_two_adapters_are_served_side_by_side(opened: Opened, tmp_path: Path) -> None:
    make_adapter(tmp_path / "judge")
    make_adapter(tmp_path / "interviewer", name="interviewer", seed=4)
    client = opened(Access(adapters_root=tmp_path))
    for name in ("judge", "interviewer"):
        load = {"lora_name": name, "lora_path": name}
        assert client.post("/v1/load_lora_adapter", json=load).status_code == 200
    served = {model["id"]: model["adapter"] for model in client.get("/v1/models").json()["data"]}
    assert served == {"tiny": None, "judge": "judge", "interviewer": "interviewer"}
    asked = GOOD | {"temperature": 0, "max_tokens": 8}
    replies = [client.post("/v1/chat/completions", json=asked | {"model": name}).json() for name in served]
    assert len({reply["choices"][0]["message"]["content"] for reply in replies}) == 3


@pytest.mark.parametrize("path", ["..", "/etc", "../outside", "link", "missing"])
def test_adapters_come_from_their_root_only(opened: Opened, tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    make_adapter(tmp_path / "outside")
    (root / "link").symlink_to(tmp_path / "outside")
    reply = opened(Access(adapters_root=root)).post(
        "/v1/load_lora_adapter", json={"lora_name": "judge", "lora_path": path}
    )
    assert reply.status_code == 400
    assert _error(reply)["param"] == "lora_path"


def test_metrics_count_requests_and_tokens(opened: Opened) -> None:
    client = opened()
    client.post("/v1/chat/completions", json=GOOD)
    client.post("/v1/chat/completions", json=GOOD | {"max_tokens": CONTEXT})
    text = client.get("/metrics").text
    assert 'plumbline_engine_requests_total{model="judge",status="200"} 1.0' in text
    assert 'plumbline_engine_requests_total{model="judge",status="400"} 1.0' in text
    assert 'plumbline_engine_request_seconds_count{kind="write"} 1.0' in text
    for kind in ("prompt", "computed", "written"):
        assert f'plumbline_engine_tokens_total{{kind="{kind}"}}' in text
