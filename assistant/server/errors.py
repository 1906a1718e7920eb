"""What can go wrong in the inference server. Every message says what, where and what to do.

ServerError
├── WeightsError       a model that is not there, not whole, or of a kind that cannot be served
├── AdapterError       an adapter folder that cannot be served on these weights
└── RequestError       a request that is answered with OpenAI's error envelope
    ├── InvalidRequest     400, a field that is unknown, unimplemented or out of range
    ├── PromptTooLong      400, code context_length_exceeded
    ├── Unauthorized       401
    ├── UnknownModel       404
    ├── BodyTooLarge       413
    ├── ReplyFailed        500, the model failed on it
    └── QueueFull          503, with Retry-After
"""


class ServerError(Exception):
    """Anything the server raises on purpose."""


class WeightsError(ServerError):
    """A model that is not there, not whole, or of a kind that cannot be served."""


class AdapterError(ServerError):
    """An adapter folder that cannot be served on these weights."""


class RequestError(ServerError):
    """A request that is refused; `param` names the field at fault where there is one."""

    status = 500
    kind = "server_error"
    code: str | None = None

    def __init__(self, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.param = param


class InvalidRequest(RequestError):
    """A field that is unknown, unimplemented or out of range."""

    status = 400
    kind = "invalid_request_error"


class PromptTooLong(InvalidRequest):
    """Prompt and reply do not fit the model's context."""

    code = "context_length_exceeded"


class Unauthorized(RequestError):
    """No key, or not one of the configured ones."""

    status = 401
    kind = "authentication_error"
    code = "invalid_api_key"


class UnknownModel(RequestError):
    """No model or adapter of that name is served."""

    status = 404
    kind = "not_found_error"
    code = "model_not_found"


class BodyTooLarge(RequestError):
    """A body that no prompt fitting the context could need."""

    status = 413
    kind = "invalid_request_error"


class ReplyFailed(RequestError):
    """The model failed on this request; the log has the reason."""


class QueueFull(RequestError):
    """Too many requests wait already."""

    status = 503
    kind = "overloaded_error"
    code = "queue_full"
