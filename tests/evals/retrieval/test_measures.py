"""Against values worked out by hand."""

from math import isnan, log2

import pytest

from evals.retrieval.measures import judged, ndcg, recall, reciprocal_rank

GRADES = {"a": 3.0, "b": 1.0, "c": 0.0, "d": 2.0}
IDEAL = 7 + 3 / log2(3) + 1 / 2


@pytest.mark.parametrize(
    ("ranking", "wanted"),
    [
        ("adbc", 1.0),
        ("dab", (3 + 7 / log2(3) + 1 / 2) / IDEAL),
        ("xxxxxa", 0.0),
        ("xa", 7 / log2(3) / IDEAL),
        ("", 0.0),
    ],
)
def test_ndcg(ranking: str, wanted: float) -> None:
    assert ndcg(list(ranking), GRADES) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("ranking", "rank", "recalled", "seen"),
    [("adbc", 1, 1, 1), ("bxd", 1 / 3, 0.5, 2 / 3), ("bcxxxxa", 1 / 7, 0, 2 / 5), ("x", 0, 0, 0)],
)
def test_first_relevant_recall_and_share_judged(ranking: str, rank: float, recalled: float, seen: float) -> None:
    assert reciprocal_rank(list(ranking), GRADES) == pytest.approx(rank)
    assert recall(list(ranking), GRADES) == pytest.approx(recalled)
    assert judged(list(ranking), GRADES) == pytest.approx(seen)


def test_recall_is_of_what_has_room() -> None:
    assert recall(list("abcde"), dict.fromkeys("abcdefghij", 3.0)) == 1


def test_where_nothing_is_relevant_nothing_is_measured() -> None:
    grades = {"a": 0.0}
    assert all(isnan(measure(["a"], grades)) for measure in (ndcg, reciprocal_rank, recall))
    assert isnan(judged([], grades))
