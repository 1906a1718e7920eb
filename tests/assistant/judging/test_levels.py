"""From evidence to levels: never less for more, whatever the number of levels, on the scale of 1 to 5."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from assistant.judging.levels import IntervalModel, LevelModel, deviation, expected, mixed_deviation, rescale

LEVELS = st.integers(2, 5)
UNIT = st.floats(0, 1)
MODELS = st.builds(
    lambda weights, start, steps: LevelModel(
        weights=dict(zip("abc", weights, strict=True)),
        thresholds=(start, start + steps[0], start + sum(steps[:2]), start + sum(steps)),
    ),
    st.tuples(*[st.floats(0, 12)] * 3),
    st.floats(-6, 6),
    st.tuples(*[st.floats(0, 5)] * 3),
)
FEATURES = st.fixed_dictionaries({"a": UNIT, "b": UNIT, "c": UNIT})


@given(MODELS, FEATURES, LEVELS)
def test_probabilities_are_a_distribution_over_the_levels(
    model: LevelModel, features: dict[str, float], levels: int
) -> None:
    shares = model.probabilities(features, levels)
    assert len(shares) == levels
    assert all(0 <= share <= 1 for share in shares)
    assert sum(shares) == pytest.approx(1)
    assert 1 <= expected(shares) <= 5


@given(MODELS, FEATURES, LEVELS, st.sampled_from("abc"), UNIT)
def test_more_evidence_never_lowers_a_score(
    model: LevelModel, features: dict[str, float], levels: int, more: str, new: float
) -> None:
    assume(new >= features[more])
    less, better = (model.probabilities(f, levels) for f in (features, {**features, more: new}))
    assert expected(better) >= expected(less) - 1e-9
    for level in range(1, levels):
        assert sum(better[level:]) >= sum(less[level:]) - 1e-9, "every upper tail grows"


def test_a_level_of_five_uses_the_thresholds_as_they_are() -> None:
    model = LevelModel(weights={"a": 2.0}, thresholds=(-2.0, -1.0, 1.0, 3.0))
    above = [1 / (1 + math.exp(-(1.0 - threshold))) for threshold in model.thresholds]
    shares = model.probabilities({"a": 0.5})
    assert [sum(shares[level:]) for level in range(1, 5)] == pytest.approx(above)


@pytest.mark.parametrize(
    ("levels", "thresholds"),
    [(2, [2.5]), (3, [1.5, 3.5]), (4, [1 + 1 / 6, 2.5, 4 - 1 / 6]), (5, [1, 2, 3, 4])],
)
def test_other_numbers_of_levels_stand_between(levels: int, thresholds: list[float]) -> None:
    """The border between levels j and j + 1 of L is at its place on the 1-5 scale; the borders here are 1 to 4."""
    model = LevelModel(weights={"a": 1.0}, thresholds=(1.0, 2.0, 3.0, 4.0))
    for border, threshold in enumerate(thresholds, 1):
        at_border = model.probabilities({"a": threshold}, levels)
        assert sum(at_border[border:]) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("level", "levels", "score"),
    [(1, 5, 1), (3, 5, 3), (5, 5, 5), (1, 2, 1), (2, 2, 5), (2, 3, 3), (2, 4, 1 + 4 / 3), (4, 4, 5), (1.5, 2, 3)],
)
def test_levels_are_rescaled_as_the_contract_says(level: float, levels: int, score: float) -> None:
    assert rescale(level, levels) == pytest.approx(score)


@pytest.mark.parametrize(
    ("shares", "mean", "spread"),
    [
        ((0.0, 0.0, 1.0, 0.0, 0.0), 3.0, 0.0),
        ((0.5, 0.0, 0.0, 0.0, 0.5), 3.0, 2.0),
        ((0.5, 0.5), 3.0, 2.0),
        ((0.0, 0.5, 0.5), 4.0, 1.0),
        ((0.0, 1.0), 5.0, 0.0),
    ],
)
def test_expectation_and_deviation_are_on_the_scale_of_five(
    shares: tuple[float, ...], mean: float, spread: float
) -> None:
    assert expected(shares) == pytest.approx(mean)
    assert deviation(shares) == pytest.approx(spread)


@pytest.mark.parametrize(
    ("distributions", "spread"),
    [
        ([(0.5, 0.5)], 2.0),
        ([(0.0, 1.0), (0.0, 0.0, 0.0, 0.0, 1.0)], 0.0),
        ([(1.0, 0.0), (0.0, 0.0, 0.0, 0.0, 1.0)], 2.0),
        ([(0.5, 0.5), (0.0, 0.5, 0.5)], math.sqrt((4 + 1) / 2 + 0.25)),
    ],
)
def test_distributions_over_different_levels_mix_on_one_scale(
    distributions: list[tuple[float, ...]], spread: float
) -> None:
    assert mixed_deviation(distributions) == pytest.approx(spread)


@pytest.mark.parametrize(
    ("weights", "thresholds", "said"),
    [
        ({"a": -0.1}, (0, 1, 2, 3), "below zero"),
        ({"a": math.nan}, (0, 1, 2, 3), "finite"),
        ({"a": math.inf}, (0, 1, 2, 3), "finite"),
        ({"a": 1.0}, (0, 2, 1, 3), "must not fall"),
        ({"a": 1.0}, (0, math.nan, 1, 3), "finite"),
        ({"a": 1.0}, (0, 1, 2), "thresholds"),
    ],
)
def test_a_model_that_could_punish_evidence_is_refused(
    weights: dict[str, float], thresholds: tuple[float, ...], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        LevelModel(weights=weights, thresholds=thresholds)


@pytest.mark.parametrize(
    ("score", "spread", "interval"),
    [(3.0, 1.0, (1.5, 4.5)), (3.0, 0.0, (2.7, 3.3)), (1.1, 1.0, (1.0, 2.6)), (4.9, 2.0, (1.9, 5.0))],
)
def test_an_interval_stays_on_the_scale(score: float, spread: float, interval: tuple[float, float]) -> None:
    assert IntervalModel(factor=1.5, floor=0.3).around(score, spread) == pytest.approx(interval)


@pytest.mark.parametrize(("factor", "floor"), [(0.0, 0.3), (-1.0, 0.3), (1.0, -0.1), (math.nan, 0.3), (1.0, math.inf)])
def test_an_interval_that_is_none_is_refused(factor: float, floor: float) -> None:
    with pytest.raises(ValidationError):
        IntervalModel(factor=factor, floor=floor)
