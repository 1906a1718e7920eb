"""What level models work on: between 0 and 1, and never less for more evidence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.judging.calibration import Calibration
from assistant.judging.features import (
    ANSWERED_FEATURES,
    LEVEL_FEATURES,
    answered_features,
    level_features,
    spoken_to,
)
from assistant.judging.readings import KINDS
from assistant.types import EvidenceKind
from tests.assistant.judging.readings import calibration, criterion, reading

GIVEN = st.dictionaries(st.sampled_from(KINDS), st.floats(0, 1))


def test_every_feature_has_its_name() -> None:
    assert tuple(level_features(reading("It rose."), criterion())) == LEVEL_FEATURES


@given(GIVEN, st.sampled_from(KINDS))
def test_features_are_shares_that_grow_with_what_is_given(given: dict[EvidenceKind, float], more: EvidenceKind) -> None:
    less = level_features(reading("It rose.", given), criterion())
    better = level_features(reading("It rose.", {**given, more: 1.0}), criterion())
    assert all(0 <= value <= 1 for value in better.values())
    assert all(better[name] >= less[name] for name in LEVEL_FEATURES)


def test_a_criterion_weighs_the_kinds_it_asks_for() -> None:
    read = reading("It rose.", {EvidenceKind.METRIC: 0.9, EvidenceKind.FAILURE: 0.6})
    features = level_features(read, criterion(central=(EvidenceKind.METRIC, EvidenceKind.SCALE), supporting=()))
    assert features["central"] == pytest.approx(0.45)
    assert features["supporting"] == pytest.approx(0.45), "a criterion without supporting kinds falls back on central"
    assert features["any"] == pytest.approx(1.5 / 9)
    assert features["best"] == pytest.approx(0.9)


def test_the_level_read_is_that_of_an_answer_that_addresses_the_criterion() -> None:
    levels = {"one": (0.5, 0.0, 0.0, 0.25, 0.0, 0.25)}
    features = level_features(reading("It rose.", depth=(0.0, 0.0, 0.0, 0.0, 1.0), levels=levels), criterion())
    assert features["level"] == pytest.approx(0.75)
    assert features["spoken"] == pytest.approx(0.5)
    assert features["overall"] == pytest.approx(1)
    never = level_features(reading("It rose.", levels={"one": (1.0, *(0.0,) * 5)}), criterion())
    assert (never["level"], never["spoken"]) == (0, 0)


def test_what_was_not_read_is_not_spoken_to() -> None:
    read = reading("It rose.", levels={"one": (0.2, 0.8, 0.0, 0.0, 0.0, 0.0)})
    assert spoken_to(read, "one") == pytest.approx(0.8)
    assert spoken_to(read, "two") == 0


def test_whether_there_is_an_answer_has_its_features() -> None:
    answer = "It rose by nine percent. Great."
    read = reading(answer, parts={"It rose by nine percent.": (0.0, 0.1), "Great.": (0.0, 1.0)}, answers=0.7)
    features = answered_features(read, likeness=0.4, profile=-0.2)
    assert tuple(features) == ANSWERED_FEATURES
    assert (features["likeness"], features["profile"]) == (0.4, -0.2)
    assert features["idle"] == pytest.approx((5 * 0.1 + 1) / 6)


@pytest.mark.parametrize(("share", "odds"), [(0.0, -1.0), (0.0001, -1.0), (0.2, -0.2007), (0.5, 0.0), (1.0, 1.0)])
def test_how_an_answer_bears_counts_as_log_odds(share: float, odds: float) -> None:
    features = answered_features(reading("It rose.", answers=share), likeness=0.0, profile=0.0)
    assert features["answers"] == pytest.approx(odds, abs=1e-4)


def test_parts_count_by_their_words() -> None:
    answer = "It rose by nine percent. Great."
    features = level_features(
        reading(answer, parts={"It rose by nine percent.": (0.0, 0.0), "Great.": (1.0, 0.0)}), criterion()
    )
    assert features["substance"] == pytest.approx(5 / 6)
    assert features["firm"] == pytest.approx(5 / 6)


def test_the_tests_own_calibration_is_a_real_one() -> None:
    fitted: Calibration = calibration()
    assert set(fitted.levels.weights) <= set(LEVEL_FEATURES)
