"""What the interviewer wants with what they typed: one of fourteen intents, sure of it or `other`.

A linear model over the meaning of the line and of its last clause (sentence embeddings), its words and its letters,
fitted by `python -m finetune.intents` on `intents.jsonl`; `intents.md` says whose lines these are. Code around it keeps
what must never be a request from becoming one, and finds the candidate's words in a report.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.asking.messages.reported import LONG_WORDS, addressing, is_marked, is_nobodys_request, passed_on
from assistant.asking.messages.subjects import subject
from assistant.asking.messages.utterance import LONGEST, features, last_clause
from assistant.errors import StorageError

Array = NDArray[np.float32]
LINES = "intents.jsonl"
MODEL = "intents.npz"
LAST_CLAUSE = 0.5**0.5
"""Weight of the last clause's meaning beside the whole line's; one half in squared length."""


class Intent(StrEnum):
    """What an interviewer may want of the assistant."""

    NEXT = "next"
    SAID = "said"
    MORE = "more"
    EASIER = "easier"
    HARDER = "harder"
    SHORTER = "shorter"
    JUDGE = "judge"
    UNCOVERED = "uncovered"
    SUMMARY = "summary"
    OPEN = "open"
    CLOSE = "close"
    STRONG = "strong"
    WHY = "why"
    OTHER = "other"


ORDER = tuple(Intent)
_PASSIVE = (Intent.SAID, Intent.OTHER)


class EmbedsAs(Protocol):
    """Turns texts into L2-normalised vectors; `identity` names the model."""

    @property
    def identity(self) -> str:
        """Which model's vectors these are."""
        ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector per text."""
        ...


@dataclass(frozen=True)
class Understood:
    """What a message is taken for. `said` and `asked` (of a report) and `about` (of `more`) are exact parts of it.

    `confidence` is the probability of the intent from 0 to 1, before anything below `floor` becomes `other`.
    """

    intent: Intent
    confidence: float
    about: str | None
    said: str | None
    asked: str | None


@dataclass(frozen=True)
class IntentModel:
    """Weights [D, 14] with the meaning of `identity`'s vectors, and [2 · BUCKETS, 14] for words alone.

    `lines` is the SHA-256 of the lines it was fitted on.
    """

    identity: str
    lines: str
    full: Array
    full_bias: Array
    words: Array
    words_bias: Array
    sharpness: float
    floor: float


class Intents:
    """Knows what was typed for. Another embedding model than the one it was fitted with leaves the words alone."""

    def __init__(self, embedder: EmbedsAs) -> None:
        self._embedder = embedder

    def understand(self, text: str) -> Understood:
        """What the message is taken for; any text, however long or strange, is one of the fourteen."""
        if not any(character.isalnum() for character in text):
            return Understood(Intent.OTHER, 1.0, None, None, None)
        if is_marked(text):
            return self._heard(text, 1.0)
        if len(text.split()) > LONG_WORDS:
            request = None if is_nobodys_request(text) else addressing(text)
            if request is None:
                return self._heard(text, 1.0)
            return self._taken(text, self.shares(request))
        shares = self.shares(text)
        if is_nobodys_request(text):
            shares = {intent: share for intent, share in shares.items() if intent in _PASSIVE}
            total = sum(shares.values())
            shares = {intent: share / total for intent, share in shares.items()}
        return self._taken(text, shares)

    def shares(self, text: str) -> Mapping[Intent, float]:
        """The probability of each intent, from the line alone."""
        model = shipped()
        text = text[:LONGEST]
        if self._embedder.identity == model.identity:
            scores = vector(text, self._embedder) @ model.full + model.full_bias
        else:
            scores = features(text) @ model.words + model.words_bias
        raised = np.exp(model.sharpness * (scores - scores.max()))
        return dict(zip(ORDER, (float(share) for share in raised / raised.sum()), strict=True))

    def _taken(self, text: str, shares: Mapping[Intent, float]) -> Understood:
        intent, confidence = max(shares.items(), key=lambda pair: pair[1])
        if confidence < shipped().floor:
            intent = Intent.OTHER
        if intent is Intent.SAID:
            return self._heard(text, confidence)
        about = subject(text) if intent is Intent.MORE else None
        return Understood(intent, confidence, about, None, None)

    def _heard(self, text: str, confidence: float) -> Understood:
        found = passed_on(text)
        return Understood(Intent.SAID, confidence, None, found.said, found.asked)


def vector(text: str, embedder: EmbedsAs) -> Array:
    """[D]: what the full model reads: the two meanings, then the words and letters."""
    whole, end = (np.asarray(each, np.float32) for each in embedder.embed_documents([text, last_clause(text)]))
    return np.concatenate([whole, LAST_CLAUSE * end, features(text)])


@cache
def shipped() -> IntentModel:
    """The fitted model of the package. Raises StorageError where it is not there or damaged."""
    path = files("assistant.asking.messages") / MODEL
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as found:
            return IntentModel(
                identity=str(found["identity"]),
                lines=str(found["lines"]),
                full=found["full"].astype(np.float32),
                full_bias=found["full_bias"].astype(np.float32),
                words=found["words"].astype(np.float32),
                words_bias=found["words_bias"].astype(np.float32),
                sharpness=float(found["sharpness"]),
                floor=float(found["floor"]),
            )
    except (OSError, KeyError, ValueError) as error:
        raise StorageError(
            f"{path} cannot be read ({error}); reinstall, or run `python -m finetune.intents`"
        ) from error
