"""Fit what turns readings into judgements, on the validation split, through the served adapter.

    python -m finetune.calibrate .plumbline/runs/judge

Levels: proportional odds with non-negative weights (`assistant.judging.levels`), maximum likelihood with a small ridge.
What is worth reading, what is addressed, whether there is an answer: logistic regressions. Intervals: the factor whose
intervals cover 80 % of the labels. What is printed was found under cross-validation by question. Readings are kept in
the cache folder by the adapter's weights. Writes `calibration.json`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score

from assistant.engine import open_engine
from assistant.judging.calibration import FILE_NAME, SPOKEN, Calibration, LogisticModel
from assistant.judging.criteria import DEFAULT_STAGE, JudgedCriterion, yardstick
from assistant.judging.exchange import ExchangeReading, ReadsLabels, read_exchanges
from assistant.judging.features import (
    EVIDENCE_FEATURES,
    LEVEL_FEATURES,
    READ_FEATURES,
    answered_features,
    level_features,
    spoken_to,
)
from assistant.judging.judge import Item
from assistant.judging.labelled import Labelled, read_dataset
from assistant.judging.levels import IntervalModel, LevelModel, deviation, expected
from assistant.judging.readings import ExchangeText
from assistant.judging.relevance import Relevance
from assistant.opening import open_knowledge, open_models
from assistant.prompts import prompts_version
from assistant.remembering import remembered
from assistant.settings import Settings
from knowledge.embed import Embedder
from knowledge.types import Knowledge

Array = NDArray[np.float64]
Criteria = Mapping[str, JudgedCriterion]
AT_ONCE = 32
RIDGE = 0.0005
COVERAGE = 0.8
FOLDS = 6
LEVELS = 5
NARROWEST = 0.3
"""Half an interval, at least, in levels."""
KEPT_NEAR = 0.7
FALSE_ABSTENTION = 0.03
GIVES_FROM = 0.5
VAGUE_FROM = 0.5
GIVEN_FROM = 0.5
WAYS: Mapping[str, Sequence[str]] = {
    "evidence read": EVIDENCE_FEATURES,
    "levels read": READ_FEATURES,
    "both": LEVEL_FEATURES,
}


@dataclass(frozen=True)
class Rated:
    """One criterion of one answer: level features [F], the raters' mean level 1-5, and which question it was."""

    features: dict[str, float]
    level: float
    question: str


@dataclass(frozen=True)
class Case:
    """Something that holds or does not: its features [F], and the question of its answer."""

    features: dict[str, float]
    holds: bool
    question: str


def rated_levels(rows: Sequence[Labelled], readings: Sequence[ExchangeReading], criteria: Criteria) -> list[Rated]:
    """Every criterion that raters gave a level, of answers that could be scored."""
    return [
        Rated(level_features(reading, criteria[name]), level, row.answer.question_id)
        for row, reading in zip(rows, readings, strict=True)
        for name in row.rated
        if (level := row.level(name)) is not None
    ]


def asked_levels(rows: Sequence[Labelled], readings: Sequence[ExchangeReading], criteria: Criteria) -> list[Rated]:
    """The level of the criterion that was asked about, and the answer's depth as another: scores stand for both.

    Raters put the level of a single criterion .3 below the depth in the mean. Fitted to levels alone, kappa with depth
    is .76 and with levels .77; to depth alone, .87 and .77 with a calibration error of .15; to both, .82 and .79, .05.
    """
    found = []
    for row, reading in zip(rows, readings, strict=True):
        name = row.answer.criterion
        labels = (row.level(name), row.depth) if name in reading.levels else ()
        features = level_features(reading, criteria[name]) if labels else {}
        found += [Rated(features, level, row.answer.question_id) for level in labels if level is not None]
    return found


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


def folds(items: Iterable[Rated] | Iterable[Case]) -> list[set[str]]:
    """The questions, dealt to `FOLDS` sets."""
    questions = sorted({item.question for item in items})
    return [set(questions[fold::FOLDS]) for fold in range(FOLDS)]


def cross_validated(rated: Sequence[Rated]) -> list[tuple[float, float, float]]:
    """(score, deviation, level) of each item under a model fitted on other questions."""
    result = []
    for held in folds(rated):
        model = fit_levels([item for item in rated if item.question not in held])
        for item in rated:
            if item.question in held:
                shares = model.probabilities(item.features)
                result.append((expected(shares), deviation(shares), item.level))
    return result


def fit_interval(held_out: Sequence[tuple[float, float, float]]) -> IntervalModel:
    """The factor on the predicted deviation that covers 80 % of (score, deviation, level)."""
    ratios = sorted(abs(score - level) / spread for score, spread, level in held_out)
    return IntervalModel(factor=round(ratios[int(np.ceil(COVERAGE * len(ratios))) - 1], 4), floor=NARROWEST)


def fit_logistic(cases: Sequence[Case], threshold: float = 0.5) -> LogisticModel:
    """Maximum likelihood with a light ridge."""
    names = sorted(cases[0].features)
    x = [[case.features[name] for name in names] for case in cases]
    model = LogisticRegression(C=10.0, max_iter=1000).fit(x, [case.holds for case in cases])
    return LogisticModel(
        weights={name: round(float(weight), 4) for name, weight in zip(names, model.coef_[0], strict=True)},
        bias=round(float(model.intercept_[0]), 4),
        threshold=threshold,
    )


def held_out_probabilities(cases: Sequence[Case]) -> Array:
    """How likely each case holds [N] under a model fitted on other questions."""
    found = np.zeros(len(cases))
    for held in folds(cases):
        model = fit_logistic([case for case in cases if case.question not in held])
        for number, case in enumerate(cases):
            if case.question in held:
                found[number] = model.probability(case.features)
    return found


def keeping(share: float, probabilities: Array, holds: Sequence[bool]) -> float:
    """The threshold that this share of the cases that hold reaches."""
    own = sorted(probabilities[np.array(holds)])
    return round(float(own[int((1 - share) * len(own))]), 4)


def most_right(probabilities: Array, holds: Sequence[bool]) -> float:
    """The threshold where the cases that hold and those that do not are told apart best, each sort counted alike."""
    right = np.array(holds)
    candidates = np.unique(probabilities.round(3))
    return float(max(candidates, key=lambda t: (probabilities[right] >= t).mean() + (probabilities[~right] < t).mean()))


def near_cases(rows: Sequence[Labelled], relevance: Relevance, criteria: Criteria) -> list[Case]:
    """Every rated criterion by meanings alone, once as our own and once as a team's, which has no bank of questions."""
    return [
        Case(features[name], row.level(name) is not None, row.answer.question_id)
        for row in rows
        for meaning in (relevance.meaning(row.answer.question, row.answer.answer),)
        for some in ([criteria[name] for name in row.rated], [replace(criteria[name], bank=()) for name in row.rated])
        for features in (relevance.features(meaning, some),)
        for name in row.rated
    ]


def relevance_cases(read: Sequence[tuple[Labelled, ExchangeReading]], near: Sequence[Case]) -> list[Case]:
    """The same cases with what the model read of each criterion, in their order."""
    spoken = [spoken_to(reading, name) for row, reading in read for _ in range(2) for name in row.rated]
    return [replace(case, features=case.features | {SPOKEN: s}) for case, s in zip(near, spoken, strict=True)]


def answered_case(row: Labelled, reading: ExchangeReading, relevance: Relevance) -> Case:
    """Could raters score the answer."""
    likeness = relevance.likeness(row.answer.question, row.answer.answer)
    return Case(answered_features(reading, likeness), row.depth is not None, row.answer.question_id)


def read_rows(
    engine: ReadsLabels, rows: Sequence[Labelled], knowledge: Knowledge, criteria: Criteria
) -> list[ExchangeReading]:
    """The served judge's readings of the answers, with every criterion that raters were asked about."""
    stages = knowledge.stages
    texts = [ExchangeText(stages[r.answer.stage].name, r.answer.question, r.answer.answer) for r in rows]
    found: list[ExchangeReading] = []
    for first in range(0, len(rows), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        wanted = [tuple(criteria[name] for name in row.rated) for row in rows[some]]
        found += read_exchanges(engine, list(zip(texts[some], wanted, strict=True)))
        typer.echo(f"{len(found)} of {len(rows)}", err=True)
    return found


def judged_criteria(knowledge: Knowledge) -> dict[str, JudgedCriterion]:
    """The knowledge's criteria by id."""
    return {c.id: c for c in yardstick(knowledge, DEFAULT_STAGE, None, None).criteria}


def kappa(scores: Array, levels: Array) -> float:
    """Quadratic-weighted, scores and half levels rounded up from the half."""
    rounded = [np.floor(some + 0.5).astype(int) for some in (scores, levels)]
    return float(cohen_kappa_score(*rounded, labels=range(1, LEVELS + 1), weights="quadratic"))


def compared(what: str, rated: Sequence[Rated]) -> None:
    """Print what levels are worth that are computed from evidence, from levels read, and from both."""
    for way, names in WAYS.items():
        some = [replace(item, features={name: item.features[name] for name in names}) for item in rated]
        scores, _, levels = np.array(cross_validated(some)).T
        error, correlation = np.abs(scores - levels).mean(), np.corrcoef(scores, levels)[0, 1]
        typer.echo(
            f"{what}, from {way}: kappa {kappa(scores, levels):.3f}, correlation {correlation:.3f}, "
            f"mean absolute error {error:.2f} ({len(rated)} levels, cross-validated)"
        )


def main(adapter: Annotated[Path, typer.Argument(help="Adapter folder.")]) -> None:
    """Fit and write the calibration of an adapter, and print how it does on other questions."""
    settings = Settings(adapter=str(adapter), engine_url=None)
    knowledge, embedder = open_knowledge(settings), Embedder(settings.embedding_model, settings.cache_dir)
    criteria, relevance = judged_criteria(knowledge), Relevance(embedder, knowledge)
    rows = [row for row in read_dataset() if row.answer.split != "test"]
    validation = [row for row in rows if row.answer.split == "validation"]
    with open_engine(settings) as engine:
        readings = read_rows(remembered(engine, settings, adapter), validation, knowledge, criteria)
    every = list(zip(validation, readings, strict=True))
    scorable = [(row, reading) for row, reading in every if row.depth is not None]
    known = [row for row, _ in scorable], [reading for _, reading in scorable]
    asked = asked_levels(*known, criteria)
    compared("every criterion rated", rated_levels(*known, criteria))
    compared("the criterion asked about, and depth", asked)
    near = fit_logistic(near_cases([row for row in rows if row.depth is not None], relevance, criteria))
    of_validation = near_cases([row for row, _ in scorable], relevance, criteria)
    heard = [case.holds for case in of_validation]
    near_from = keeping(KEPT_NEAR, np.array([near.probability(case.features) for case in of_validation]), heard)
    addressed = relevance_cases(scorable, of_validation)
    near_enough = np.array([near.probability(case.features) >= near_from for case in of_validation])
    addressed_shares = held_out_probabilities(addressed) * near_enough
    addressed_from = most_right(addressed_shares, heard)
    answered = [answered_case(row, reading, relevance) for row, reading in every]
    answered_shares, scored = held_out_probabilities(answered), [case.holds for case in answered]
    answered_from = keeping(1 - FALSE_ABSTENTION, answered_shares, scored)
    for what, shares, holds, threshold in (
        ("addressed", addressed_shares, heard, addressed_from),
        ("answered", answered_shares, scored, answered_from),
    ):
        found, right = shares >= threshold, np.array(holds)
        typer.echo(
            f"{what} from {threshold:.3f}: {found[right].mean():.2f} of {right.sum()} where it is so, "
            f"{found[~right].mean():.2f} of {(~right).sum()} where not (cross-validated)"
        )
    card = json.loads((adapter / "plumbline.json").read_text(encoding="utf-8"))
    calibration = Calibration(
        adapter=f"{card['name']}@{card['version']}",
        prompts=prompts_version("judge"),
        embedding=embedder.identity,
        fitted_on=f"{len(asked)} levels and depths of {len(scorable)} validation answers",
        levels=fit_levels(asked),
        interval=fit_interval(cross_validated(asked)),
        depth_interval=IntervalModel(factor=1.0, floor=0.0),
        near=near.model_copy(update={"threshold": near_from}),
        relevance=fit_logistic(addressed, addressed_from),
        answered=fit_logistic(answered, answered_from),
        gives_from=GIVES_FROM,
        vague_from=VAGUE_FROM,
        given_from=GIVEN_FROM,
    )
    _write(adapter, calibration)
    depths = judged_depths(settings, adapter, [row for row, _ in scorable])
    calibration = calibration.model_copy(update={"depth_interval": fit_interval(depths)})
    _write(adapter, calibration)
    typer.echo(calibration.model_dump_json(indent=2))


def judged_depths(settings: Settings, adapter: Path, rows: Sequence[Labelled]) -> list[tuple[float, float, float]]:
    """(depth, deviation, the raters' depth) of the answers that the judge scores by the calibration written so far.

    Its interval has the factor 1 and no floor, so that half of it is the deviation.
    """
    with open_models(settings) as models:
        judge = models.judge.asking(remembered(models.engine, settings, adapter))
        judged = judge.judge([Item(row.answer.question, row.answer.answer, row.answer.stage) for row in rows])
    return [
        (one.depth, max(one.depth_interval[1] - one.depth, one.depth - one.depth_interval[0], 0.01), row.depth or 0.0)
        for row, one in zip(rows, judged, strict=True)
        if one.depth is not None and one.depth_interval is not None
    ]


def _write(adapter: Path, calibration: Calibration) -> None:
    (adapter / FILE_NAME).write_text(calibration.model_dump_json(indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
