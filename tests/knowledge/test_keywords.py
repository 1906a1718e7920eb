"""Words, stems and slips, against a computation by hand of BM25."""

import math

import pytest

from knowledge.keywords import K1, B, Keywords, stems
from knowledge.passages import Passage

PASSAGES = (
    Passage("term", "drift", "unpacked_by", "drift: how far the mean moved"),
    Passage("question", "late", "text", "What drifted after the launch?", stages=("scale",)),
    Passage("question", "early", "text", "Which baselines did you compare?", stages=("early",), roles=("engineer",)),
    Passage("red_flag", "silent", "sign", "The and of how."),
)


def test_words_are_stemmed_and_small_ones_left_out() -> None:
    assert stems("How’s the DRIFTING of fine-tuned models at p95?") == ("drift", "fine", "tune", "model", "p95")
    assert stems("don't what how") == ()


def test_scores_are_those_of_bm25() -> None:
    """Lucene's variant: ln(1 + (N - n + 0.5) / (n + 0.5)) times tf / (tf + k1 (1 - b + b length / mean length))."""
    lengths = [len(stems(passage.text)) for passage in PASSAGES]
    mean = sum(lengths) / len(lengths)
    idf = math.log(1 + (4 - 2 + 0.5) / (2 + 0.5))
    found = Keywords(PASSAGES).search("drifts")
    assert {hit.entry for hit in found} == {"drift", "late"}
    for hit in found:
        at = [passage.entry for passage in PASSAGES].index(hit.entry)
        wanted = idf / (1 + K1 * (1 - B + B * lengths[at] / mean))
        assert hit.score == pytest.approx(wanted, rel=1e-5)


@pytest.mark.parametrize(
    ("query", "given", "entries"),
    [
        ("drift", {}, ["late", "drift"]),
        ("drift", {"kinds": ("term",)}, ["drift"]),
        ("drift", {"stage": "early"}, ["drift"]),
        ("drift", {"stage": "scale"}, ["late", "drift"]),
        ("compared", {"role": "engineer"}, ["early"]),
        ("compared", {"role": "researcher"}, []),
        ("drift", {"k": 1}, ["late"]),
        ("basleine", {}, ["early"]),
        ("compar", {}, ["early"]),
        ("zzz", {}, []),
        ("the of how", {}, []),
        ("", {}, []),
    ],
)
def test_what_is_found(query: str, given: dict[str, object], entries: list[str]) -> None:
    found = Keywords(PASSAGES).search(query, **given)  # type: ignore[arg-type]
    assert [hit.entry for hit in found] == entries
    assert all((hit.score or 0) > 0 for hit in found)


def test_a_word_that_is_there_is_no_slip_of_another() -> None:
    passages = (Passage("term", "a", "", "batching"), Passage("term", "b", "", "catching"))
    assert [hit.entry for hit in Keywords(passages).search("batching")] == ["a"]


@pytest.mark.parametrize("texts", [[], ["the"], ["", "the of"]])
def test_passages_without_words_are_never_found(texts: list[str]) -> None:
    keywords = Keywords([Passage("term", str(at), "", text) for at, text in enumerate(texts)])
    assert keywords.search("the drift") == ()
