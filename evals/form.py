"""The form of an answer without its content: what a level must not be told from.

Used by the checks of the data (`python -m evals data`) and as a baseline beside the judge.
"""

import re
from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from evals.statistics import Array
from knowledge.lexicon import find_terms
from knowledge.types import Term

FOLDS = 10
ALPHAS = tuple(float(alpha) for alpha in np.logspace(-1, 4, 11))
_WORD = re.compile(r"[\w'’-]+")
_RATES = {
    "hedges": r"\b(?:i think|i guess|i suppose|maybe|perhaps|probably|possibly|sort of|kind of|not sure|honestly)\b",
    "fillers": r"\b(?:um+|uh+|er+m*|you know|i mean|like|well|basically|actually|right|okay)\b",
    "restarts": r"\b(\w+)[,–— -]+\1\b|\b\w{1,3}-\s?\w",
    "contrast words": r"\b(?:but|however|although|though|instead|rather|whereas|while|yet|still|except)\b",
    "reasons": r"\b(?:because|since|so|therefore|hence|which is why|that's why|due to)\b",
    "negations": r"\b(?:no|not|never|nothing|none|nobody|without)\b|n['’]t\b",
    "digits": r"\d+(?:[.,]\d+)*",
    "number words": r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|\w+ty|hundred|thousand|million|half)\b",
    "percent": r"%|\bper ?cent\b",
    "commas": r",",
    "dashes": r"[–—;:]",
    "question marks": r"\?",
    "exclamations": r"!",
    "capitals": r"(?<!^)(?<![.!?]\s)\b[A-Z][\w]+",
    "first person": r"\b(?:i|me|my|mine|i'[a-z]+)\b",
    "we": r"\b(?:we|us|our|ours|we'[a-z]+)\b",
    "past tense": r"\b\w+ed\b",
    "awards and heads": r"\b(?:award|prize|team of|people|stakeholders?|leadership|executives?)\b",
}
NAMES = ("word count", "log word count", "mean word length", "mean sentence length", *_RATES, "terms")


def form_features(answers: Sequence[str], terms: Sequence[Term]) -> Array:
    """Features [N, F] in the order of `NAMES`; rates are per word."""
    return np.array([_features(answer, terms) for answer in answers])


def held_out_ridge(features: Array, depths: Array, groups: Sequence[str]) -> Array:
    """Depths [N] that a ridge says of questions it was not fitted on; each fold chooses its own penalty."""
    found = np.empty(len(depths))
    for fitted, held in GroupKFold(FOLDS).split(features, depths, groups):
        found[held] = fit_ridge(features[fitted], depths[fitted], features[held])
    return found


def fit_ridge(features: Array, depths: Array, of: Array) -> Array:
    """Depths that a ridge fitted on standardised features says of others."""
    model = make_pipeline(StandardScaler(), RidgeCV(ALPHAS)).fit(features, depths)
    return np.asarray(model.predict(of), dtype=float)


def _features(answer: str, terms: Sequence[Term]) -> list[float]:
    words = _WORD.findall(answer) or [""]
    sentences = max(1, len(re.findall(r"[.!?…]+(?:\s|$)", answer)))
    lower = answer.lower()
    rates = [len(re.findall(rate, answer if name == "capitals" else lower)) for name, rate in _RATES.items()]
    used = len(find_terms(answer, terms))
    length = float(len(words))
    return [
        length,
        float(np.log(length)),
        float(np.mean([len(word) for word in words])),
        length / sentences,
        *(rate / length for rate in rates),
        used / length,
    ]
