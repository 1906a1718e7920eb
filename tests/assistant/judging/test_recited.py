"""Words of the rubric are found wherever they stand, and what is left keeps its place in the answer."""

import pytest

from assistant.judging.criteria import yardstick
from assistant.judging.labelled import read_dataset
from assistant.judging.parts import split_parts
from assistant.judging.recited import own_words
from knowledge.types import Knowledge

BEFORE = "I counted the parcels by hand for a week."
AFTER = "Then we threw half of the labels away, because two depots had swapped theirs."


def test_every_anchor_is_known_again_and_nothing_else_goes(knowledge: Knowledge) -> None:
    by = yardstick(knowledge, "scale", None, None)
    for criterion in by.criteria:
        for anchor in criterion.levels:
            own = own_words(f"{BEFORE} {anchor} {AFTER}", by.criteria)
            assert own.text == f"{BEFORE}\n{AFTER}"
            assert " ".join(one.part.text for one in own.recited) == anchor


def test_what_is_left_keeps_its_place(knowledge: Knowledge) -> None:
    by = yardstick(knowledge, "scale", None, None)
    first, second = (criterion.levels[-1] for criterion in by.criteria[:2])
    answer = f"{first} {BEFORE}  {second} {AFTER} {first}"
    own = own_words(answer, by.criteria)
    placed = [own.placed(part) for part in split_parts(own.text)]
    assert [part.text for part in placed] == [BEFORE, AFTER]
    for part in (*placed, *(one.part for one in own.recited)):
        assert answer[part.start : part.end] == part.text


def test_other_order_and_other_endings_do_not_hide_it(knowledge: Knowledge) -> None:
    by = yardstick(knowledge, "scale", None, None)
    words = by.criteria[0].levels[-1].rstrip(".").replace(",", "").split()
    own = own_words(f"{BEFORE} So {' '.join(reversed(words))}, you know.", by.criteria)
    assert own.text == BEFORE
    assert {one.criterion for one in own.recited} == {by.criteria[0].id}


@pytest.mark.parametrize("answer", ["", " ", BEFORE, f"{BEFORE} {AFTER}"])
def test_an_answer_that_recites_nothing_stays_as_it_is(knowledge: Knowledge, answer: str) -> None:
    own = own_words(answer, yardstick(knowledge, "scale", None, None).criteria)
    assert (own.text, own.recited) == (answer, ())
    assert [own.placed(part) for part in split_parts(answer)] == list(split_parts(answer))


def test_what_is_said_again_is_read_once() -> None:
    answer = f"{BEFORE} {AFTER} {BEFORE.upper()} And so on. {AFTER} And so on. And so on."
    own = own_words(answer, ())
    assert (own.text, own.recited) == (f"{BEFORE} {AFTER}\nAnd so on.\nAnd so on. And so on.", ())
    placed = [own.placed(part) for part in split_parts(own.text)]
    assert [answer[part.start : part.end] for part in placed] == [part.text for part in placed]


def test_what_is_nearly_said_again_is_read() -> None:
    answer = f"{BEFORE} {BEFORE.replace('parcels', 'pallets')}"
    assert own_words(answer, ()).text == answer


def test_no_answer_of_the_validation_split_recites(knowledge: Knowledge) -> None:
    criteria = yardstick(knowledge, "scale", None, None).criteria
    answers = [row.answer.answer for row in read_dataset() if row.answer.split == "validation"]
    assert [answer for answer in answers if own_words(answer, criteria).text != answer] == []
