"""What is fitted on labels is monotone, covers what it promises, and never looks at the question it is tested on."""

import math
import random
from dataclasses import replace

import numpy as np
import pytest

from assistant.judging.features import LEVEL_FEATURES
from assistant.judging.levels import LevelModel, deviation, expected
from finetune.calibrate import (
    COVERAGE,
    FALSE_ABSTENTION,
    FOLDS,
    Case,
    Rated,
    cross_validated,
    fit_interval,
    fit_levels,
    fit_logistic,
    held_out_probabilities,
    keeping,
    most_right,
    rated_levels,
)
from tests.assistant.judging.readings import criterion, reading
from tests.finetune.test_examples import label, row

TRUE = LevelModel(weights={"central": 5.0, "noise": 0.0}, thresholds=(0.5, 2.0, 3.0, 4.5))


def drawn(count: int, seed: int = 0) -> list[Rated]:
    """Levels drawn from a known model; `central` matters, `noise` does not, `against` points the wrong way."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        central = chance.random()
        features = {"central": central, "noise": chance.random(), "against": 1 - central + 0.2 * chance.random()}
        shares = TRUE.probabilities(features)
        found.append(Rated(features, float(chance.choices(range(1, 6), shares)[0]), f"question {number % 12}"))
    return found


def test_the_fit_finds_the_model_that_made_the_labels() -> None:
    fitted = fit_levels(drawn(3000))
    assert fitted.weights["central"] > 2, "the ridge takes some"
    assert fitted.weights["noise"] < 0.5
    for central in (0.1, 0.5, 0.9):
        features = {"central": central, "noise": 0.5, "against": 1.1 - central}
        found, true = (expected(model.probabilities(features)) for model in (fitted, TRUE))
        assert found == pytest.approx(true, abs=0.5)


def test_what_points_the_wrong_way_gets_no_weight_and_never_a_negative_one() -> None:
    assert fit_levels(drawn(800)).weights["against"] == pytest.approx(0, abs=0.05)


def test_a_mean_between_two_levels_counts_for_both() -> None:
    halves = [Rated({"central": n % 2 / 1.0}, 1.5 if n % 2 == 0 else 4.5, "q") for n in range(200)]
    fitted = fit_levels(halves)
    low, high = (fitted.probabilities({"central": value}) for value in (0.0, 1.0))
    assert low[0] == pytest.approx(low[1], abs=0.1)
    assert high[3] == pytest.approx(high[4], abs=0.1)


def test_every_item_is_held_out_once() -> None:
    rated = drawn(240)
    held = cross_validated(rated)
    assert len(held) == len(rated)
    assert sorted(level for _, _, level in held) == sorted(item.level for item in rated)


def test_no_question_helps_to_judge_itself() -> None:
    """One question's labels are turned upside down; a model that had seen them would score its answers differently."""
    rated = drawn(600)
    turned = [Rated(i.features, 6 - i.level, i.question) if i.question == "question 3" else i for i in rated]
    asked = {i.question for i in rated if i.question == "question 3"}
    before, after = (_scores(items, asked) for items in (rated, turned))
    assert len(before) == 50
    assert before == after


def _scores(rated: list[Rated], asked: set[str]) -> list[float]:
    """The held-out scores of the answers to some questions; folds come one after the other."""
    questions = sorted({item.question for item in rated})
    ordered = [item for fold in range(FOLDS) for item in rated if item.question in questions[fold::FOLDS]]
    return [
        score for (score, _, _), item in zip(cross_validated(rated), ordered, strict=True) if item.question in asked
    ]


def test_intervals_cover_what_they_promise() -> None:
    held = [(score, spread, level) for score, spread, level in cross_validated(drawn(900)) if spread]
    interval = fit_interval(held)
    inside = [low <= level <= high for s, d, level in held for low, high in [interval.around(s, d)]]
    assert COVERAGE - 0.01 <= sum(inside) / len(inside) <= COVERAGE + 0.08
    fresh = [(TRUE.probabilities(item.features), item.level) for item in drawn(900, seed=7)]
    around = [(interval.around(expected(shares), deviation(shares)), level) for shares, level in fresh]
    hits = [low <= level <= high for (low, high), level in around]
    assert sum(hits) / len(hits) == pytest.approx(COVERAGE, abs=0.06)


def test_only_levels_that_raters_gave_are_fitted() -> None:
    labelled = [row(label(), label())]
    rated = rated_levels(labelled, [reading("It rose.")], {"evaluation": criterion(), "serving": criterion()})
    assert [(item.level, item.question) for item in rated] == [(3.0, "q")]
    assert tuple(rated[0].features) == LEVEL_FEATURES


def cases(count: int, seed: int = 0) -> list[Case]:
    """What holds more often the larger `sign` is; `noise` says nothing."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        sign = chance.random()
        features = {"sign": sign, "noise": chance.random()}
        found.append(Case(features, chance.random() < 1 / (1 + math.exp(6 - 12 * sign)), f"question {number % 12}"))
    return found


def test_a_logistic_fit_finds_what_tells() -> None:
    model = fit_logistic(cases(3000), threshold=0.4)
    assert model.weights["sign"] == pytest.approx(12, abs=2)
    assert abs(model.weights["noise"]) < 1
    assert model.probability({"sign": 0.5, "noise": 0.5}) == pytest.approx(0.5, abs=0.1)
    assert model.threshold == 0.4


def test_no_question_helps_to_tell_of_itself() -> None:
    own = cases(240)
    turned = [replace(case, holds=not case.holds) if case.question == "question 3" else case for case in own]
    asked = [case.question == "question 3" for case in own]
    before, after = held_out_probabilities(own)[asked], held_out_probabilities(turned)[asked]
    assert len(before) == 20
    assert (before == after).all()


def test_a_threshold_keeps_the_share_it_promises() -> None:
    shares = np.arange(100) / 100
    threshold = keeping(1 - FALSE_ABSTENTION, shares, [True] * 100)
    assert (shares < threshold).sum() == round(FALSE_ABSTENTION * 100)
    assert keeping(0.5, shares, [n >= 50 for n in range(100)]) == pytest.approx(0.75)


def test_the_threshold_that_tells_best_counts_both_sorts_alike() -> None:
    shares = np.array([0.1] * 90 + [0.3] * 5 + [0.6] * 10)
    assert most_right(shares, [False] * 90 + [True] * 15) == pytest.approx(0.3)
    assert most_right(shares, [False] * 95 + [True] * 10) == pytest.approx(0.6)
