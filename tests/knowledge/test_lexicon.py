"""Terms are found as whole words, the longest first, with exact offsets."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexicon import find_terms, form
from knowledge.load import load_knowledge
from knowledge.types import EvidenceKind, Term, Unpacking

UNPACKING = (Unpacking(kind=EvidenceKind.METRIC, what="how much"),)


def term(name: str, *variants: str) -> Term:
    return Term(term=name, variants=variants, hollow=False, unpacked_by=UNPACKING)


TERMS = (
    term("machine learning", "ml"),
    term("fine-tuning", "fine tuned"),
    term("pipeline"),
    term("machine learning pipeline"),
    term("learning pipeline service desk"),
    term("rag"),
    term("ci/cd"),
    term("a b"),
    term("b a"),
    term("company's edge"),
    term("größe"),
)
CASES: list[tuple[str, list[tuple[str, str]]]] = [
    ("", []),
    ("dragging a rug, ragged pipelines, xml", []),
    ("RAG, rag-based; (Rag)", [("RAG", "rag"), ("rag", "rag"), ("Rag", "rag")]),
    ("rag2 and _rag", []),
    ("Fine tuning fine-tuning fine‑tuned fine–tuned", [(w, "fine-tuning") for w in ("Fine tuning", "fine-tuning")]
     + [(w, "fine-tuning") for w in ("fine‑tuned", "fine–tuned")]),
    ("fine\n  tuning", [("fine\n  tuning", "fine-tuning")]),
    ("finetuning", []),
    ("ML pipeline", [("ML", "machine learning"), ("pipeline", "pipeline")]),
    ("a machine-learning pipeline.", [("machine-learning pipeline", "machine learning pipeline")]),
    ("machine learning pipeline service desk", [("learning pipeline service desk", "learning pipeline service desk")]),
    ("ml machine learning pipeline service desk ml", [("ml", "machine learning"),
     ("learning pipeline service desk", "learning pipeline service desk"), ("ml", "machine learning")]),
    ("our CI/CD's", [("CI/CD", "ci/cd")]),
    ("the company’s edge", [("company’s edge", "company's edge")]),
    ("GRÖSSE, GRÖßE", [("GRÖßE", "größe")]),
    ("İİ rag 😀 rag", [("rag", "rag"), ("rag", "rag")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_uses_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    uses = find_terms(text, TERMS)
    assert [(use.used, use.term) for use in uses] == expected
    assert all(text[use.start : use.end] == use.used for use in uses)


def test_a_shorter_use_beside_a_longer_one_is_kept() -> None:
    terms = (term("x y"), term("x y z"), term("z w v u"), term("x"))
    assert [use.used for use in find_terms("x y z w v u x y", terms)] == ["x y", "z w v u", "x y"]


def test_a_wall_of_overlapping_terms_is_still_read_in_one_go() -> None:
    uses = find_terms("a b " * 20_000, TERMS)
    assert len(uses) == 20_000


@given(st.text(alphabet=st.sampled_from("abmlrRgiİıſK -‑–'’\n.😀ß/") | st.characters(), max_size=200))
def test_offsets_are_exact_ordered_and_apart_in_any_text(text: str) -> None:
    uses = find_terms(text, TERMS)
    assert all(text[use.start : use.end] == use.used and use.start < use.end for use in uses)
    assert all(left.end <= right.start for left, right in pairwise(uses))


@given(st.lists(st.sampled_from(["rag", "pipeline", "machine learning", "A-b", "fine tuned"]), max_size=8), st.data())
def test_a_term_between_other_words_is_always_found(words: list[str], data: st.DataObject) -> None:
    gaps = [data.draw(st.sampled_from([" so ", ", ", " 😀 ", "\n\n; ", " Ünd "])) for _ in words]
    text = "".join(gap + word for gap, word in zip(gaps, words, strict=True))
    assert [use.used for use in find_terms(text, TERMS)] == words


def test_no_terms_find_nothing() -> None:
    assert find_terms("rag", ()) == ()


def test_every_wording_of_the_lexicon_finds_its_own_term() -> None:
    terms = tuple(load_knowledge().terms.values())
    wordings = {form(wording): item.term for item in reversed(terms) for wording in (item.term, *item.variants)}
    for wording, name in wordings.items():
        assert [use.term for use in find_terms(f"So, {wording.upper()}!", terms)] == [name]
