"""What else could score an answer: its form, its words, its meaning, and the base model untrained."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline

from assistant.client import Engine, Message
from assistant.judging.labelled import Labelled
from evals.form import ALPHAS, fit_ridge, form_features
from evals.judge.bench import AT_ONCE, LOWEST, Bench, depths, labels
from evals.statistics import Array
from knowledge.embed import Embedder

ASK = "How deep is this interview answer, from 1 (words only) to 5 (one could redo the work)? Reply with a number."


@dataclass(frozen=True)
class Method:
    """A way to score answers, higher is deeper; `levels` where its numbers are on the raters' scale."""

    name: str
    scores: Array
    levels: bool = False


def methods(bench: Bench, rows: Sequence[Labelled]) -> list[Method]:
    """The judge first; what is fitted is fitted on the training answers."""
    answers, known = [row.answer.answer for row in rows], [row.answer.answer for row in bench.train]
    taught, terms = labels(bench.train), tuple(bench.judge.knowledge.terms.values())
    untrained = _untrained(bench.engine, rows)
    return [
        Method("judge", depths(bench.of(rows)), levels=True),
        *([] if untrained is None else [Method("untrained base, asked to write the level", untrained, levels=True)]),
        Method("MiniLM, ridge head", _meaning_ridge(bench.embedder, known, taught, answers), levels=True),
        Method("TF-IDF, ridge", _tfidf_ridge(known, taught, answers), levels=True),
        Method(
            "form alone, ridge", fit_ridge(form_features(known, terms), taught, form_features(answers, terms)), True
        ),
        *by_form(answers),
    ]


def by_form(answers: Sequence[str]) -> list[Method]:
    """What needs no fitting."""
    letters = np.array([np.mean([len(word) for word in answer.split()] or [0]) for answer in answers])
    return [Method("word count", word_counts(answers)), Method("mean word length", letters)]


def word_counts(answers: Sequence[str]) -> Array:
    """Words of each answer [N]."""
    return np.array([float(len(answer.split())) for answer in answers])


def _tfidf_ridge(known: Sequence[str], taught: Array, answers: Sequence[str]) -> Array:
    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2), RidgeCV(ALPHAS))
    return np.asarray(model.fit(known, taught).predict(answers), dtype=float)


def _meaning_ridge(embedder: Embedder, known: Sequence[str], taught: Array, answers: Sequence[str]) -> Array:
    vectors = np.array(embedder.embed_documents([*known, *answers]))
    return np.asarray(RidgeCV(ALPHAS).fit(vectors[: len(known)], taught).predict(vectors[len(known) :]), dtype=float)


def _untrained(engine: Engine, rows: Sequence[Labelled]) -> Array | None:
    """The level that the bare base writes when asked for one; no level is a miss. None where no bare base is served."""
    names = [model.name for model in engine.served() if model.base_sha256 and model.adapter is None]
    if not names:
        return None
    asked = [[Message("user", f"{ASK}\nQuestion: {r.answer.question}\nAnswer: {r.answer.answer}\n{ASK}")] for r in rows]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        replies = list(pool.map(lambda messages: engine.chat(names[0], messages, max_tokens=8), asked))
    found = [re.search("[1-5]", reply) for reply in replies]
    return np.array([float(match[0]) if match else LOWEST for match in found])
