"""Which criteria an exchange speaks to, from the meanings of question and answer.

Sentence embeddings compare the question with each criterion and with the bank's questions on what is like it, and the
answer with the criterion; a logistic model fitted on raters' "not addressed" turns that into a probability.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.judging.criteria import JudgedCriterion
from assistant.judging.parts import split_parts
from knowledge.types import Criterion, EvidenceWanted, Knowledge, RubricCriterion

Vector = NDArray[np.float32]
Known = Callable[[Sequence[str]], Mapping[str, Vector]]
COSINES = ("question", "answer", "bank")
RELEVANCE_FEATURES = (*COSINES, *(f"{cosine}_lead" for cosine in COSINES))
"""Cosines, and by how much each is above that of the knowledge's next best criterion, or below that of its best."""
SAME_QUESTION = 0.95
"""Cosine from which two questions are the same but for a word."""
NEAREST_ASKED = 3
KIN = 40.0
"""How sharply the bank's questions on our criteria count for a criterion by how like it they are: exp(KIN cosine).
A criterion of ours and one of a team, which has no bank of its own, are compared in the same way."""
SHORTEST_QUESTION = 3
"""Words; shorter sentences ask nothing by themselves."""


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

    @property
    def likeness(self) -> float:
        """The cosine of the two."""
        return float(self.question @ self.answer)


@dataclass(frozen=True)
class _Own:
    """The knowledge's criteria [S, 384], cosines of an exchange with them, and how near the bank's questions are."""

    subjects: Vector
    question: Vector
    answer: Vector
    asked: NDArray[np.float64]


class Relevance:
    """Compares exchanges with criteria and bank questions; remembers the vectors of texts it has seen.

    `known` gives the vectors of the knowledge's own texts at once, where they are kept; it is asked when first needed.
    """

    def __init__(self, embedder: Embeds, knowledge: Knowledge, known: Known | None = None) -> None:
        self._embedder = embedder
        self._known = known
        self._own = cache(lambda: known(_own_texts(knowledge)) if known else {})
        self._subjects = {_subject(criterion): criterion.evidence for criterion in knowledge.criteria.values()}
        self._banks = {
            _subject(one): tuple(q.text for q in knowledge.questions.values() if q.criterion == one.id)
            for one in knowledge.criteria.values()
        }
        self._vector = lru_cache(maxsize=8192)(self._embed)
        self._stacked = lru_cache(maxsize=512)(lambda texts: np.stack([self._vector(text) for text in texts]))

    def with_knowledge(self, knowledge: Knowledge) -> "Relevance":
        """The same comparing for another knowledge."""
        return Relevance(self._embedder, knowledge, self._known)

    def meaning(self, question: str, answer: str) -> Meaning:
        """The vectors of an exchange."""
        return Meaning(self._vector(question), self._vector(answer))

    def sentences(self, question: str) -> Vector:
        """The vectors of a question's sentences [N, 384], or that of all of it where none is long enough."""
        parts = [part.text for part in split_parts(question) if len(part.text.split()) >= SHORTEST_QUESTION]
        return np.stack([self._vector(text) for text in parts or [question]])

    def features(self, meaning: Meaning, criteria: Sequence[JudgedCriterion]) -> dict[str, dict[str, float]]:
        """For each criterion, by id, its cosines and their leads over the knowledge's other criteria."""
        subjects = self._stacked(tuple(self._subjects))
        own = _Own(
            subjects,
            subjects @ meaning.question,
            subjects @ meaning.answer,
            np.array([self._asked(meaning, text) for text in self._subjects]),
        )
        return {criterion.id: self._compared(meaning, criterion.text, own) for criterion in criteria}

    def _compared(self, meaning: Meaning, subject: str, own: _Own) -> dict[str, float]:
        text = self._vector(subject)
        kin = own.subjects @ text
        shares = np.exp(KIN * (kin - kin.max()))
        cosines = {
            "question": float(meaning.question @ text),
            "answer": float(meaning.answer @ text),
            "bank": float(shares @ own.asked / shares.sum()),
        }
        others = kin < kin.max()
        leads = {
            "question_lead": cosines["question"] - _highest(own.question[others], cosines["question"]),
            "answer_lead": cosines["answer"] - _highest(own.answer[others], cosines["answer"]),
            "bank_lead": cosines["bank"] - float(own.asked.max()),
        }
        return cosines | leads

    def _asked(self, meaning: Meaning, subject: str) -> float:
        """Mean cosine of the question with the nearest of the bank's others on one of our criteria, or with itself."""
        bank = self._banks[subject]
        asked = self._stacked(bank) @ meaning.question if bank else np.empty(0)
        nearest = np.sort(asked[asked < SAME_QUESTION])[-NEAREST_ASKED:]
        return float(nearest.mean()) if nearest.size else float(meaning.question @ self._vector(subject))

    def _nearest_subject(self, text: str) -> str:
        """The knowledge's own criterion that is nearest in meaning."""
        vector = self._vector(text)
        return max(self._subjects, key=lambda subject: float(vector @ self._vector(subject)))

    def asks_for(self, meaning: Meaning, criterion: JudgedCriterion) -> bool:
        """The question is, nearly word for word, one of the bank's on this criterion."""
        return any(meaning.question @ self._vector(q) >= SAME_QUESTION for q in criterion.bank)

    def profile(self, meaning: Meaning) -> float:
        """Do question and answer speak of the same matter: the correlation of their cosines with our criteria.

        From -1 to 1; 0 where there are too few criteria to tell.
        """
        subjects = self._stacked(tuple(self._subjects))
        both = np.stack([subjects @ meaning.question, subjects @ meaning.answer])
        return float(np.corrcoef(both)[0, 1]) if len(subjects) > 2 and both.std(axis=1).all() else 0.0

    def about_work(self, meaning: Meaning) -> float:
        """Cosine of the answer with the nearest subject of the knowledge: low for what is not about such work."""
        return max(float(meaning.answer @ self._vector(subject)) for subject in self._subjects)

    def evidence_wanted(self, criterion: RubricCriterion) -> EvidenceWanted:
        """Which evidence a team's criterion asks for: that of our criterion nearest to its words and top anchor."""
        nearest = self._nearest_subject(f"{criterion.name}. {criterion.description} {criterion.levels[-1]}")
        return self._subjects[nearest]

    def likeness(self, text: str, other: str) -> float:
        """The cosine of two texts."""
        return float(self._vector(text) @ self._vector(other))

    def _embed(self, text: str) -> Vector:
        if text in self._own():
            return self._own()[text]
        return np.asarray(self._embedder.embed_documents([text])[0], dtype=np.float32)


def _highest(cosines: Vector, default: float) -> float:
    return float(cosines.max()) if cosines.size else default


def _subject(criterion: Criterion) -> str:
    return f"{criterion.name}. {criterion.description}"


def _own_texts(knowledge: Knowledge) -> tuple[str, ...]:
    """The texts that every exchange is compared with."""
    return *map(_subject, knowledge.criteria.values()), *(one.text for one in knowledge.questions.values())
