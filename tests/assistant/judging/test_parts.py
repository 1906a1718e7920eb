"""Parts tile an answer: in order, exact, and nothing but white space is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.judging.parts import LONGEST_PART_WORDS, split_parts

SPOKEN = st.lists(
    st.sampled_from(
        ["We", "0.81", "and", "so", "but", "which", "stopped.", "why?", "no!\"", "(it", "did.)", "…”", ",", "then,",
         "e.g.", "a:", "—", "\n", "\n\n", " ", "\t", "\u00a0", "\u2028", "ﬁ", "🎉", "İ", "e\u0301", "x" * 60]
    ),
    max_size=120,
).map(" ".join)  # fmt: skip


@given(st.one_of(st.text(max_size=300), SPOKEN))
def test_parts_tile_the_answer(answer: str) -> None:
    parts = split_parts(answer)
    place = 0
    for part in parts:
        assert part.text == answer[part.start : part.end] == part.text.strip() != ""
        assert answer[place : part.start].strip() == "", "between parts there is white space only"
        assert part.start >= place
        place = part.end
    assert answer[place:].strip() == ""


@given(SPOKEN)
def test_no_part_is_cut_inside_a_word(answer: str) -> None:
    words = [word for part in split_parts(answer) for word in part.text.split()]
    assert words == answer.split()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("", []),
        (" \n\t ", []),
        ("Yes", ["Yes"]),
        ("It rose. By 3.5 percent!  Why?", ["It rose.", "By 3.5 percent!", "Why?"]),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        ("It did (twice.) “Really?” she said.", ["It did (twice.)", "“Really?”", "she said."]),
        ("first line\nsecond line\n\n  third", ["first line", "second line", "third"]),
        ("Well… so it was", ["Well…", "so it was"]),
    ],
)
def test_sentences_are_parts(answer: str, expected: list[str]) -> None:
    assert [part.text for part in split_parts(answer)] == expected


def test_run_on_speech_is_cut_between_clauses() -> None:
    clause = "and we looked at the rows one by one "
    parts = split_parts(clause * 20)
    assert len(parts) > 4
    assert all(len(part.text.split()) <= LONGEST_PART_WORDS for part in parts)
    assert all(part.text.startswith("and we looked") for part in parts)


@pytest.mark.parametrize("unbroken", ["word " * 3000, "x" * 30_000, "ab " + "y" * 9000 + " cd", "z" * 9000 + ". Yes."])
def test_what_nobody_could_say_in_one_breath_is_cut_all_the_same(unbroken: str) -> None:
    parts = split_parts(unbroken)
    assert "".join(part.text for part in parts).replace(" ", "") == unbroken.replace(" ", "")
    assert max(len(part.text.split()) for part in parts) <= 4 * LONGEST_PART_WORDS
    assert max(len(part.text) for part in parts) <= 2000
