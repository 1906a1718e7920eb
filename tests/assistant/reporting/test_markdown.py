"""The Markdown renders as exactly the words that were said, and has every quote with its turn."""

import re

import pytest
from markdown_it import MarkdownIt

from assistant.reporting.markdown import plain, render_markdown
from tests.assistant.reporting import sample


@pytest.mark.parametrize("text", [*sample.HOSTILE, "1. one", "12) two", "- a", "=== b", "> c", "~~~", "$x$"])
def test_hostile_words_stay_words(text: str) -> None:
    (paragraph,) = [token for token in MarkdownIt("gfm-like", {"linkify": False}).parse(plain(text)) if token.children]
    assert paragraph.children is not None
    assert {child.type for child in paragraph.children} <= {"text", "text_special"}
    shown = "".join(child.content for child in paragraph.children)
    visible = re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text).replace("\x07", " ")
    assert shown == " ".join(visible.split())


def test_hostile_words_open_no_block_in_a_whole_report() -> None:
    def kinds(text: str) -> list[str]:
        return [token.type for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text)]

    harmless = kinds(render_markdown(sample.spoken_by("plain words here")))
    for text in sample.HOSTILE:
        assert kinds(render_markdown(sample.spoken_by(text, name=text))) == harmless


def test_scores_quotes_and_reasons_are_there() -> None:
    text = render_markdown(sample.report())
    assert "## Depth: 3.4 of 5 (2.8 to 4.0)" in text
    assert "number: “That rule caught 41 of 100 late parcels, ours caught 63” ([turn 3](#turn-3))" in text
    assert '<a id="turn-3"></a>' in text
    assert "**MLOps**: no score, not asked" in text


def test_a_missing_score_is_a_reason() -> None:
    text = render_markdown(sample.unscored())
    assert "## No score" in text
    assert "Only Ravi Oduya speaks in this file" in text
    assert "of 5" not in text


def test_what_recites_the_rubric_is_said_to_be_not_counted() -> None:
    report = sample.report()
    spans = tuple(
        span.model_copy(update={"gives": None, "recites": "mlops"}) if span.kind == "vague" else span
        for span in report.evidence
    )
    text = render_markdown(report.model_copy(update={"evidence": spans}))
    assert "words of the rubric, not counted: “it was very accurate overall”" in text
