"""The OpenAI protocol, as far as it is implemented: request and reply values, and the error envelope.

A field that is not named here is refused by name, never ignored: a client that asked for something must not believe
that it got it.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from assistant.server.errors import InvalidRequest

_M = TypeVar("_M", bound=BaseModel)
_UNION_STEPS = ("str", "constrained-str", "list[constrained-str]", "list[TextPart]")
StopText = Annotated[str, StringConstraints(min_length=1)]


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class TextPart(_Asked):
    """A part of a message; only text is implemented."""

    type: Literal["text"]
    text: str


class ChatMessage(_Asked):
    """One message of the conversation."""

    role: Literal["system", "user", "assistant"]
    content: str | list[TextPart]

    @property
    def text(self) -> str:
        """The whole content."""
        return self.content if isinstance(self.content, str) else "".join(part.text for part in self.content)


class StreamOptions(_Asked):
    """What a stream carries beside the reply."""

    include_usage: bool = False


class ResponseFormat(_Asked):
    """Only free text is implemented."""

    type: Literal["text"]


class ChatRequest(_Asked):
    """`POST /v1/chat/completions`."""

    model: str
    messages: list[ChatMessage] = Field(min_length=1)
    temperature: float | None = Field(None, ge=0, le=2)
    top_p: float | None = Field(None, gt=0, le=1)
    max_completion_tokens: int | None = Field(None, ge=1)
    max_tokens: int | None = Field(None, ge=1)
    stop: StopText | list[StopText] | None = Field(None, max_length=4)
    seed: int | None = Field(None, ge=-(1 << 63), lt=1 << 63)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = Field(None, ge=1, le=16)
    logprobs: bool | None = None
    top_logprobs: int | None = Field(None, ge=0, le=20)
    response_format: ResponseFormat | None = None

    @model_validator(mode="after")
    def _fields_fit_together(self) -> ChatRequest:
        if self.top_logprobs is not None and not self.logprobs:
            raise ValueError("top_logprobs: is given without logprobs")
        if self.stream_options is not None and not self.stream:
            raise ValueError("stream_options: is given without stream")
        if None not in (self.max_tokens, self.max_completion_tokens) and self.max_tokens != self.max_completion_tokens:
            raise ValueError("max_tokens: differs from max_completion_tokens; send one of them")
        return self

    @property
    def stops(self) -> tuple[str, ...]:
        """The stop strings."""
        return (self.stop,) if isinstance(self.stop, str) else tuple(self.stop or ())


class LoadAdapter(_Asked):
    """`POST /v1/load_lora_adapter`, as vLLM has it."""

    lora_name: str
    lora_path: str
    load_inplace: bool = False


class UnloadAdapter(_Asked):
    """`POST /v1/unload_lora_adapter`, as vLLM has it."""

    lora_name: str


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True)


class TopLogprob(_Told):
    """A token that could have come. `bytes` are those of its text."""

    token: str
    logprob: float
    bytes: list[int]


class TokenLogprob(TopLogprob):
    """The token that came, with the most probable ones at its place."""

    top_logprobs: list[TopLogprob]


class Logprobs(_Told):
    """One entry for each token, an end-of-reply token included."""

    content: list[TokenLogprob]
    refusal: None = None


class ReplyMessage(_Told):
    """A whole reply."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class ReplyChoice(_Told):
    """One of `n` replies."""

    index: int
    message: ReplyMessage
    logprobs: Logprobs | None
    finish_reason: str


class Usage(_Told):
    """Token counts."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatReply(_Told):
    """The reply to a request that is not streamed."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[ReplyChoice]
    usage: Usage


class Delta(_Told):
    """Some more of a reply."""

    role: Literal["assistant"] | None = None
    content: str | None = None


class ChunkChoice(_Told):
    """Some more of one of `n` replies."""

    index: int
    delta: Delta
    logprobs: Logprobs | None = None
    finish_reason: str | None = None


class ChatChunk(_Told):
    """One event of a stream."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: list[ChunkChoice]
    usage: Usage | None = None


class ModelCard(_Told):
    """A served name. The last three are this server's own: null adapter means the bare base."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: Literal["plumbline"] = "plumbline"
    root: str
    max_model_len: int
    base_sha256: str
    adapter: str | None
    adapter_version: str | None


class ModelList(_Told):
    """`GET /v1/models`."""

    object: Literal["list"] = "list"
    data: list[ModelCard]


class ErrorBody(_Told):
    """What is inside the envelope."""

    message: str
    type: str
    param: str | None
    code: str | None


class ErrorEnvelope(_Told):
    """Every error."""

    error: ErrorBody


def parsed(kind: type[_M], body: bytes) -> _M:
    """The request in a body. Raises `InvalidRequest`, naming the field at fault."""
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        raise _refusal(error) from error


def _refusal(error: ValidationError) -> InvalidRequest:
    """One fault: an unknown field before all others, then the most precise."""
    faults = sorted(error.errors(include_url=False), key=lambda f: (f["type"] != "extra_forbidden", -len(f["loc"])))
    fault = faults[0]
    field = ".".join(str(step) for step in fault["loc"] if step not in _UNION_STEPS)
    if fault["type"] == "extra_forbidden":
        return InvalidRequest(f"{field}: is not implemented here; leave it out", field)
    message = fault["msg"].removeprefix("Value error, ")
    if not field and ": " in message:
        field = message.split(":")[0] if fault["type"] == "value_error" else ""
        return InvalidRequest(message, field or None)
    return InvalidRequest(f"{field or 'the body'}: {message}", field or None)
