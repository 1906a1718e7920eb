"""An invented engine at the HTTP seam: it answers label readings by rules on the prompt's text and keeps what it got.

    fake = FakeEngine(reads("bearing", D=0.9, Y=0.1))   # the first rule with an answer gives it
    engine = fake.engine()                              # without a socket
    with fake.served() as url: ...                      # for what must go through one
    fake.history                                        # every request to chat, in order of arrival

Where no rule has an answer `by_catchwords` gives it: it reads `CATCHWORDS` and `VAGUE_WORDS`, so that an answer says in
plain sight what it will be given credit for. It knows nothing of quality.
"""

import json
import math
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2

from assistant.asking.descriptions.likeness import Embeds
from assistant.client import Engine
from assistant.judging.parts import split_parts
from assistant.judging.readings import (
    BEARING_LABELS,
    DEPTH_LABELS,
    KIND_WORDS,
    LEVEL_LABELS,
    PART_LABELS,
    STATUS_LABELS,
)
from assistant.types import EvidenceKind
from knowledge.passages import Passage, PassageKind

ADAPTER, ADAPTER_VERSION = "judge", "test"
BASE_SHA256 = "ab" * 32
SURE = 0.9
_FLOOR = 1e-6
_PROMPT = re.compile(r"Stage: (.*)\n<question>(.*)</question>\n<answer>(.*)</answer>\n(.*)", re.DOTALL)
_KIND = re.compile(r"Evidence: (.*)\?")
_LEVEL = re.compile(r"Criterion: .*\nLevel\?", re.DOTALL)
_WHOLE = {"Bearing on the question?": "bearing", "Overall depth: level?": "depth", "Last sentence gives?": "part"}

CATCHWORDS: Mapping[EvidenceKind, str] = {
    EvidenceKind.METRIC: "percent",
    EvidenceKind.BASELINE: "compared with",
    EvidenceKind.OWN_PART: "i wrote",
    EvidenceKind.TRADE_OFF: "at the price of",
    EvidenceKind.FAILURE: "broke",
    EvidenceKind.SCALE: "million",
    EvidenceKind.DATA: "labels",
    EvidenceKind.DECISION: "because",
    EvidenceKind.MECHANISM: "works by",
}
VAGUE_WORDS = ("robust", "best practices", "seamless")


@dataclass(frozen=True)
class Asked:
    """One request to chat. `ask` is `bearing`, `depth`, `level`, `part` or the words of a kind; `body` all of it.

    Of a part, `answer` is what was told up to its end.
    """

    ask: str
    stage: str
    question: str
    answer: str
    part: str
    prompt: str
    body: Mapping[str, Any]


Shares = Mapping[str, float]
Rule = Callable[[Asked], Shares | httpx2.Response | None]


def reads(ask: str, where: str = "", /, **shares: float) -> Rule:
    """These probabilities for one sort of reading, in prompts that contain `where` (labels of digits: `_0=0.9`)."""
    wanted = {label.removeprefix("_"): share for label, share in shares.items()}
    return lambda asked: wanted if asked.ask == ask and where in asked.prompt else None


def fails(status: int, message: str, *, where: str = "") -> Rule:
    """A refusal in OpenAI's envelope, for prompts that contain `where`."""
    body = {"error": {"message": message, "type": "invented", "param": None, "code": None}}
    return lambda asked: httpx2.Response(status, json=body) if where in asked.prompt else None


def by_catchwords(asked: Asked) -> Shares:
    """Every answer bears on its question, gives the kinds whose catchwords it uses, and is as deep as they are many."""
    if asked.ask == "bearing":
        return _sure("Y", BEARING_LABELS)
    if asked.ask in ("depth", "level"):
        used = sum(word in asked.answer.lower() for word in CATCHWORDS.values())
        return _sure(str(min(5, 1 + used)), LEVEL_LABELS if asked.ask == "level" else DEPTH_LABELS)
    if asked.ask == "part":
        return _sure(_label_of_part(asked.part.lower()), PART_LABELS)
    kind = next(kind for kind, words in KIND_WORDS.items() if words == asked.ask)
    return _sure("2" if CATCHWORDS[kind] in asked.answer.lower() else "0", STATUS_LABELS)


def _label_of_part(part: str) -> str:
    for label, word in zip(PART_LABELS, CATCHWORDS.values(), strict=False):
        if word in part:
            return label
    return "V" if any(word in part for word in VAGUE_WORDS) else "N"


def _sure(right: str, labels: Sequence[str]) -> Shares:
    rest = (1 - SURE) / (len(labels) - 1)
    return {label: SURE if label == right else rest for label in labels}


class FakeEngine:
    """Serves `judge`; a callable from request to response, as httpx2's mock transport takes it.

    With `wordings` it also writes as `interviewer`: the one at the place of the request's seed; `worded` keeps those.
    """

    def __init__(
        self, *rules: Rule, models: Sequence[Mapping[str, Any]] | None = None, wordings: Sequence[str] = ()
    ) -> None:
        self.history: list[Asked] = []
        self.worded: list[Mapping[str, Any]] = []
        self._wordings = wordings
        self._rules = (*rules, by_catchwords)
        self._models = list(models) if models is not None else [served_model()]

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        """Answer one request."""
        if request.url.path == "/v1/models":
            return httpx2.Response(200, json={"object": "list", "data": self._models})
        body = json.loads(request.content)
        if body["model"] == "interviewer":
            self.worded.append(body)
            return httpx2.Response(200, json=_written(self._wordings[body["seed"] % len(self._wordings)]))
        asked = _asked(body)
        self.history.append(asked)
        answer = next(answer for rule in self._rules if (answer := rule(asked)) is not None)
        return answer if isinstance(answer, httpx2.Response) else httpx2.Response(200, json=_completion(answer))

    def engine(self) -> Engine:
        """The product's own client, speaking to this engine."""
        return Engine("http://engine.test", transport=httpx2.MockTransport(self))

    def asked(self, ask: str) -> list[Asked]:
        """The requests of one sort."""
        return [asked for asked in self.history if asked.ask == ask]

    @contextmanager
    def served(self) -> Iterator[str]:
        """The same on a free port of this machine; gives its address."""
        server = _Server(("127.0.0.1", 0), _handler(self))
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _Server(ThreadingHTTPServer):
    """Takes as many connections at once as the client opens; of more than the usual five some may be reset."""

    daemon_threads = True
    request_queue_size = 1024


def served_model(**changes: Any) -> Mapping[str, Any]:
    """An entry of the list of models as our own server gives it."""
    entry = {"id": "judge", "object": "model", "created": 1, "owned_by": "test"}
    entry |= {"base_sha256": BASE_SHA256, "adapter": ADAPTER, "adapter_version": ADAPTER_VERSION}
    return {name: value for name, value in (entry | changes).items() if value is not None}


def _asked(body: Mapping[str, Any]) -> Asked:
    """A prompt that this does not understand is an error: then the prompts have changed, and these tests must."""
    prompt = body["messages"][-1]["content"]
    found = _PROMPT.fullmatch(prompt)
    assert found, f"not a reading of an exchange: {prompt!r}"
    stage, question, answer, ask = (group.strip() for group in found.groups())
    kind = _KIND.fullmatch(ask)
    name = kind[1] if kind else "level" if _LEVEL.fullmatch(ask) else _WHOLE.get(ask)
    assert name, f"not a reading that is known here: {ask!r}"
    return Asked(name, stage, question, answer, split_parts(answer)[-1].text if name == "part" else "", prompt, body)


def _completion(shares: Shares) -> dict[str, Any]:
    """A chat completion of one token with its alternatives; labels without a share get next to nothing."""
    top = [{"token": label, "logprob": math.log(max(share, _FLOOR)), "bytes": None} for label, share in shares.items()]
    top.append({"token": "the", "logprob": math.log(_FLOOR), "bytes": None})
    best = max(top, key=lambda entry: float(entry["logprob"] or 0))
    choice = {
        "index": 0,
        "finish_reason": "length",
        "message": {"role": "assistant", "content": best["token"]},
        "logprobs": {"content": [{**best, "top_logprobs": top}]},
    }
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "judge", "choices": [choice]}


def _written(text: str) -> dict[str, Any]:
    """A chat completion of words."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "interviewer", "choices": [choice]}


def _handler(fake: FakeEngine) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the standard library's
            """Nothing on stderr."""

        def _answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("content-length", 0)))
            response = fake(httpx2.Request(self.command, f"http://engine.test{self.path}", content=content))
            self.send_response(response.status_code)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(response.content)))
            self.end_headers()
            self.wfile.write(response.content)

    return Handler


class NoMeaning:
    """An embedding model to which every text means nothing; `embedded` keeps what it was given."""

    identity = "none"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += texts
        return [[0.0] * 384 for _ in texts]


Finding = Callable[[str, Sequence[PassageKind]], Sequence[Passage]]


class FakeIndex:
    """An index that finds what `finding` says, without one nothing; `asked` keeps the queries."""

    def __init__(self, finding: Finding = lambda _, __: (), embedder: Embeds | None = None) -> None:
        self.asked: list[str] = []
        self.embedder = embedder or NoMeaning()
        self._finding = finding

    def search(
        self,
        query: str,
        kind: Sequence[PassageKind],
        stage: None = None,
        role: None = None,
        k: int = 5,
        vector: list[float] | None = None,
    ) -> tuple[Passage, ...]:
        self.asked.append(query)
        return tuple(self._finding(query, kind))
