"""Two lists become one of entries."""

from dataclasses import replace

import pytest

from knowledge.finding import best_of_entries, fuse
from knowledge.passages import Passage


def cut(entry: str, part: str = "text") -> Passage:
    return Passage("question", entry, part, f"{entry} {part}")


def test_an_entry_stands_once_with_its_best_passage() -> None:
    found = fuse([cut("a", "second"), cut("b"), cut("a", "first")], [], 5)
    assert [(one.entry, one.passage.part) for one in found] == [("question:a", "second"), ("question:b", "text")]
    assert list(best_of_entries([cut("a", "second"), cut("a", "first")]).values()) == [cut("a", "second")]


def test_found_both_ways_stands_before_found_one_way() -> None:
    found = fuse([cut("meant"), cut("both")], [cut("said"), cut("both")], 5, offset=60, weight=1)
    assert [one.passage.entry for one in found] == ["both", "meant", "said"]
    assert [one.score for one in found] == pytest.approx([61 / 62, 1 / 2, 1 / 2])


def test_the_weight_of_words_decides_between_one_way_and_the_other() -> None:
    for weight, first in ((0.5, "meant"), (2.0, "said")):
        assert fuse([cut("meant")], [cut("said")], 1, weight=weight)[0].passage.entry == first


def test_first_both_ways_is_one() -> None:
    assert fuse([cut("a")], [cut("a")], 1)[0].score == pytest.approx(1)


def test_the_passage_shown_is_the_one_of_the_better_rank() -> None:
    near, said = [cut("x"), cut("a", "near")], [cut("a", "said")]
    assert next(one for one in fuse(near, said, 5, weight=1) if one.passage.entry == "a").passage.part == "said"


def test_how_near_it_is_in_meaning_is_kept() -> None:
    near = [replace(cut("a"), score=0.6)]
    found = fuse(near, [replace(cut("a"), score=9.0), replace(cut("b"), score=8.0)], 5)
    assert [one.nearness for one in found] == [0.6, None]
    assert str(found[0]) == "question a (text): a text"


def test_nothing_found_is_nothing() -> None:
    assert fuse([], [], 5) == ()
