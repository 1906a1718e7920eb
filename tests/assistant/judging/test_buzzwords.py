"""A term is unpacked where its own part gives evidence, or the next one; a hollow term only by its own."""

import pytest

from assistant.judging.buzzwords import UsedTerm, buzzword_load, used_terms
from assistant.judging.parts import split_parts
from knowledge.lexicon import TermUse
from knowledge.types import EvidenceKind, Term, Unpacking

UNPACKING = (Unpacking(kind=EvidenceKind.METRIC, what="which distance on which columns"),)
TERMS = {
    "data drift": Term(term="data drift", variants=("drift",), hollow=False, unpacked_by=UNPACKING),
    "cutting-edge": Term(term="cutting-edge", hollow=True, unpacked_by=UNPACKING),
}
ANSWER = "We watched drift. It was cutting-edge. It was 0.3 on age. We met often."


@pytest.mark.parametrize(
    ("gives", "unpacked"),
    [
        ((False, False, False, False), {"drift": False, "cutting-edge": False}),
        ((True, False, False, False), {"drift": True, "cutting-edge": False}),
        ((False, True, False, False), {"drift": True, "cutting-edge": True}),
        ((False, False, True, False), {"drift": False, "cutting-edge": False}),
        ((False, False, False, True), {"drift": False, "cutting-edge": False}),
    ],
)
def test_what_unpacks_a_term(gives: tuple[bool, ...], unpacked: dict[str, bool]) -> None:
    found = used_terms(ANSWER, split_parts(ANSWER), gives, TERMS)
    assert {term.use.used: term.unpacked for term in found} == unpacked
    assert all(ANSWER[term.use.start : term.use.end] == term.use.used for term in found)


def test_nothing_before_a_term_unpacks_it() -> None:
    answer = "It was 0.3 on age. We watched drift."
    assert [term.unpacked for term in used_terms(answer, split_parts(answer), (True, False), TERMS)] == [False]


def test_the_last_part_has_no_next_one() -> None:
    answer = "We watched drift"
    assert [term.unpacked for term in used_terms(answer, split_parts(answer), (False,), TERMS)] == [False]


def test_a_term_across_two_parts_belongs_to_the_one_it_starts_in() -> None:
    answer = "We watched data\ndrift there."
    parts = split_parts(answer)
    assert len(parts) == 2
    assert [term.unpacked for term in used_terms(answer, parts, (True, False), TERMS)] == [True]


@pytest.mark.parametrize(
    ("unpacked", "load"),
    [
        ([], None),
        ([False, False], None),
        ([False, False, False], 1.0),
        ([True, True, True], 0.0),
        ([True, False, False, True], 0.5),
    ],
)
def test_the_load_is_a_share_of_at_least_three(unpacked: list[bool], load: float | None) -> None:
    use = TermUse(0, 5, "drift", "data drift")
    assert buzzword_load(UsedTerm(use, known) for known in unpacked) == load
