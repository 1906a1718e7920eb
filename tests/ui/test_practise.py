"""The workspace *Practise* in headless Chromium with a practice that reads nothing: main path, reload, privacy."""

from collections.abc import Iterator
from typing import Any

import pytest

from assistant.reporting.wording import sentence
from tests.ui.axe import serious
from tests.ui.conftest import DESKTOP, IN_BROWSER, NOTICED, PHONE, Open, Serve
from tests.ui.fake_talks import DOWN, HOSTILE, QUESTIONS, ScriptedPractice

pytestmark = IN_BROWSER
ANSWER = (
    "We had a rules engine that flagged one order in five. I replaced it with trees, because reviewers wanted reasons, "
    "and it was a lot better."
)


@pytest.fixture(scope="module")
def scripted() -> ScriptedPractice:
    return ScriptedPractice()


@pytest.fixture(scope="module")
def address(serve: Serve, scripted: ScriptedPractice) -> str:
    return serve(practice=scripted)


@pytest.fixture(autouse=True)
def practice(scripted: ScriptedPractice) -> Iterator[ScriptedPractice]:
    scripted.reset()
    scripted.practices.clear()
    yield scripted
    scripted.release.set()


def begin(open_page: Open, size: tuple[int, int] = DESKTOP) -> Any:
    """A practice that has begun."""
    page = open_page(size, "Practise")
    page.click("#start-practice")
    asked(page, QUESTIONS[0])
    return page


def asked(page: Any, question: str) -> None:
    page.wait_for_selector(f"#question >> text={question}")


def answer(page: Any, text: str) -> None:
    page.fill("#answer textarea", text)
    page.click("#send-answer")


def test_by_keyboard_through_a_practice_to_its_feedback(open_page: Open) -> None:
    page = begin(open_page)
    for question in QUESTIONS:
        asked(page, question)
        page.wait_for_function("document.activeElement.matches('#answer textarea')")
        page.keyboard.type(ANSWER)
        page.keyboard.press("Control+Enter")
    page.wait_for_selector("#feedback .summary")
    page.wait_for_function("document.activeElement.id === 'question'")
    told = page.inner_text("#feedback")
    assert "3 of your 3 answers could be read closely" in told
    assert page.inner_text("#feedback .own mark.evidence >> nth=0").startswith("We had a rules engine")
    stands = page.inner_text("#feedback .criterion >> nth=0")
    assert "Here now" in stands
    assert "One step up" in stands
    assert "What I did not hear" in told
    assert "[the number before and after, and on which data]" in told
    assert page.locator("#answer:visible, #stop summary:visible").count() == 0


def test_numbers_are_hidden_where_that_was_asked(open_page: Open) -> None:
    page = open_page(workspace="Practise")
    page.get_by_label("Hide the numbers").check()
    page.click("#start-practice")
    asked(page, QUESTIONS[0])
    answer(page, ANSWER)
    asked(page, QUESTIONS[1])
    page.click("#feedback summary >> nth=0")
    shown = page.inner_text("#feedback")
    assert "Where it stands" in shown
    assert "of 5" not in shown
    page.reload()
    asked(page, QUESTIONS[1])
    page.click("#stop summary")
    page.get_by_role("button", name="Stop and see the feedback").click()
    page.wait_for_selector("#feedback .summary")
    assert "of 5" not in page.inner_text("#feedback")
    page.get_by_label("Hide the numbers").uncheck()
    page.wait_for_selector("#feedback >> text=level 3 of 5")


def test_a_reload_in_the_middle_keeps_the_draft_and_the_question(open_page: Open) -> None:
    page = begin(open_page)
    answer(page, ANSWER)
    asked(page, QUESTIONS[1])
    page.fill("#answer textarea", "Half an answer,\nnot sent")
    page.wait_for_function("localStorage.getItem('plumbline.drafts').includes('Half')")
    page.reload()
    asked(page, QUESTIONS[1])
    page.wait_for_function("document.querySelector('#answer textarea').value === 'Half an answer,\\nnot sent'")
    assert page.get_by_role("tab", name="Practise").get_attribute("aria-selected") == "true"
    page.click("#send-answer")
    asked(page, QUESTIONS[2])
    page.reload()
    asked(page, QUESTIONS[2])
    assert page.input_value("#answer textarea") == ""


def test_a_reload_while_it_reads_goes_on_by_itself(open_page: Open, practice: ScriptedPractice) -> None:
    page = begin(open_page)
    answer(page, "slow " + ANSWER)
    page.wait_for_selector("#answering .waiting")
    page.wait_for_selector("#question >> text=Your answer is kept")
    page.reload()
    page.wait_for_selector("#answering .waiting >> text=Reading")
    practice.release.set()
    asked(page, QUESTIONS[1])


def test_a_dead_engine_is_said_the_answer_is_kept_and_retry_goes_on(
    open_page: Open, practice: ScriptedPractice
) -> None:
    page = begin(open_page)
    practice.down = True
    answer(page, ANSWER)
    assert sentence(DOWN) in page.wait_for_selector("#answering .problem[role=alert]").inner_text()
    (sitting,) = practice.practices.values()
    assert sitting.answers == (ANSWER,)
    practice.down = False
    page.click("#retry-practice")
    asked(page, QUESTIONS[1])


def test_what_is_not_sent_stays_in_the_box(open_page: Open, practice: ScriptedPractice) -> None:
    page = begin(open_page)
    second = open_page(workspace="Practise")
    asked(second, QUESTIONS[0])
    answer(page, ANSWER)
    asked(page, QUESTIONS[1])
    answer(second, "An answer to the first question.")
    second.wait_for_selector("#answering .note >> text=continued meanwhile")
    asked(second, QUESTIONS[1])
    assert second.input_value("#answer textarea") == "An answer to the first question."
    answer(page, "  \n ")
    assert "has no words" in page.wait_for_selector("#answering .problem").inner_text()


def test_practices_belong_to_one_browser(
    browser: Any, open_page: Open, address: str, practice: ScriptedPractice
) -> None:
    page = begin(open_page)
    page.click("#leave-practice")
    page.wait_for_selector("#past-practices li")
    (owner,) = {sitting.owner for sitting in practice.practices.values()}
    assert len(bytes.fromhex(owner)) == 16
    assert owner not in page.content()
    other = browser.new_context()
    other.add_init_script(NOTICED)
    elsewhere = other.new_page()
    elsewhere.goto(address)
    elsewhere.get_by_role("tab", name="Practise").click()
    elsewhere.wait_for_selector("#past-practices >> text=No practice yet")
    other.close()


def test_two_tabs_opened_at_once_have_one_owner(open_page: Open, practice: ScriptedPractice) -> None:
    pages = [open_page(workspace="Practise") for _ in range(2)]
    for page in pages:
        page.click("#start-practice")
        asked(page, QUESTIONS[0])
    assert len({sitting.owner for sitting in practice.practices.values()}) == 1


def test_one_practice_or_all_are_deleted_after_asking(open_page: Open, practice: ScriptedPractice) -> None:
    page = open_page(workspace="Practise")
    for _ in range(3):
        page.click("#start-practice")
        asked(page, QUESTIONS[0])
        page.fill("#answer textarea", "not sent")
        page.click("#leave-practice")
    page.wait_for_function("document.querySelectorAll('#past-practices li').length === 3")
    page.locator("#past-practices li summary").first.click()
    page.locator("#past-practices li").first.get_by_role("button", name="Delete", exact=True).click()
    page.wait_for_function("document.querySelectorAll('#past-practices li').length === 2")
    page.get_by_text("Delete all of my practices").first.click()
    page.get_by_role("button", name="Delete all of my practices").click()
    page.wait_for_selector("#past-practices >> text=No practice yet")
    assert practice.practices == {}
    assert page.evaluate("localStorage.getItem('plumbline.drafts')") == "{}"


def test_hostile_words_stay_words(open_page: Open) -> None:
    page = begin(open_page)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    answer(page, HOSTILE)
    asked(page, QUESTIONS[1])
    page.click("#feedback summary >> nth=0")
    assert "<script>document.title='taken'</script>" in page.inner_text("#feedback .own")
    assert (page.title(), dialogs, page.locator("#feedback img, #so-far img").count()) == ("Plumbline", [], 0)


def test_an_answer_of_twenty_thousand_words_is_read_and_shown(open_page: Open) -> None:
    page = begin(open_page)
    answer(page, "and then we trained it " * 4000)
    asked(page, QUESTIONS[1])
    page.click("#so-far summary >> nth=0")
    assert page.inner_text("#so-far .line.candidate summary span") == "all 20,000 words"
    page.click("#feedback summary >> nth=0")
    assert page.evaluate("document.querySelector('#feedback .own').clientHeight") < 500


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_it_fits_the_screen_and_axe_finds_nothing_serious(size: tuple[int, int], scheme: str, open_page: Open) -> None:
    page = open_page(size, "Practise")
    page.emulate_media(color_scheme=scheme)
    page.wait_for_selector("#start-practice")
    assert serious(page) == []
    page.click("#start-practice")
    asked(page, QUESTIONS[0])
    assert serious(page) == []
    answer(page, ANSWER + " " + "aVeryLongWordWithoutAnyBreak" * 20)
    asked(page, QUESTIONS[1])
    page.click("#stop summary")
    assert serious(page) == []
    page.get_by_role("button", name="Stop and see the feedback").click()
    page.wait_for_selector("#feedback .summary")
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
