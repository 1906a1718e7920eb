"""Fit what turns readings into judgements, on the validation split, through the served adapter.

    python -m finetune.calibrate .plumbline/runs/judge

Levels: proportional odds with non-negative weights (`assistant.judging.levels`), maximum likelihood with a small ridge.
Relevance: logistic regression on embeddings, which the adapter does not touch, on train and validation. Intervals: the
factor whose intervals cover 80 % of the labels under cross-validation by question. Writes `calibration.json`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from assistant.client import Engine
from assistant.engine import open_engine
from assistant.judging.calibration import FILE_NAME, Calibration, RelevanceModel
from assistant.judging.criteria import DEFAULT_STAGE, JudgedCriterion, yardstick
from assistant.judging.exchange import ExchangeReading, read_exchanges
from assistant.judging.features import level_features
from assistant.judging.labelled import Labelled, read_dataset
from assistant.judging.levels import IntervalModel, LevelModel, deviation, expected
from assistant.judging.readings import ExchangeText
from assistant.judging.relevance import Relevance
from assistant.opening import open_knowledge
from assistant.prompts import prompts_version
from assistant.settings import Settings
from knowledge.embed import Embedder
from knowledge.types import Knowledge

Array = NDArray[np.float64]
RIDGE = 0.02
COVERAGE = 0.8
FOLDS = 6
LEVELS = 5
RELEVANCE_FROM = 0.5
FALSE_ABSTENTION = 0.03
GIVES_FROM = 0.5
VAGUE_FROM = 0.5
GIVEN_FROM = 0.5


@dataclass(frozen=True)
class Rated:
    """One criterion of one answer: level features [F], the raters' mean level 1-5, and which question it was."""

    features: dict[str, float]
    level: float
    question: str


def rated_levels(
    rows: Sequence[Labelled], readings: Sequence[ExchangeReading], criteria: dict[str, JudgedCriterion]
) -> list[Rated]:
    """Every criterion that raters gave a level."""
    return [
        Rated(level_features(reading, criteria[name]), level, row.answer.question_id)
        for row, reading in zip(rows, readings, strict=True)
        for name in row.rated
        if (level := row.level(name)) is not None
    ]


def fit_levels(rated: Sequence[Rated]) -> LevelModel:
    """Maximum likelihood under non-negative weights and ordered thresholds; a half level counts for both neighbours."""
    names = sorted(rated[0].features)
    x = np.array([[item.features[name] for name in names] for item in rated])
    low = np.array([int(np.floor(item.level)) for item in rated])
    high = np.array([int(np.ceil(item.level)) for item in rated])

    def loss(parameters: Array) -> float:
        weights, steps = parameters[: len(names)], parameters[len(names) :]
        thresholds = np.concatenate([[-50.0], np.cumsum([steps[0], *np.exp(steps[1:])]), [50.0]])
        latent = x @ weights
        above = 1 / (1 + np.exp(-np.clip(latent[:, None] - thresholds[None, :], -40, 40)))
        shares = np.clip(above[:, :-1] - above[:, 1:], 1e-9, 1)
        rows = np.arange(len(rated))
        likelihood = 0.5 * (np.log(shares[rows, low - 1]) + np.log(shares[rows, high - 1]))
        return float(-likelihood.mean() + RIDGE * (weights**2).mean())

    start = np.concatenate([np.full(len(names), 0.5), [0.0], np.zeros(LEVELS - 2)])
    bounds = [(0.0, None)] * len(names) + [(None, None)] * (LEVELS - 1)
    found = minimize(loss, start, method="L-BFGS-B", bounds=bounds)
    steps = found.x[len(names) :]
    first, *rest = np.cumsum([steps[0], *np.exp(steps[1:])])
    return LevelModel(
        weights={name: round(float(weight), 4) for name, weight in zip(names, found.x, strict=False)},
        thresholds=(round(first, 4), *(round(float(threshold), 4) for threshold in rest)),
    )


def cross_validated(rated: Sequence[Rated]) -> list[tuple[float, float, float]]:
    """(score, deviation, level) of each item under a model fitted on other questions."""
    questions = sorted({item.question for item in rated})
    result = []
    for fold in range(FOLDS):
        held = set(questions[fold::FOLDS])
        model = fit_levels([item for item in rated if item.question not in held])
        for item in rated:
            if item.question in held:
                shares = model.probabilities(item.features)
                result.append((expected(shares), deviation(shares), item.level))
    return result


def fit_interval(held_out: Sequence[tuple[float, float, float]]) -> IntervalModel:
    """The factor on the predicted deviation that covers 80 % of labels on other questions."""
    ratios = sorted(abs(score - level) / spread for score, spread, level in held_out)
    return IntervalModel(factor=round(ratios[int(np.ceil(COVERAGE * len(ratios))) - 1], 4), floor=0.3)


def fit_relevance(
    rows: Sequence[Labelled], relevance: Relevance, criteria: dict[str, JudgedCriterion]
) -> RelevanceModel:
    """Does the exchange speak to the criterion, as the raters heard it."""
    pairs = [
        (features[name], row.level(name) is not None)
        for row in rows
        if row.depth is not None
        for meaning in (relevance.meaning(row.answer.question, row.answer.answer),)
        for features in (relevance.features(meaning, tuple(criteria.values())),)
        for name in row.rated
    ]
    names = sorted(pairs[0][0])
    model = LogisticRegression(C=10.0).fit(
        [[features[name] for name in names] for features, _ in pairs], [y for _, y in pairs]
    )
    return RelevanceModel(
        weights={name: round(float(weight), 4) for name, weight in zip(names, model.coef_[0], strict=True)},
        bias=round(float(model.intercept_[0]), 4),
        threshold=RELEVANCE_FROM,
    )


def abstention_threshold(scorable: Sequence[ExchangeReading]) -> float:
    """Below this probability of bearing on the question lie 3 % of the validation answers that raters could score."""
    bearing = sorted(reading.bearing.answers for reading in scorable)
    return round(bearing[int(FALSE_ABSTENTION * len(bearing))], 4)


def read_rows(engine: Engine, rows: Sequence[Labelled], knowledge: Knowledge) -> list[ExchangeReading]:
    """The served judge's readings of the answers."""
    stages = knowledge.stages
    return read_exchanges(
        engine, [ExchangeText(stages[r.answer.stage].name, r.answer.question, r.answer.answer) for r in rows]
    )


def judged_criteria(knowledge: Knowledge) -> dict[str, JudgedCriterion]:
    """The knowledge's criteria by id."""
    return {c.id: c for c in yardstick(knowledge, DEFAULT_STAGE, None, None).criteria}


def main(adapter: Annotated[Path, typer.Argument(help="Adapter folder.")]) -> None:
    """Fit and write the calibration of an adapter, and print how it does on other questions."""
    settings = Settings(adapter=str(adapter), engine_url=None)
    knowledge, embedder = open_knowledge(settings), Embedder(settings.embedding_model, settings.cache_dir)
    criteria = judged_criteria(knowledge)
    rows = [row for row in read_dataset() if row.answer.split != "test"]
    validation = [row for row in rows if row.answer.split == "validation"]
    with open_engine(settings) as engine:
        readings = read_rows(engine, validation, knowledge)
    scorable = [(row, reading) for row, reading in zip(validation, readings, strict=True) if row.depth is not None]
    fitted = [row for row, _ in scorable]
    rated = rated_levels(fitted, [reading for _, reading in scorable], criteria)
    answers_from = abstention_threshold([reading for _, reading in scorable])
    held_out = cross_validated(rated)
    card = json.loads((adapter / "plumbline.json").read_text(encoding="utf-8"))
    calibration = Calibration(
        adapter=f"{card['name']}@{card['version']}",
        prompts=prompts_version("judge"),
        embedding=embedder.identity,
        fitted_on=f"{len(rated)} levels of {len(fitted)} validation answers",
        levels=fit_levels(rated),
        interval=fit_interval(held_out),
        relevance=fit_relevance(rows, Relevance(embedder, knowledge), criteria),
        answers_from=answers_from,
        gives_from=GIVES_FROM,
        vague_from=VAGUE_FROM,
        given_from=GIVEN_FROM,
    )
    (adapter / FILE_NAME).write_text(calibration.model_dump_json(indent=2) + "\n", encoding="utf-8")
    unscorable = [r.bearing.answers for row, r in zip(validation, readings, strict=True) if row.depth is None]
    caught = sum(answers < answers_from for answers in unscorable)
    print(f"abstains on {caught} of {len(unscorable)} validation answers that raters could not score")
    scores, _, levels = np.array(held_out).T
    print(calibration.model_dump_json(indent=2))
    print(
        f"cross-validated on {len(rated)} levels: mean absolute error {np.abs(scores - levels).mean():.2f}, "
        f"correlation {np.corrcoef(scores, levels)[0, 1]:.2f}"
    )


if __name__ == "__main__":
    typer.run(main)
