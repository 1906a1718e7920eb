"""Two lists become one of entries."""

from dataclasses import replace

import pytest

from knowledge.finding import Weights, best_of_entries, fuse
from knowledge.passages import Passage

ONLY_MEANING = Weights(asked=0, words=0, asked_words=0)


def cut(entry: str, score: float = 0.5, part: str = "text") -> Passage:
    return Passage("question", entry, part, f"{entry} {part}", score=score)


def test_an_entry_stands_once_with_its_best_passage() -> None:
    found = fuse([cut("a", 0.9, "second"), cut("b", 0.8), cut("a", 0.7, "first")], [], 5)
    assert [(one.entry, one.passage.part) for one in found] == [("question:a", "second"), ("question:b", "text")]
    two = [cut("a", 0.9, "second"), cut("a", 0.7, "first")]
    assert best_of_entries(two) == {"question:a": two[0]}


def test_found_both_ways_stands_before_found_one_way() -> None:
    found = fuse([cut("meant"), cut("both")], [cut("said", 9.0), cut("both", 9.0)], 5)
    assert found[0].passage.entry == "both"


@pytest.mark.parametrize(("words", "first"), [(0.05, "meant"), (0.5, "said")])
def test_the_weight_of_words_decides_between_one_way_and_the_other(words: float, first: str) -> None:
    found = fuse([cut("meant", 0.5), cut("far", 0.3)], [cut("said", 4.0)], 1, Weights(asked=0, words=words))
    assert found[0].passage.entry == first


def test_words_count_relative_to_the_best_of_them() -> None:
    weights = Weights(asked=0, words=0.2, asked_words=0)
    small, large = (fuse([], [cut("a", 2 * x), cut("b", x)], 2, weights) for x in (1.0, 100.0))
    assert [one.score for one in small] == pytest.approx([0.2, 0.1])
    assert [one.score for one in large] == pytest.approx([0.2, 0.1])


def test_other_peoples_words_are_added_to_the_entrys_own() -> None:
    near = [cut("a", 0.6), cut("b", 0.5), cut("b", 0.5, "asked_as.1"), cut("far", 0.1)]
    assert [one.passage.entry for one in fuse(near, [], 2, ONLY_MEANING)] == ["a", "b"]
    helped = fuse(near, [], 2, Weights(asked=0.5))
    assert [one.passage.entry for one in helped] == ["b", "a"]
    assert helped[0].passage.part == "text"
    assert helped[0].score == pytest.approx(0.5 + 0.5 * 0.5)


def test_a_teams_entry_does_not_stand_back_for_want_of_other_peoples_words() -> None:
    near = [cut("ours", 0.5), cut("ours", 0.5, "asked_as.1"), cut("far", 0.1)]
    theirs = replace(cut("theirs", 0.55), team=True)
    assert fuse([theirs, *near], [], 1)[0].passage.entry == "theirs"
    assert fuse([replace(theirs, team=False), *near], [], 1)[0].passage.entry == "ours"


def test_how_near_it_is_in_meaning_is_kept() -> None:
    found = fuse([cut("a", 0.6)], [cut("a", 9.0), cut("b", 8.0)], 5)
    assert [one.nearness for one in found] == [0.6, None]
    assert str(found[0]) == "question a (text): a text"


def test_nothing_found_is_nothing() -> None:
    assert fuse([], [], 5) == ()
