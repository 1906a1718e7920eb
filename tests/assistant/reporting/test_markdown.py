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
    assert "**MLOps**: no score, no question on it was recognised" in text


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


def test_uneven_answers_are_told_one_by_one() -> None:
    whole = sample.report()
    first, *others = whole.criteria
    uneven = first.model_copy(update={"exchanges": (1, 3), "scores": (4.6, 1.3)})
    told = render_markdown(whole.model_copy(update={"criteria": (uneven, *others)}))
    assert "  - Uneven: exchange 1: 4.6, exchange 3: 1.3; no one description fits" in told
    assert "Uneven" not in render_markdown(whole)


def test_what_is_marked_in_an_exchange_is_not_said_to_be_missing() -> None:
    whole = sample.report()
    bare = tuple(exchange.model_copy(update={"given": (), "claimed": ()}) for exchange in whole.exchanges)
    told = render_markdown(whole.model_copy(update={"exchanges": bare}))
    assert "*Not found: trade-off, failure, scale, data, decision, mechanism.*" in told, "exchange 1"


def test_a_flag_is_told_with_what_else_it_may_be() -> None:
    whole = sample.report()
    first, second = whole.flags
    known = first.model_copy(update={"name": "Many terms", "innocent": "Specialists abbreviate.", "ask": "What is it?"})
    told = render_markdown(whole.model_copy(update={"flags": (known, second)}))
    assert "- **Many terms**: " in told
    assert "  - It may also be: Specialists abbreviate.\n  - What settles it: What is it?" in told
    assert "- **Blind after launch**: " in told, "reports made before names were kept"
    assert "  - Nothing was found in exchange 3." in told
