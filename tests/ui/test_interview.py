"""The workspace *Interview* in headless Chromium with a desk that reads nothing: main path, reload, failure, tabs."""

from collections.abc import Iterator
from typing import Any

import pytest

from assistant.reporting.wording import sentence
from tests.ui.axe import serious
from tests.ui.conftest import DESKTOP, IN_BROWSER, PHONE, Open, Serve
from tests.ui.fake_talks import DOWN, FIRST, FOLLOW_UP, HOSTILE, QUESTIONS, ScriptedDesk

pytestmark = IN_BROWSER
SAID = "We measured it on live traffic and it was better."


@pytest.fixture(scope="module")
def scripted() -> ScriptedDesk:
    return ScriptedDesk()


@pytest.fixture(scope="module")
def address(serve: Serve, scripted: ScriptedDesk) -> str:
    return serve(desk=scripted)


@pytest.fixture(autouse=True)
def desk(scripted: ScriptedDesk) -> Iterator[ScriptedDesk]:
    scripted.reset()
    scripted.interviews.clear()
    yield scripted
    scripted.release.set()


def begin(open_page: Open, size: tuple[int, int] = DESKTOP, name: str = "Ravi Oduya") -> Any:
    """An interview that has begun."""
    page = open_page(size, "Interview")
    page.get_by_label("Candidate’s name").fill(name)
    page.click("#start-interview")
    page.wait_for_selector("#cards .card")
    return page


def say(page: Any, text: str) -> None:
    page.fill("#say textarea", text)
    page.press("#say textarea", "Enter")


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.closest('#say, #cards .card h3')?.id"))


def test_a_job_description_fills_the_form_and_says_why(open_page: Open, desk: ScriptedDesk) -> None:
    page = open_page(workspace="Interview")
    page.get_by_text("Paste a job description").click()
    page.wait_for_timeout(300)  # words that come while the box is still being made are lost
    page.get_by_label("Job description").fill("A senior engineer who takes models to production.")
    page.get_by_role("button", name="Fill in what it says").click()
    page.wait_for_selector(".note >> text=Seniority: senior, because it says “senior”.")
    assert page.get_by_label("Role").input_value() == "Machine-learning engineer"
    page.click("#start-interview")
    page.wait_for_selector("#cards .card")
    (interview,) = desk.interviews.values()
    assert (interview.setup.role, interview.setup.seniority) == ("ml_engineer", "senior")
    assert (interview.setup.stage, interview.setup.stage_assumed) == ("prototype_to_production", False)
    assert interview.setup.description == "A senior engineer who takes models to production."


def test_by_keyboard_a_card_becomes_the_question_and_what_was_said_becomes_the_next_card(open_page: Open) -> None:
    page = begin(open_page)
    page.wait_for_function("document.activeElement.matches('#cards .card h3')")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#asked")
    assert page.inner_text("#asked .question") == FIRST
    page.wait_for_function("document.activeElement.matches('#say textarea')")
    page.keyboard.type(SAID)
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Twice.")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#cards .card >> text={FOLLOW_UP}")
    assert page.inner_text("#cards blockquote >> nth=0").startswith(f"“{SAID}")
    assert page.locator(".log .line.interviewer .text").all_inner_texts() == [FIRST, f"{SAID}\nTwice."]
    assert page.inner_text(".log .line.assistant .text") == "Heard: a comparison. Only claimed: a number."
    assert page.inner_text("#coverage .wide li.thin .name") == "Evaluation beyond accuracy"
    page.wait_for_function("document.activeElement.matches('#cards .card h3')")
    assert page.input_value("#say textarea") == ""


def test_a_card_can_be_put_away(open_page: Open) -> None:
    page = begin(open_page)
    page.locator("#cards .card").first.get_by_role("button", name="Not this").click()
    page.wait_for_function("document.querySelectorAll('#cards .card').length === 2")
    assert page.inner_text("#cards .card h3 >> nth=0") == QUESTIONS[1]
    assert page.locator("#asked").count() == 0


def test_words_can_be_sent_as_the_candidates_own(open_page: Open, desk: ScriptedDesk) -> None:
    page = begin(open_page)
    page.fill("#say textarea", "what next")
    page.click("#they-said")
    page.wait_for_selector(".log .line.assistant")
    (interview,) = desk.interviews.values()
    assert interview.lines[0].note == "said"


def test_a_reload_in_the_middle_shows_what_was_there_and_does_what_is_to_be_done(
    open_page: Open, desk: ScriptedDesk
) -> None:
    page = begin(open_page)
    say(page, "slow " + SAID)
    page.wait_for_selector("#saying .waiting >> text=Reading the answer")
    page.fill("#say textarea", "and then they")
    page.wait_for_function("localStorage.getItem('plumbline.drafts').includes('and then they')")
    page.reload()
    page.wait_for_selector("#saying .waiting")
    assert page.inner_text(".log .line.interviewer .text") == "slow " + SAID
    page.wait_for_function("document.querySelector('#say textarea').value === 'and then they'")
    desk.release.set()
    page.wait_for_selector(f"#cards .card >> text={FOLLOW_UP}")
    assert page.input_value("#say textarea") == "and then they"
    assert page.evaluate("document.activeElement.tagName") != "H3"


def test_a_dead_engine_is_said_and_retry_goes_on(open_page: Open, desk: ScriptedDesk) -> None:
    page = begin(open_page)
    desk.down = True
    say(page, SAID)
    problem = page.wait_for_selector("#saying .problem[role=alert]")
    assert sentence(DOWN) in problem.inner_text()
    assert page.inner_text(".log .line.interviewer .text") == SAID
    page.wait_for_function("document.activeElement.id === 'retry-interview'")
    page.wait_for_selector("#send:enabled")
    assert page.locator("#cards .card button:disabled").count() == 0
    desk.down = False
    page.click("#retry-interview")
    page.wait_for_selector(f"#cards .card >> text={FOLLOW_UP}")
    assert page.locator("#retry-interview:visible").count() == 0


def test_a_fault_of_ours_is_an_apology(open_page: Open) -> None:
    page = begin(open_page)
    say(page, "broken")
    text = page.wait_for_selector("#saying .problem").inner_text()
    assert "fault of the program" in text
    assert "on purpose" not in text


def test_of_two_tabs_the_slower_is_told_and_loses_no_word(open_page: Open) -> None:
    first = begin(open_page)
    second = open_page(workspace="Interview")
    second.wait_for_selector("#cards .card")
    say(first, SAID)
    first.wait_for_selector(f"#cards .card >> text={FOLLOW_UP}")
    say(second, "They said something else.")
    second.wait_for_selector("#saying .note >> text=continued meanwhile")
    assert second.input_value("#say textarea") == "They said something else."
    assert second.inner_text(".log .line.interviewer .text") == SAID
    second.press("#say textarea", "Enter")
    second.wait_for_selector(".log .line.interviewer >> text=They said something else.")
    first.locator("#cards .card").first.get_by_role("button", name="Ask this").click()
    first.wait_for_selector("#saying .problem >> text=no longer on the table")
    assert first.locator(".log .line.interviewer").count() == 2


def test_an_empty_message_is_refused_in_a_sentence(open_page: Open) -> None:
    page = begin(open_page)
    page.click("#send")
    assert "has no words" in page.wait_for_selector("#saying .problem").inner_text()


def test_past_interviews_are_opened_and_deleted_after_asking(open_page: Open, desk: ScriptedDesk) -> None:
    page = begin(open_page)
    page.fill("#say textarea", "not sent")
    page.click("#leave-interview")
    page.wait_for_selector("#past-interviews >> text=Ravi Oduya")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_selector("#cards .card")
    page.wait_for_function("document.querySelector('#say textarea').value === 'not sent'")
    page.click("#leave-interview")
    page.locator("#past-interviews summary").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.wait_for_selector("#interview-status >> text=Deleted")
    assert desk.interviews == {}
    assert page.evaluate("localStorage.getItem('plumbline.drafts')") == "{}"
    page.reload()
    page.wait_for_selector("#past-interviews >> text=No interview yet")


def test_one_deleted_elsewhere_is_said_to_be_gone(open_page: Open, desk: ScriptedDesk) -> None:
    page = begin(open_page)
    desk.interviews.clear()
    page.reload()
    page.wait_for_selector("#interview-status >> text=no longer there")
    assert page.is_visible("#start-interview")


def test_hostile_words_stay_words(open_page: Open) -> None:
    page = begin(open_page, name="Eve <b>x</b> ${1+1} {{value}}")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    say(page, HOSTILE)
    page.wait_for_selector("#cards blockquote")
    assert page.inner_text(".log .line.interviewer .text") == HOSTILE
    assert page.inner_text("#cards blockquote >> nth=0") == f"“{HOSTILE}”"
    assert page.inner_text(".bar h2 >> visible=true") == "Eve <b>x</b> ${1+1} {{value}}"
    assert (page.title(), dialogs, page.locator("#log b, #log img, #cards blockquote img").count()) == (
        "Plumbline",
        [],
        0,
    )


def test_a_very_long_answer_is_folded_and_the_newest_line_in_sight(open_page: Open) -> None:
    page = begin(open_page)
    for part in range(3):
        say(page, f"{part} " + "and then we trained it again " * 1200)
        page.wait_for_selector(f".log .line.assistant >> nth={part}")
    assert page.inner_text(".log summary span >> nth=0") == "all 7,201 words"
    log = "document.querySelector('#log .log')"
    assert page.evaluate(f"{log}.scrollTop + {log}.clientHeight > {log}.scrollHeight - 3")
    assert page.evaluate("document.documentElement.scrollHeight") < 2500


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_it_fits_the_screen_and_axe_finds_nothing_serious(size: tuple[int, int], scheme: str, open_page: Open) -> None:
    page = open_page(size, "Interview")
    page.emulate_media(color_scheme=scheme)
    page.wait_for_selector("#start-interview")
    assert serious(page) == []
    page.click("#start-interview")
    page.wait_for_selector("#cards .card")
    page.locator("#cards .card").first.get_by_role("button", name="Ask this").click()
    page.wait_for_selector("#asked")
    say(page, "aVeryLongWordWithoutAnyBreak" * 20)
    page.wait_for_selector("#cards blockquote")
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    page.click("#leave-interview")
    page.wait_for_selector("#past-interviews li")
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
