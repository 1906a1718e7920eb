"""What is fitted on labels is monotone, covers what it promises, and never looks at the question it is tested on."""

import math
import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from assistant.judging.calibration import SPOKEN
from assistant.judging.criteria import JudgedCriterion
from assistant.judging.features import LEVEL_FEATURES
from assistant.judging.levels import LevelModel, deviation, expected
from assistant.types import UnscoredReason
from finetune.calibrate import (
    COVERAGE,
    DEPTH_WEIGHT,
    FALSE_ABSTENTION,
    FOLDS,
    Rated,
    best_cut,
    cross_validated,
    fit_addressed,
    fit_interval,
    fit_levels,
    fit_logistic,
    held_out_probabilities,
    keeping,
    levels_and_depth,
    rated_levels,
)
from finetune.pairs import Case, Pair
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
    rated = rated_levels(labelled, {"1": reading("It rose.")}, {"evaluation": criterion(), "serving": criterion()})
    assert [(item.level, item.question) for item in rated] == [(3.0, "q")]
    assert tuple(rated[0].features) == LEVEL_FEATURES


def test_a_depth_counts_beside_each_level_and_none_where_there_is_none() -> None:
    criteria = {"evaluation": criterion(), "serving": criterion()}
    deep, refused = row(label(), label()), row(label(reason=UnscoredReason.DECLINED))
    rated = levels_and_depth([deep, refused], {"1": reading("It rose.")}, criteria)
    assert [(item.level, item.weight) for item in rated] == [(3.0, 1.0), (deep.depth, DEPTH_WEIGHT)]


def test_what_is_measured_is_measured_under_models_fitted_to_all() -> None:
    """Levels fitted together with what is turned upside down come out near the middle."""
    rated = drawn(600)
    turned = [replace(item, level=6 - item.level) for item in rated]
    alone, beside = cross_validated(rated, rated), cross_validated([*rated, *turned], rated)
    assert len(alone) == len(beside) == len(rated)
    assert np.std([score for score, _, _ in alone]) > 4 * np.std([score for score, _, _ in beside])


class Near:
    """Stands in for relevance: how near an answer is to a criterion stands in its text."""

    def meaning(self, question: str, answer: str) -> str:
        assert question
        return answer

    def features(self, meaning: str, criteria: Sequence[JudgedCriterion]) -> dict[str, dict[str, float]]:
        return {one.id: {"question": float(meaning)} for one in criteria}


def test_what_is_addressed_is_fitted_on_ours_and_on_other_teams() -> None:
    ours = [pair(f"{n}", near=0.3 if n % 2 else 0.8, heard=n % 2 == 0) for n in range(40)]
    theirs = [pair(f"t{n}", near=0.1, heard=n % 2 == 0, own=False) for n in range(40)]
    spoken = {True: (0.1, 0.2, 0.2, 0.2, 0.2, 0.1), False: (0.9, 0.02, 0.02, 0.02, 0.02, 0.02)}
    pairs = [*ours, *theirs]
    read = {one.row.answer.id: reading("It rose.", levels={"evaluation": spoken[one.heard]}) for one in pairs}
    addressed = fit_addressed(pairs, read, Near())  # type: ignore[arg-type]
    found = [addressed.probability({"question": 0.1, SPOKEN: share}) >= addressed.threshold for share in (0.9, 0.1)]
    assert found == [True, False]


def pair(name: str, near: float, heard: bool, own: bool = True) -> Pair:
    labelled = row(label())
    told = {"id": name, "answer": f"{near}", "question_id": f"question {int(name.strip('t')) // 2}"}
    own_answer = labelled.answer.model_copy(update=told)
    return Pair(replace(labelled, answer=own_answer), criterion("evaluation"), heard, own)


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


def test_a_cut_is_where_most_of_what_holds_is_found_and_little_else() -> None:
    sure = [(0.9, True)] * 5 + [(0.42, True)] * 5 + [(0.31, False)] * 5
    assert best_cut(sure) in (0.35, 0.4)
    assert best_cut([*sure, *[(0.42, False)] * 40]) > 0.42, "five found are not worth forty mistaken"


def test_a_threshold_keeps_the_share_it_promises() -> None:
    shares = np.arange(100) / 100
    threshold = keeping(1 - FALSE_ABSTENTION, shares, [True] * 100)
    assert (shares < threshold).sum() == round(FALSE_ABSTENTION * 100)
    assert keeping(0.5, shares, [n >= 50 for n in range(100)]) == pytest.approx(0.75)
