"""The figures against values worked out by hand or by their definitions."""

import numpy as np
import pytest

from evals.statistics import (
    auc,
    mean_by,
    partial_spearman,
    quadratic_kappa,
    share_by,
    spearman,
    weighted_kappa,
    with_interval,
)

GROUPS = ["a", "a", "b", "b", "c", "c"]


def test_kappa_of_the_same_is_one_and_of_opposites_below_nought() -> None:
    levels = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    assert quadratic_kappa(levels, levels) == pytest.approx(1.0)
    assert quadratic_kappa(levels, levels[::-1].copy()) == pytest.approx(-1.0)


def test_kappa_weighs_a_far_miss_more() -> None:
    levels = np.array([1.0, 1.0, 5.0, 5.0])
    near, far = np.array([2.0, 1.0, 5.0, 5.0]), np.array([5.0, 1.0, 5.0, 5.0])
    assert quadratic_kappa(levels, near) > quadratic_kappa(levels, far)
    # by hand: disagreement 16/16 over 4 pairs, expected 16/16 * (1/4 * 1/2 + 3/4 * 1/2) * 4
    assert quadratic_kappa(levels, far) == pytest.approx(1 - 1 / 2)


def test_kappa_of_one_level_throughout_is_not_defined() -> None:
    ones = np.array([1, 1, 1])
    assert np.isnan(weighted_kappa(ones, ones, range(3), "linear"))
    assert np.isnan(weighted_kappa(ones[:0], ones[:0], range(3), "linear"))


def test_scores_are_rounded_half_up_before_kappa() -> None:
    assert quadratic_kappa(np.array([1.0, 3.0]), np.array([1.4, 2.5])) == pytest.approx(1.0)


def test_ranks_take_ties_by_their_mean() -> None:
    assert spearman(np.array([1.0, 1.0, 2.0]), np.array([1.0, 2.0, 3.0])) == pytest.approx(np.sqrt(3) / 2)
    assert np.isnan(spearman(np.array([1.0, 1.0]), np.array([1.0, 2.0])))


def test_what_only_follows_a_third_thing_has_no_correlation_left() -> None:
    rng = np.random.default_rng(0)
    third = rng.normal(size=4000)
    one, other = third + rng.normal(size=4000), third + rng.normal(size=4000)
    assert spearman(one, other) > 0.4
    assert abs(partial_spearman(one, other, third)) < 0.05


def test_the_area_is_the_share_of_pairs_in_order() -> None:
    assert auc(np.array([1.0, 0.0, 1.0, 0.0]), np.array([0.9, 0.1, 0.2, 0.5])) == pytest.approx(0.75)
    assert np.isnan(auc(np.array([1.0, 1.0]), np.array([0.1, 0.2])))


def test_whole_groups_are_drawn_so_that_more_of_the_same_says_no_more() -> None:
    few = with_interval(lambda column: float(column.mean()), ["a", "b", "c"], np.array([0.0, 0.5, 1.0]))
    many = with_interval(lambda column: float(column.mean()), ["a", "b", "c"] * 50, np.array([0.0, 0.5, 1.0] * 50))
    assert (few.low, few.high) == pytest.approx((many.low, many.high))


def test_a_share_in_groups_has_an_interval_even_where_all_say_the_same() -> None:
    mixed, same = share_by([True, True, False, False, True, True], GROUPS), share_by([True] * 6, GROUPS)
    assert mixed.value == pytest.approx(2 / 3)
    assert (mixed.low, mixed.high) == pytest.approx((1 / 3, 1.0))
    assert same.value == 1.0
    assert 0.4 < same.low < same.high == 1.0
    assert np.isnan(share_by([], []).value)


def test_a_mean_in_groups() -> None:
    found = mean_by(np.array([1.0, 1.0, 3.0, 3.0, 2.0, 2.0]), GROUPS)
    assert found.value == pytest.approx(2.0)
    assert found.low < 2 < found.high
    assert np.isnan(mean_by(np.array([]), []).value)
