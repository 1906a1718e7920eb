"""At which stage a described project stands: a probability for each stage and for a text that does not tell.

A linear model over the words of a description (stems and pairs of them, each counted once, and the stages' phrases)
and over what its sentences mean on average. A gate, linear in a sentence's meaning, takes what is said of any company
or person out of both. Fitted by `python -m finetune.stages`. Why it answers as it does is told by taking out one
sentence after the other. Nothing here knows how to say it to people.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.asking.descriptions.posting import Sentence
from assistant.errors import StorageError
from knowledge.keywords import stem
from knowledge.phrases import whole_words
from knowledge.types import Stage

Array = NDArray[np.float64]
Stages = Mapping[str, Stage]
MODEL = "stages.npz"
STAGES = ("experimentation", "prototype_to_production", "scale")
CANNOT_TELL = "cannot_tell"
ANSWERS = (*STAGES, CANNOT_TELL)
MEANING = 1.2
"""Length of the mean meaning beside the words' length of 1."""
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[?!]")


@dataclass(frozen=True)
class Reason:
    """A sentence, and by how much it raises the log-odds of a stage: less than 0 where it speaks against it."""

    sentence: Sentence
    raises: float


@dataclass(frozen=True)
class StageReading:
    """The probability of each answer; they sum to 1. `reasons`: for each stage every sentence, the weightiest first."""

    shares: Mapping[str, float]
    reasons: Mapping[str, tuple[Reason, ...]]

    @property
    def answer(self) -> str:
        """The likeliest of `ANSWERS`."""
        return max(self.shares, key=lambda answer: self.shares[answer])

    @property
    def likeliest(self) -> tuple[str, str]:
        """The two likeliest stages."""
        first, second, *_ = sorted(STAGES, key=lambda stage: -self.shares[stage])
        return first, second


@dataclass(frozen=True)
class Head:
    """Weights of the terms [T, 4] and of the meaning [D, 4], and a constant [4]; D is 0 for words alone.

    `gate` [D + 1] tells from a sentence's meaning how much it is about the project, its constant last.
    """

    terms: Mapping[str, int]
    words: Array
    meaning: Array
    bias: Array
    gate: Array
    sharpness: float


@dataclass(frozen=True)
class StageModel:
    """What is shipped. `identity` names the embedding model; `texts`: SHA-256 of what it was fitted on."""

    identity: str
    texts: str
    full: Head
    bare: Head


@dataclass(frozen=True)
class Seen:
    """Sentences as the model sees them: how much each is about the project [N], its terms, its meaning [N, D]."""

    gates: Array
    terms: tuple[frozenset[str], ...]
    vectors: Array

    def features(self, places: Mapping[str, int], without: int | None = None) -> tuple[Array, Array]:
        """[T] and [D]; `without`: the place of a sentence that is left out."""
        gates = self.gates.copy()
        if without is not None:
            gates[without] = 0.0
        words = np.zeros(len(places))
        for gate, terms in zip(gates, self.terms, strict=True):
            found = [places[term] for term in terms if term in places]
            words[found] = np.maximum(words[found], gate)
        return _of_length(words, 1.0), _of_length(gates @ self.vectors, MEANING)


def read_stage(
    sentences: Sequence[Sentence], vectors: Sequence[Sequence[float]], stages: Stages, identity: str
) -> StageReading:
    """The reading of a description's sentences, their vectors by the embedding model `identity` beside them."""
    if not sentences:
        return StageReading({answer: float(answer == CANNOT_TELL) for answer in ANSWERS}, {})
    model = shipped()
    head = model.full if identity == model.identity else model.bare
    seen = see([sentence.text for sentence in sentences], np.asarray(vectors, np.float64), stages, head.gate)
    whole = _scores(head, seen)
    less = [_scores(head, seen, without=place) for place in range(len(sentences))]
    reasons = {
        stage: _ordered(
            [Reason(s, _odds(whole, at) - _odds(left, at)) for s, left in zip(sentences, less, strict=True)]
        )
        for at, stage in enumerate(STAGES)
    }
    return StageReading(dict(zip(ANSWERS, map(float, shares_of(whole)), strict=True)), reasons)


def see(texts: Sequence[str], vectors: Array, stages: Stages, gate: Array) -> Seen:
    """The sentences [N] with their vectors [N, D]; a gate of no length lets everything through and sees no meaning."""
    terms = tuple(frozenset(terms_of(text, stages)) for text in texts)
    if len(gate) <= 1:
        return Seen(np.ones(len(texts)), terms, np.zeros((len(texts), 0)))
    return Seen(1 / (1 + np.exp(-(vectors @ gate[:-1] + gate[-1]))), terms, vectors)


def terms_of(text: str, stages: Stages) -> Iterator[str]:
    """The stems of a sentence, numbers as `#`, pairs of neighbours, and `<stage>` for each that has a phrase in it."""
    words = ["#" if word[0].isdigit() else stem(word) for word in _WORD.findall(text.lower().replace("’", "'"))]
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(words))
    yield from (f"<{stage.id}>" for stage in stages.values() if whole_words(stage.phrases).search(text))


def shares_of(scores: Array) -> Array:
    """Scores [..., 4] as probabilities."""
    raised = np.exp(scores - scores.max(-1, keepdims=True))
    shares: Array = raised / raised.sum(-1, keepdims=True)
    return shares


@cache
def shipped() -> StageModel:
    """The fitted model of the package. Raises StorageError where it is not there or damaged."""
    path = files("assistant.asking.descriptions") / MODEL
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as found:
            terms = {term: place for place, term in enumerate(str(found["terms"]).split("\n"))}
            full, bare = (_head(found, name, terms) for name in ("full", "bare"))
            return StageModel(str(found["identity"]), str(found["texts"]), full, bare)
    except (OSError, KeyError, ValueError) as error:
        raise StorageError(f"{path} cannot be read ({error}); reinstall, or run `python -m finetune.stages`") from error


def _head(found: Mapping[str, NDArray[np.float32]], name: str, terms: Mapping[str, int]) -> Head:
    words, meaning, bias, gate = (
        found[f"{name}_{part}"].astype(np.float64) for part in ("words", "meaning", "bias", "gate")
    )
    return Head(terms, words, meaning, bias, gate, float(found[f"{name}_sharpness"]))


def _scores(head: Head, seen: Seen, without: int | None = None) -> Array:
    words, meaning = seen.features(head.terms, without)
    scores: Array = head.sharpness * (words @ head.words + meaning @ head.meaning + head.bias)
    return scores


def _odds(scores: Array, at: int) -> float:
    """Log-odds of one answer."""
    return float(scores[at] - np.logaddexp.reduce(np.delete(scores, at)))


def _ordered(reasons: list[Reason]) -> tuple[Reason, ...]:
    return tuple(sorted(reasons, key=lambda reason: -abs(reason.raises)))


def _of_length(vector: Array, length: float) -> Array:
    """The same direction; 0 stays 0."""
    return vector * (length / (float(np.linalg.norm(vector)) or 1.0))
