"""The written descriptions are whole and balanced; shares come with Wilson's interval."""

from collections import Counter

import pytest

from evals.descriptions import read_labelled
from evals.statistics import share
from knowledge.load import load_knowledge
from knowledge.types import Seniority

ROWS = read_labelled()


def test_there_are_twenty_four_in_two_halves_with_known_labels() -> None:
    knowledge = load_knowledge()
    assert len({row.id for row in ROWS}) == len(ROWS) == 24
    assert Counter(row.split for row in ROWS) == {"choosing": 12, "reporting": 12}
    assert {row.stage for row in ROWS} == {None, *knowledge.stages}
    assert {row.role for row in ROWS} <= {None, *knowledge.roles}
    assert {row.seniority for row in ROWS} == {None, *(seniority.value for seniority in Seniority)}
    for split in ("choosing", "reporting"):
        half = [row for row in ROWS if row.split == split]
        assert {row.stage for row in half} == {None, *knowledge.stages}
        assert len({row.role for row in half}) >= 5


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"), [(12, 12, 0.816, 1.0), (0, 12, 0.0, 0.184), (6, 12, 0.2855, 0.7145)]
)
def test_a_share_has_wilsons_interval(hits: int, of: int, low: float, high: float) -> None:
    figure = share(hits, of)
    assert (figure.value, figure.low, figure.high) == pytest.approx((hits / of, low, high), abs=0.001)


def test_a_share_of_none_is_not_defined() -> None:
    assert str(share(0, 0)) == "–"
