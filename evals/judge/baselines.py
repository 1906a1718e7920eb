"""What else could score an answer: its form, its words, its meaning, and the base model untrained."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline

from assistant.client import Engine, Message
from assistant.errors import EngineRefused
from assistant.judging.exchange import ReadsLabels
from assistant.judging.labelled import Labelled
from assistant.judging.levels import expected
from assistant.judging.readings import DEPTH_LABELS
from evals.form import ALPHAS, fit_ridge, form_features
from evals.statistics import Array
from knowledge.embed import Embedder
from knowledge.types import Term

ScoresOf = Callable[[Sequence[str]], Array]
AT_ONCE = 16
LOWEST = 1.0
TFIDF_ALPHAS = tuple(float(alpha) for alpha in np.logspace(-3, 2, 11))
ON_LEVELS = ("judge", "untrained base", "MiniLM, ridge head", "TF-IDF, ridge", "form, ridge")
"""Methods whose numbers are on the raters' scale."""
ASK = "How deep is this interview answer, from 1 (words only) to 5 (one could redo the work)? Reply with a number."


def by_form() -> dict[str, ScoresOf]:
    """What needs no fitting."""
    return {"word count": word_counts, "mean word length": word_lengths}


def fitted(known: Sequence[str], depths: Array, terms: Sequence[Term], embedder: Embedder) -> Mapping[str, ScoresOf]:
    """Ways to score answers that were fitted on the depths of known ones, and what needs no fitting."""
    tfidf = tfidf_ridge().fit(known, depths)
    meaning = RidgeCV(ALPHAS).fit(embedder.embed_documents(list(known)), depths)
    features = form_features(known, terms)
    return {
        "MiniLM, ridge head": lambda texts: np.asarray(meaning.predict(embedder.embed_documents(list(texts)))),
        "TF-IDF, ridge": lambda texts: np.asarray(tfidf.predict(texts)),
        "form, ridge": lambda texts: fit_ridge(features, depths, form_features(texts, terms)),
        **by_form(),
    }


def tfidf_ridge(vocabulary: Sequence[str] | None = None) -> Any:
    """A ridge on words and pairs of words, or on those of a vocabulary; not fitted yet."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2, vocabulary=vocabulary)
    return make_pipeline(words, RidgeCV(TFIDF_ALPHAS))


def word_counts(answers: Sequence[str]) -> Array:
    """Words of each answer [N]."""
    return np.array([float(len(answer.split())) for answer in answers])


def word_lengths(answers: Sequence[str]) -> Array:
    """Mean characters of the words of each answer [N]."""
    return np.array([float(np.mean([len(word) for word in answer.split()] or [0])) for answer in answers])


def untrained(engine: Engine, reads: ReadsLabels, rows: Sequence[Labelled]) -> Array | None:
    """The level that the bare base expects, by its probabilities of five numbers. None where no bare base is served.

    One that has not all five among its likeliest replies says no level: a miss, which counts as the lowest.
    """
    names = [model.name for model in engine.served() if model.base_sha256 and model.adapter is None]
    if not names:
        return None
    texts = [f"{ASK}\nQuestion: {row.answer.question}\nAnswer: {row.answer.answer}\n{ASK}" for row in rows]
    asked = [(Message("user", text),) for text in texts]
    try:
        return np.array([expected(shares) for shares in reads.read_labels(names[0], asked, DEPTH_LABELS)])
    except EngineRefused:
        return np.full(len(rows), LOWEST)
