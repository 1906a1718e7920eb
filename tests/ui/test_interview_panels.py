"""The pieces of *Interview*: states told by mark and word, cards whole, long lines folded, nothing taken as markup."""

import re
from html import unescape

from assistant.asking.events import Setup
from assistant.asking.views import DeskView, Line
from tests.ui.fake_talks import HOSTILE, card, covered
from ui import interview_panels as show


def view(**changes: object) -> DeskView:
    """An interview with two cards."""
    fields: dict[str, object] = {
        "id": "i1",
        "seen": 3,
        "setup": Setup(kind="interview", role="ml_engineer", stage="scale", seniority="senior", candidate="Ravi"),
        "lines": (),
        "question": None,
        "cards": (card("2.0", "What broke?"), card("2.1", "And then?", quote="it was better")),
        "coverage": covered(2),
        "elapsed_s": 75.0,
        "doing": None,
        "ended": False,
    }
    return DeskView.model_validate({**fields, **changes})


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_the_bar_says_what_it_is_for_and_the_time() -> None:
    text = words(show.bar(view()))
    assert "Ravi ML engineer, Scale and improve, Senior 1:15 of 30:00" in text
    assumed = Setup(kind="interview", stage="scale", stage_assumed=True)
    assert words(show.bar(view(setup=assumed))).count("(assumed)") == 1


def test_coverage_is_told_by_words_and_counted() -> None:
    html = show.coverage(covered(2))
    assert "Covered so far: 1 settled, 1 thin, 2 open" in words(html)
    assert re.findall(r'<li class="(\w+)">', html)[:4] == ["settled", "thin", "open", "open"]
    assert show.coverage(()) == ""


def test_a_card_says_everything_and_carries_its_key() -> None:
    html = show.cards(view())
    text = words(html)
    one = card("2.1", "And then?", quote="it was better")
    for part in ("“it was better”", one.question, one.why, one.listen_for, one.strong, one.weak, "missing: number"):
        assert part in text
    assert re.findall(r'data-do="(\w+)" data-key="([\d.]+)"', html) == [
        (do, key) for key in ("2.0", "2.1") for do in ("ask", "drop")
    ]


def test_cards_wait_while_something_is_read() -> None:
    assert show.cards(view()).count(" disabled") == 0
    assert show.cards(view(doing="Reading")).count(" disabled") == 4


def test_without_cards_it_says_what_to_do() -> None:
    assert "No card on the table" in show.cards(view(cards=()))
    assert "has ended" in show.cards(view(ended=True))
    assert "Nothing yet" in show.log(())


def test_a_long_line_is_folded_whole() -> None:
    said = " ".join(f"word{number}" for number in range(20_000))
    html = show.log((Line(who="interviewer", text=said), Line(who="assistant", text="one\ntwo")))
    assert "all 20,000 words" in html
    assert said in html
    assert html.count("<details") == 1


def test_nothing_that_people_wrote_becomes_markup() -> None:
    setup = Setup(kind="interview", stage="scale", candidate=HOSTILE)
    one = card(HOSTILE, HOSTILE, quote=HOSTILE).model_copy(update={"why": HOSTILE, "strong": HOSTILE})
    lines = (Line(who="interviewer", text=HOSTILE), Line(who="assistant", text=HOSTILE * 100))
    hostile = view(setup=setup, question=HOSTILE, cards=(one,), lines=lines)
    for piece in (show.bar(hostile), show.cards(hostile), show.log(lines)):
        assert "&lt;script&gt;" in piece
        assert not re.search(r"<(script|img|textarea|b )", piece)


def test_a_quote_that_stands_in_the_question_is_marked_there_and_not_said_twice() -> None:
    one = card("2.0", "You said “it was <better>”. By how much?", quote="it was <better>")
    html = show.cards(view(cards=(one,)))
    assert '<span class="theirs">it was &lt;better&gt;</span>' in html
    assert "<blockquote>" not in html
    assert "<blockquote>" in show.cards(view(cards=(card("2.0", "By how much?", quote="it was better"),)))
