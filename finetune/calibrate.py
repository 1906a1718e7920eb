"""Fit what turns readings into judgements, on answers that nothing was trained on, through the served adapter.

    python -m finetune.calibrate .plumbline/runs/judge

Levels: proportional odds with non-negative weights (`assistant.judging.levels`), maximum likelihood with a small ridge,
on the validation split. What is addressed, whether there is an answer: logistic regressions on the same split, the
first as for questions that are not in the bank, for a team's are not. Intervals: the factor whose intervals cover 80 %
of the labels. Levels and probabilities that are printed or cut by a threshold were found under cross-validation by
question; thresholds were chosen on the very cases whose shares are printed, those of evidence where F1 with the raters
is best, and the depth's interval was fitted to scores of the final model. `datasets/refusals` stays out of it all, to
measure by (`python -m evals judge --split validation --only refusals`).
Readings are kept in the cache folder by the adapter's weights. Writes `calibration.json`.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score

from assistant.engine import open_engine
from assistant.judging.calibration import FILE_NAME, Calibration, LogisticModel
from assistant.judging.criteria import DEFAULT_STAGE, JudgedCriterion, yardstick
from assistant.judging.exchange import ExchangeReading, ReadsLabels, read_exchanges
from assistant.judging.features import (
    EVIDENCE_FEATURES,
    LEVEL_FEATURES,
    READ_FEATURES,
    answered_features,
    level_features,
)
from assistant.judging.judge import Item
from assistant.judging.labelled import GIVEN, Labelled, read_dataset
from assistant.judging.levels import SCALE_TOP, IntervalModel, LevelModel, deviation, expected
from assistant.judging.readings import KINDS, PART_LABELS
from assistant.judging.relevance import Relevance
from assistant.judging.teams import read_team
from assistant.judging.unreadable import why_unreadable
from assistant.opening import open_knowledge, open_models
from assistant.prompts import prompts_version
from assistant.remembering import remembered
from assistant.settings import Settings
from finetune.examples import exchange_text, part_target
from finetune.pairs import Case, Criteria, Pair, near_cases, rated_pairs, with_reading
from knowledge.embed import Embedder
from knowledge.types import Knowledge

Array = NDArray[np.float64]
AT_ONCE = 32
RIDGE = 0.0005
DEPTH_WEIGHT = 3.0
COVERAGE = 0.8
FOLDS = 6
DEVIATION = IntervalModel(factor=1.0, floor=0.0)
NARROWEST = 0.3
"""Half an interval, at least, in levels."""
ABOUT_FROM = 0.15
"""Chosen on the validation interviews, where .65 of what is asked about counts and .69 of what counts is right."""
LEFT_UNSCORED = 0.86
"""Of the pairs in which raters heard nothing on a criterion: a score for what nobody said is the worse mistake."""
FALSE_ABSTENTION = 0.03
CUTS = tuple(round(0.05 * step, 2) for step in range(1, 20))
WAYS: Mapping[str, Sequence[str]] = {
    "evidence read": EVIDENCE_FEATURES,
    "levels read": READ_FEATURES,
    "both": LEVEL_FEATURES,
}


@dataclass(frozen=True)
class Rated:
    """One criterion of one answer: level features [F], the raters' median level 1-5, its question, what it counts."""

    features: dict[str, float]
    level: float
    question: str
    weight: float = 1.0


def rated_levels(rows: Sequence[Labelled], read: Mapping[str, ExchangeReading], criteria: Criteria) -> list[Rated]:
    """Every criterion that raters gave a level, of answers that could be scored; `read` is by the id of the answer."""
    return [
        Rated(level_features(read[row.answer.id], criteria[name]), level, row.answer.question_id)
        for row in rows
        for name in row.rated
        if (level := row.level(name)) is not None
    ]


def levels_and_depth(rows: Sequence[Labelled], read: Mapping[str, ExchangeReading], criteria: Criteria) -> list[Rated]:
    """Every rated level, and beside each the depth of its answer, which counts more: scores stand for both.

    Raters put the level of one criterion .3 below the depth in the mean, and depth is the mean of criteria. Of judge 3,
    by what is fitted: levels alone, kappa with depth .72, with the level of the criterion asked about .75, calibration
    error .04; depth thrice, .86, .79 and .08; depth alone, .88, .79 and .20.
    """
    return [
        one
        for row in rows
        if row.depth is not None
        for level in rated_levels([row], read, criteria)
        for one in (level, replace(level, level=row.depth, weight=DEPTH_WEIGHT))
    ]


def fit_levels(rated: Sequence[Rated]) -> LevelModel:
    """Maximum likelihood with no feature's weight below zero and ordered thresholds; half a level counts for both."""
    names = sorted(rated[0].features)
    x = np.array([[item.features[name] for name in names] for item in rated])
    low = np.array([int(np.floor(item.level)) for item in rated])
    high = np.array([int(np.ceil(item.level)) for item in rated])
    counts = np.array([item.weight for item in rated]) / np.mean([item.weight for item in rated])

    def loss(parameters: Array) -> float:
        weights, steps = parameters[: len(names)], parameters[len(names) :]
        thresholds = np.concatenate([[-50.0], np.cumsum([steps[0], *np.exp(steps[1:])]), [50.0]])
        latent = x @ weights
        above = 1 / (1 + np.exp(-np.clip(latent[:, None] - thresholds[None, :], -40, 40)))
        shares = np.clip(above[:, :-1] - above[:, 1:], 1e-9, 1)
        rows = np.arange(len(rated))
        likelihood = 0.5 * (np.log(shares[rows, low - 1]) + np.log(shares[rows, high - 1]))
        return float(-(counts * likelihood).mean() + RIDGE * (weights**2).mean())

    start = np.concatenate([np.full(len(names), 0.5), [0.0], np.zeros(SCALE_TOP - 2)])
    bounds = [(0.0, None)] * len(names) + [(None, None)] * (SCALE_TOP - 1)
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


def cross_validated(
    rated: Sequence[Rated], measured: Sequence[Rated] | None = None
) -> list[tuple[float, float, float]]:
    """(score, deviation, level) of each item, or of what is `measured`, under a model fitted on other questions."""
    result = []
    for held in folds(rated):
        model = fit_levels([item for item in rated if item.question not in held])
        for item in rated if measured is None else measured:
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
    """The threshold, to four digits, that this share of the cases that hold reaches."""
    own = sorted(probabilities[np.array(holds)])
    return float(np.floor(own[int((1 - share) * len(own))] * 1e4) / 1e4)


def answered_cases(
    rows: Sequence[Labelled], read: Mapping[str, ExchangeReading], relevance: Relevance
) -> Iterator[Case]:
    """Could raters score the answer; what code refuses is left out, for the model never sees it."""
    for row in rows:
        if why_unreadable(row.answer.question, row.answer.answer) is None:
            meaning = relevance.meaning(row.answer.question, row.answer.answer)
            features = answered_features(read[row.answer.id], meaning.likeness, relevance.profile(meaning))
            yield Case(features, row.depth is not None, row.answer.question_id)


def read_all(
    engine: ReadsLabels, pairs: Sequence[Pair], rows: Sequence[Labelled], knowledge: Knowledge
) -> Iterator[tuple[str, ExchangeReading]]:
    """The served judge's readings of the answers, by id, with every criterion of the pairs they are in."""
    of_row: dict[str, dict[str, JudgedCriterion]] = {row.answer.id: {} for row in rows}
    for pair in pairs:
        of_row[pair.row.answer.id].setdefault(pair.criterion.id, pair.criterion)
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        texts = [exchange_text(row, knowledge.stages) for row in some]
        wanted = [tuple(of_row[row.answer.id].values()) for row in some]
        readings = read_exchanges(engine, list(zip(texts, wanted, strict=True)))
        yield from zip((row.answer.id for row in some), readings, strict=True)
        typer.echo(f"{first + len(some)} of {len(rows)}", err=True)


def judged_criteria(knowledge: Knowledge) -> dict[str, JudgedCriterion]:
    """The knowledge's criteria by id."""
    return {c.id: c for c in yardstick(knowledge, DEFAULT_STAGE, None, None).criteria}


def kappa(scores: Array, levels: Array) -> float:
    """Quadratic-weighted, scores and half levels rounded up from the half."""
    rounded = [np.floor(some + 0.5).astype(int) for some in (scores, levels)]
    return float(cohen_kappa_score(*rounded, labels=range(1, SCALE_TOP + 1), weights="quadratic"))


def compared(what: str, fitted: Sequence[Rated], measured: Sequence[Rated]) -> None:
    """Print what scores are worth that are computed from evidence, from levels read, and from both."""
    for way, names in WAYS.items():
        scores, _, levels = np.array(cross_validated(_with(fitted, names), _with(measured, names))).T
        error, correlation = np.abs(scores - levels).mean(), np.corrcoef(scores, levels)[0, 1]
        typer.echo(
            f"{what}, from {way}: kappa {kappa(scores, levels):.3f}, correlation {correlation:.3f}, "
            f"mean absolute error {error:.2f} ({len(measured)}, cross-validated)"
        )


def _with(rated: Sequence[Rated], names: Sequence[str]) -> list[Rated]:
    return [replace(item, features={name: item.features[name] for name in names}) for item in rated]


def main(adapter: Annotated[Path, typer.Argument(help="Adapter folder.")]) -> None:
    """Fit and write the calibration of an adapter, and print how it does."""
    settings = Settings(adapter=str(adapter), engine_url=None)
    knowledge, embedder = open_knowledge(settings), Embedder(settings.embedding_model, settings.cache_dir)
    criteria, relevance = judged_criteria(knowledge), Relevance(embedder, knowledge)
    rows = read_dataset()
    validation = [row for row in rows if row.answer.split == "validation"]
    pairs = rated_pairs(validation, criteria, read_team("validation"))
    with open_engine(settings) as engine:
        read = dict(read_all(remembered(engine, settings, adapter), pairs, validation, knowledge))
    scorable = [row for row in validation if row.depth is not None]
    levels = rated_levels(scorable, read, criteria)
    both = levels_and_depth(scorable, read, criteria)
    compared("levels of criteria", both, levels)
    compared("depth by criterion", both, [one for one in both if one.weight == DEPTH_WEIGHT])
    card = json.loads((adapter / "plumbline.json").read_text(encoding="utf-8"))
    calibration = Calibration(
        adapter=f"{card['name']}@{card['version']}",
        prompts=prompts_version("judge"),
        embedding=embedder.identity,
        fitted_on=f"{len(levels)} levels and {len(scorable)} depths (validation)",
        levels=fit_levels(both),
        interval=fit_interval(cross_validated(both, levels)),
        depth_interval=DEVIATION,
        about_from=ABOUT_FROM,
        relevance=fit_addressed([pair for pair in pairs if pair.row.depth is not None], read, relevance),
        answered=fit_answered(list(answered_cases(validation, read, relevance))),
        **fit_cuts(scorable, read),
    )
    depth_interval = fit_interval(judged_depths(adapter, calibration, scorable))
    calibration = calibration.model_copy(update={"depth_interval": depth_interval})
    _write(adapter, calibration)
    typer.echo(calibration.model_dump_json(indent=2))


def fit_addressed(pairs: Sequence[Pair], read: Mapping[str, ExchangeReading], relevance: Relevance) -> LogisticModel:
    """The model of whether a criterion is addressed; the threshold is found on our own, of which there are more."""
    cases, ours = with_reading(near_cases(pairs, relevance), pairs, read), np.array([pair.own for pair in pairs])
    heard, shares = np.array([pair.heard for pair in pairs]), held_out_probabilities(cases)
    threshold = keeping(1 - LEFT_UNSCORED, shares[ours], (~heard[ours]).tolist())
    told("addressed, ours", shares[ours], heard[ours].tolist(), threshold)
    told("addressed, other teams'", shares[~ours], heard[~ours].tolist(), threshold)
    return fit_logistic(cases, threshold)


def fit_answered(cases: Sequence[Case]) -> LogisticModel:
    """Whether there is an answer to score; the threshold refuses `FALSE_ABSTENTION` of those that there are."""
    shares, holds = held_out_probabilities(cases), [case.holds for case in cases]
    threshold = keeping(1 - FALSE_ABSTENTION, shares, holds)
    told("answered", shares, holds, threshold)
    return fit_logistic(cases, threshold)


def fit_cuts(rows: Sequence[Labelled], read: Mapping[str, ExchangeReading]) -> dict[str, float]:
    """From which probability a part gives evidence, a part is vague, and an answer gives a kind."""
    said = [(read[row.answer.id], label) for row in rows for label in row.labels]
    parts = [(part, part_target(part.part, label)) for reading, label in said for part in reading.parts]
    gives = [(1 - part.vague - part.nothing, sum(target[: len(KINDS)]) > 0) for part, target in parts]
    vague = [(part.vague, target[PART_LABELS.index("V")] > 0) for part, target in parts]
    given = [(reading.kinds[kind].given, label.status(kind) == GIVEN) for reading, label in said for kind in KINDS]
    return {"gives_from": best_cut(gives), "vague_from": best_cut(vague), "given_from": best_cut(given)}


def best_cut(cases: Sequence[tuple[float, bool]]) -> float:
    """The one of `CUTS` whose F1 is best, given how likely each case is to hold and whether it does."""
    shares, holds = np.array([share for share, _ in cases]), np.array([hold for _, hold in cases])
    return max(CUTS, key=lambda cut: 2 * (holds & (shares >= cut)).sum() / (holds.sum() + (shares >= cut).sum()))


def told(what: str, shares: Array, holds: Sequence[bool], threshold: float) -> None:
    """Print how a threshold divides what it was chosen on."""
    found, right = shares >= threshold, np.array(holds)
    typer.echo(
        f"{what} from {threshold:.3f}: {found[right].mean():.2f} of {right.sum()} where it is so, "
        f"{found[~right].mean():.2f} of {(~right).sum()} where not (cross-validated, but for the threshold)"
    )


def judged_depths(
    adapter: Path, calibration: Calibration, rows: Sequence[Labelled]
) -> list[tuple[float, float, float]]:
    """(depth, deviation, the raters' depth) of the answers that a judge scores with a copy of the adapter.

    The calibration's interval of depth must be `DEVIATION`, so that half of each interval is the deviation.
    """
    with TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(adapter, Path(folder) / adapter.name))
        _write(copy, calibration)
        settings = Settings(adapter=str(copy), engine_url=None)
        with open_models(settings) as models:
            judge = models.judge.asking(remembered(models.engine, settings, copy))
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
