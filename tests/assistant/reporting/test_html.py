"""The page shows every word as it was said, runs nothing, asks for nothing, and invents no score."""

import re
from html.parser import HTMLParser

import pytest

from assistant.reporting.html import render_html, style
from assistant.types import Report, UnscoredReason
from tests.assistant.reporting import sample

VOID = {"meta", "br", "img", "link", "input"}


class Page(HTMLParser):
    """What a browser would see: the tags, the ids, the links, and the text of each turn."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.said: dict[str, str] = {}
        self._turn = ""
        self._open: list[str] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.attributes |= given.keys()
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []
        if (given.get("id") or "").startswith("turn-"):
            self._turn = given["id"] or ""
        if tag not in VOID:
            self._open.append("said" if given.get("class") == "said" else tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() in (tag, "said"), f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        if "said" in self._open:
            self.said[self._turn] = self.said.get(self._turn, "") + data
        if self._open and self._open[-1] != "style":
            self.text += data


@pytest.mark.parametrize("text", sample.HOSTILE, ids=range(len(sample.HOSTILE)))
def test_hostile_words_are_shown_and_nothing_else(text: str) -> None:
    plain, page = Page(render_html(sample.report())), Page(render_html(sample.spoken_by(text, name=text)))
    assert set(page.said.values()) == {text}
    assert set(page.tags) == set(plain.tags)
    assert page.attributes <= plain.attributes


def test_every_turn_is_there_once_and_in_order() -> None:
    whole = sample.long()
    page = Page(render_html(whole))
    assert list(page.said.items()) == [(f"turn-{turn.index}", turn.text) for turn in whole.turns]
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("whole", [sample.report(), sample.long(), sample.unscored()], ids=["short", "long", "none"])
def test_every_link_leads_to_a_place_on_the_page(whole: Report) -> None:
    page = Page(render_html(whole))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_the_page_asks_for_nothing_and_runs_nothing() -> None:
    markup = render_html(sample.report())
    page = Page(markup)
    assert not {"script", "img", "link", "iframe", "object", "base"} & set(page.tags)
    assert not re.search(r"https?:|url\(|@import|//[a-z]", markup)
    assert "default-src 'none'" in markup


def test_a_missing_score_is_a_reason_and_no_number() -> None:
    page = Page(render_html(sample.unscored()))
    assert "No score" in page.text
    assert "Only Ravi Oduya speaks in this file, so there are no questions to judge answers by." in page.text
    assert "svg" not in page.tags
    assert not re.search(r"\b0\.0|of 5\b", page.text)


def test_criteria_that_only_repeat_the_reason_are_left_out() -> None:
    whole = sample.unscored()
    assert "criteria" not in Page(render_html(whole)).ids
    first, *rest = whole.criteria
    mixed = (first.model_copy(update={"unscored_reason": UnscoredReason.DECLINED}), *rest)
    assert "criteria" in Page(render_html(whole.model_copy(update={"criteria": mixed}))).ids


@pytest.mark.parametrize("why", list(UnscoredReason))
def test_every_reason_has_words(why: UnscoredReason) -> None:
    whole = sample.unscored(why).model_copy(update={"explanation": None})
    assert "No score" in Page(render_html(whole)).text


def test_an_assumed_stage_is_called_assumed() -> None:
    whole = sample.report()
    assert "Prototype to production (assumed, none was given)" in Page(render_html(whole)).text
    given = whole.model_copy(update={"stage_assumed": False})
    assert "assumed" not in Page(render_html(given)).text


def test_what_was_not_asked_is_listed_without_a_number() -> None:
    text = " ".join(Page(render_html(sample.report())).text.split())
    assert "MLOps No question on it was recognised." in text
    assert "PyTorch and framework depth The candidate says they have not done it." in text


def test_too_few_terms_give_no_load() -> None:
    page = Page(render_html(sample.report().model_copy(update={"buzzword_load": None})))
    assert "Fewer than three terms of the word list" in page.text


def test_turns_outside_any_exchange_and_exchanges_that_come_back_are_kept() -> None:
    whole = sample.report()
    first = whole.exchanges[0].model_copy(update={"answer_turns": (3, 5)})
    second = whole.exchanges[1].model_copy(update={"question_turns": (4,), "answer_turns": ()})
    page = Page(render_html(whole.model_copy(update={"exchanges": (first, second)})))
    assert [int(key.removeprefix("turn-")) for key in page.said] == [turn.index for turn in whole.turns]
    assert page.ids.count("exchange-1") == 1
    assert "continued" in page.text


def colours(sheet: str) -> dict[str, tuple[float, ...]]:
    pairs = re.findall(r"--([\w-]+): #([0-9a-f]{6});", sheet)
    return {name: tuple(int(value[i : i + 2], 16) / 255 for i in (0, 2, 4)) for name, value in pairs}


def luminance(colour: tuple[float, ...]) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back"),
    [(front, back) for front in ("ink", "soft", "accent") for back in ("paper", "raised")]
    + [(kind, f"{kind}-wash") for kind in ("evidence", "vague", "buzzword")]
    + [("ink", f"{kind}-wash") for kind in ("evidence", "vague", "buzzword")],
)
def test_text_stands_out_enough(front: str, back: str, scheme: int) -> None:
    palette = colours(str(style()).split("@media (prefers-color-scheme: dark)")[scheme].split("\n* {")[0])
    light, dark = sorted((luminance(palette[front]), luminance(palette[back])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
