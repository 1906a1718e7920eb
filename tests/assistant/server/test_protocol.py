"""Nothing is ignored: every field is implemented or refused by name."""

import json
from typing import Any

import pytest

from assistant.server.errors import InvalidRequest
from assistant.server.protocol import ChatRequest, parsed

GOOD: dict[str, Any] = {"model": "judge", "messages": [{"role": "user", "content": "hi"}]}


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"tools": []}, "tools"),
        ({"frequency_penalty": 0}, "frequency_penalty"),
        ({"logit_bias": {}, "temperature": 9}, "logit_bias"),
        ({"response_format": {"type": "json_object"}}, "response_format.type"),
        ({"response_format": {"type": "text", "x": 1}}, "response_format.x"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "user"}]}, "messages.0.content"),
        ({"messages": [{"role": "tool", "content": "x"}]}, "messages.0.role"),
        ({"messages": [{"role": "user", "content": "x", "name": "y"}]}, "messages.0.name"),
        ({"messages": [{"role": "user", "content": 5}]}, "messages.0.content"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "messages.0.content.0.type"),
        ({"model": None}, "model"),
        ({"temperature": -0.1}, "temperature"),
        ({"temperature": 2.1}, "temperature"),
        ({"temperature": "0"}, "temperature"),
        ({"top_p": 0}, "top_p"),
        ({"top_p": 1.1}, "top_p"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"max_completion_tokens": 1.5}, "max_completion_tokens"),
        ({"max_tokens": 3, "max_completion_tokens": 4}, "max_tokens"),
        ({"stop": ["a"] * 5}, "stop"),
        ({"stop": ""}, "stop"),
        ({"stop": [""]}, "stop.0"),
        ({"seed": 1 << 63}, "seed"),
        ({"n": 0}, "n"),
        ({"n": 17}, "n"),
        ({"logprobs": True, "top_logprobs": 21}, "top_logprobs"),
        ({"top_logprobs": 3}, "top_logprobs"),
        ({"logprobs": False, "top_logprobs": 3}, "top_logprobs"),
        ({"stream_options": {"include_usage": True}}, "stream_options"),
        ({"stream": True, "stream_options": {"x": 1}}, "stream_options.x"),
        ({"stream": "yes"}, "stream"),
    ],
)
def test_a_bad_field_is_named(changes: dict[str, Any], param: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        parsed(ChatRequest, json.dumps(GOOD | changes).encode())
    assert refusal.value.param == param
    assert param in str(refusal.value)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'"text"'])
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidRequest):
        parsed(ChatRequest, body)


def test_everything_that_is_implemented_is_read() -> None:
    asked = parsed(
        ChatRequest,
        json.dumps(
            GOOD
            | {
                "messages": [
                    {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}
                ],
                "temperature": 0,
                "top_p": 0.5,
                "max_tokens": 3,
                "max_completion_tokens": 3,
                "stop": "x",
                "seed": -5,
                "stream": True,
                "stream_options": {"include_usage": True},
                "n": 2,
                "logprobs": True,
                "top_logprobs": 0,
                "response_format": {"type": "text"},
            }
        ).encode(),
    )
    assert (asked.messages[0].text, asked.stops, asked.n) == ("ab", ("x",), 2)


def test_null_means_not_given() -> None:
    fields = ["temperature", "top_p", "max_tokens", "stop", "seed", "stream", "n", "logprobs", "response_format"]
    asked = parsed(ChatRequest, json.dumps(GOOD | dict.fromkeys(fields)).encode())
    assert asked == parsed(ChatRequest, json.dumps(GOOD).encode())
