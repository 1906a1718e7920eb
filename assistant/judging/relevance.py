"""Which criteria an exchange speaks to, from the meanings of question and answer.

Sentence embeddings compare the question with each criterion and with the bank's questions on it, and the answer with
the criterion; a logistic model fitted on raters' "not addressed" turns that into a probability.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.judging.criteria import JudgedCriterion
from knowledge.types import Criterion, EvidenceWanted, Knowledge, RubricCriterion

Vector = NDArray[np.float32]
Known = Callable[[Sequence[str]], Mapping[str, Vector]]
COSINES = ("question", "answer", "bank")
RELEVANCE_FEATURES = (*COSINES, *(f"{cosine}_lead" for cosine in COSINES))
"""Cosines, and by how much each is above that of the next best criterion, or below that of the best."""
SAME_QUESTION = 0.95
"""Cosine from which two questions are the same but for a word."""


class Embeds(Protocol):
    """Turns texts into L2-normalised vectors, the same for a text whatever comes with it."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector per text."""
        ...


@dataclass(frozen=True)
class Meaning:
    """Question and answer as vectors [384]."""

    question: Vector
    answer: Vector


class Relevance:
    """Compares exchanges with criteria and bank questions; remembers the vectors of texts it has seen.

    `known` gives the vectors of the knowledge's own texts at once, where they are kept; it is asked when first needed.
    """

    def __init__(self, embedder: Embeds, knowledge: Knowledge, known: Known | None = None) -> None:
        self._embedder = embedder
        self._known = known
        self._own = cache(lambda: known(_own_texts(knowledge)) if known else {})
        self._subjects = {_subject(criterion): criterion.evidence for criterion in knowledge.criteria.values()}
        self._vector = lru_cache(maxsize=8192)(self._embed)

    def with_knowledge(self, knowledge: Knowledge) -> "Relevance":
        """The same comparing for another knowledge."""
        return Relevance(self._embedder, knowledge, self._known)

    def meaning(self, question: str, answer: str) -> Meaning:
        """The vectors of an exchange."""
        return Meaning(self._vector(question), self._vector(answer))

    def features(self, meaning: Meaning, criteria: Sequence[JudgedCriterion]) -> dict[str, dict[str, float]]:
        """For each criterion, by id, its cosines and their leads among these criteria; of a single one the leads are 0.

        The leads raised the area under the curve from .77 to .82 on 1,356 rated pairs, cross-validated by question.
        """
        cosines = {criterion.id: self._cosines(meaning, criterion) for criterion in criteria}
        return {id_: own | _leads(id_, cosines) for id_, own in cosines.items()}

    def _cosines(self, meaning: Meaning, criterion: JudgedCriterion) -> dict[str, float]:
        """Question and answer with the criterion, question with the nearest other bank question on it."""
        text = self._vector(criterion.text)
        cosines = [float(meaning.question @ self._vector(question)) for question in criterion.bank]
        others = [cosine for cosine in cosines if cosine < SAME_QUESTION]
        return {
            "question": float(meaning.question @ text),
            "answer": float(meaning.answer @ text),
            "bank": max(others, default=float(meaning.question @ text)),
        }

    def asks_for(self, meaning: Meaning, criterion: JudgedCriterion) -> bool:
        """The question is, nearly word for word, one of the bank's on this criterion."""
        return any(meaning.question @ self._vector(q) >= SAME_QUESTION for q in criterion.bank)

    def about_work(self, meaning: Meaning) -> float:
        """Cosine of the answer with the nearest subject of the knowledge: low for what is not about such work."""
        return max(float(meaning.answer @ self._vector(subject)) for subject in self._subjects)

    def evidence_wanted(self, criterion: RubricCriterion) -> EvidenceWanted:
        """Which evidence a team's criterion asks for: that of our criterion nearest to its words and top anchor."""
        text = self._vector(f"{criterion.name}. {criterion.description} {criterion.levels[-1]}")
        return self._subjects[max(self._subjects, key=lambda subject: float(text @ self._vector(subject)))]

    def likeness(self, text: str, other: str) -> float:
        """The cosine of two texts."""
        return float(self._vector(text) @ self._vector(other))

    def _embed(self, text: str) -> Vector:
        if text in self._own():
            return self._own()[text]
        return np.asarray(self._embedder.embed_documents([text])[0], dtype=np.float32)


def _subject(criterion: Criterion) -> str:
    return f"{criterion.name}. {criterion.description}"


def _own_texts(knowledge: Knowledge) -> tuple[str, ...]:
    """The texts that every exchange is compared with."""
    return *map(_subject, knowledge.criteria.values()), *(one.text for one in knowledge.questions.values())


def _leads(id_: str, cosines: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    own, others = cosines[id_], [other for name, other in cosines.items() if name != id_]
    return {f"{name}_lead": own[name] - max((other[name] for other in others), default=own[name]) for name in COSINES}
