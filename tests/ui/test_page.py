"""*Transcripts* in headless Chromium with a scripted scorer: upload, read, refuse, past reports, phone, axe."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.archive import TeamReports
from assistant.reporting.html import render_html
from assistant.settings import Settings
from tests.assistant.reporting import sample
from tests.ui.axe import serious
from tests.ui.conftest import DESKTOP, IN_BROWSER, PHONE, Open, Serve
from tests.ui.fakes import ScriptedScorer

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def scripted() -> ScriptedScorer:
    return ScriptedScorer()


@pytest.fixture(scope="module")
def address(serve: Serve, scripted: ScriptedScorer) -> str:
    return serve(scripted)


@pytest.fixture(autouse=True)
def scorer(scripted: ScriptedScorer, reports: TeamReports) -> ScriptedScorer:
    for entry in reports.past():
        reports.delete(entry.id)
    scripted.seen.clear()
    scripted.release.clear()
    return scripted


def choose(page: Any, tmp_path: Path, play: str, name: str = "talk.txt") -> None:
    file = tmp_path / name
    file.write_text(play, encoding="utf-8")
    page.set_input_files("#transcript input[type=file]", str(file))
    page.wait_for_selector("#transcript .file-preview a[href]")  # the name is there before all of the file is
    assert file.stem in page.inner_text("#transcript")


def report_of(page: Any) -> Any:
    page.wait_for_selector("iframe.report")
    return page.frame_locator("iframe.report")


def test_an_upload_becomes_a_report_with_downloads(open_page: Open, tmp_path: Path, scorer: ScriptedScorer) -> None:
    page = open_page()
    page.wait_for_selector("#status >> text=No transcript read yet")
    choose(page, tmp_path, "scored")
    page.click("#read")
    report = report_of(page)
    assert report.locator("h1").inner_text() == "Ravi Oduya"
    assert "3.4" in report.locator("#scores").inner_text()
    assert "(assumed, none was given)" in report.locator(".facts").inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="JSON").or_(page.get_by_role("link", name="JSON")).first.click()
    assert download.value.suggested_filename == "report.json"
    assert json.loads(Path(download.value.path()).read_text(encoding="utf-8"))["depth"] == 3.4
    assert scorer.seen[-1].role is None
    assert not scorer.seen[-1].swap


def test_a_report_is_kept_and_a_reload_shows_it_again(open_page: Open, tmp_path: Path, reports: TeamReports) -> None:
    page = open_page()
    choose(page, tmp_path, "scored")
    page.click("#read")
    report_of(page)
    (entry,) = reports.past()
    assert (entry.candidate, entry.depth) == ("Ravi Oduya", 3.4)
    assert (entry.folder / "report.pdf").is_file()
    page.reload()
    assert report_of(page).locator("h1").inner_text() == "Ravi Oduya"
    assert not page.is_visible("text=Swap speakers")
    with page.expect_download() as download:
        page.get_by_role("button", name="JSON").or_(page.get_by_role("link", name="JSON")).first.click()
    assert json.loads(Path(download.value.path()).read_text(encoding="utf-8"))["depth"] == 3.4
    assert len(reports.past()) == 1


def test_past_reports_are_opened_and_deleted_after_asking(
    open_page: Open, tmp_path: Path, reports: TeamReports, settings: Settings
) -> None:
    page = open_page()
    choose(page, tmp_path, "two")
    page.click("#read")
    report_of(page)
    folders = [entry.folder for entry in reports.past()]
    page.click("#leave-report")
    page.wait_for_selector("#past-reports >> text=Ravi Oduya")
    assert "depth 2.2 of 5" in page.locator("#past-reports li", has_text="Ada Quill").inner_text()
    assert not page.is_visible("iframe.report")
    assert serious(page) == []
    page.locator("#past-reports li", has_text="Ada Quill").locator("[data-do=open]").click()
    report_of(page).get_by_role("heading", name="Ada Quill").wait_for()
    page.click("#leave-report")
    for left in (1, 0):
        page.locator("#past-reports summary").first.click()
        page.locator("#past-reports [data-do=delete]:visible").click()
        page.wait_for_selector("#status >> text=Deleted")
        page.wait_for_function(f"document.querySelectorAll('#past-reports li').length === {left}")
    assert reports.past() == ()
    assert [folder for folder in (*folders, folders[0].parent) if folder.exists()] == []
    uploads = settings.data_dir / "uploads"
    assert [path for path in uploads.rglob("*") if path.stem in ("report", "comparison")] == []
    page.reload()
    page.wait_for_selector("#status >> text=No transcript read yet")


def test_a_past_report_whose_files_are_gone_is_shown_as_it_was_kept(
    open_page: Open, tmp_path: Path, reports: TeamReports
) -> None:
    reports.keep(sample.unscored(), tmp_path / "gone")
    page = open_page()
    assert "no score" in page.wait_for_selector("#past-reports li").inner_text()
    page.click("#past-reports [data-do=open]")
    assert report_of(page).locator("h1").inner_text() == "Ravi Oduya"
    page.wait_for_selector("#status >> text=no longer on this machine")
    assert not page.is_visible(".downloads >> text=JSON")


def test_one_deleted_elsewhere_is_said_to_be_gone(open_page: Open, tmp_path: Path, reports: TeamReports) -> None:
    page = open_page()
    choose(page, tmp_path, "scored")
    page.click("#read")
    report_of(page)
    reports.delete(reports.past()[0].id)
    page.reload()
    page.wait_for_selector("#status >> text=That one is no longer there")


def pick_by_keyboard(page: Any, label: str) -> None:
    """The entry after the chosen one; a key pressed before the list has opened, or closed, would be lost."""
    options = page.get_by_role("option")
    field = page.get_by_label(label).locator("visible=true")
    before = field.input_value()
    field.focus()
    options.first.wait_for()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    options.first.wait_for(state="detached")
    page.wait_for_timeout(300)
    assert field.input_value() != before


def test_a_sample_can_be_read_by_keyboard_alone(open_page: Open, scorer: ScriptedScorer) -> None:
    page = open_page()
    pick_by_keyboard(page, "Or a sample")
    page.wait_for_selector("#transcript >> text=plain_spoken")
    pick_by_keyboard(page, "Stage of the project")
    page.get_by_label("Candidate’s name").locator("visible=true").focus()
    page.keyboard.type("Ravi")
    page.keyboard.press("Enter")
    assert report_of(page).locator("h1").inner_text() == "Ravi Oduya"
    assert (scorer.seen[-1].stage, scorer.seen[-1].candidate) == ("experimentation", "Ravi")


def test_speakers_are_swapped_and_scored_again_in_one_click(
    open_page: Open, tmp_path: Path, scorer: ScriptedScorer
) -> None:
    page = open_page()
    choose(page, tmp_path, "scored")
    page.click("#read")
    page.wait_for_selector(".roles >> text=Maren Holt interviewer")
    page.get_by_role("button", name="Swap speakers").click()
    page.wait_for_selector(".roles >> text=Maren Holt candidate")
    page.get_by_role("button", name="Swap speakers").click()
    page.wait_for_selector(".roles >> text=Maren Holt interviewer")
    assert [options.swap for options in scorer.seen] == [False, True, False]


def test_each_of_several_candidates_can_be_read(open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    choose(page, tmp_path, "two")
    page.click("#read")
    assert report_of(page).locator("h1").inner_text() == "Ravi Oduya"
    page.get_by_label("Candidate", exact=True).click()
    page.get_by_role("option", name="Ada Quill").click()
    page.frame_locator("iframe.report").get_by_role("heading", name="Ada Quill").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Comparison").or_(page.get_by_role("link", name="Comparison")).first.click()
    assert download.value.suggested_filename == "comparison.html"


def test_no_score_is_shown_as_a_reason(open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    choose(page, tmp_path, "unscored")
    page.click("#read")
    assert "Only Ravi Oduya speaks in this file" in report_of(page).locator("#scores").inner_text()


def test_a_refusal_is_a_sentence_and_the_file_stays_chosen(open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    page.click("#read")
    assert "Choose a transcript first" in page.wait_for_selector(".problem[role=alert]").inner_text()
    choose(page, tmp_path, "refused")
    page.click("#read")
    page.wait_for_selector(".problem >> text=talk.txt holds no turns: write each as “Name: what was said”.")
    assert "talk" in page.inner_text("#transcript")
    page.wait_for_selector("#read:enabled")


def test_a_fault_of_ours_is_an_apology_and_its_traceback_is_logged(
    open_page: Open, tmp_path: Path, settings: Settings
) -> None:
    page = open_page()
    choose(page, tmp_path, "broken")
    page.click("#read")
    text = page.wait_for_selector(".problem").inner_text()
    log = settings.logs_dir.resolve() / "page.log"
    assert str(log) in text
    assert "a fault on purpose" not in text
    assert "RuntimeError: a fault on purpose" in log.read_text(encoding="utf-8")


def test_a_file_that_is_too_large_is_refused_with_what_to_do(open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    large = tmp_path / "film.txt"
    large.write_bytes(b"x" * (21 * 1024 * 1024))
    page.set_input_files("#transcript input[type=file]", str(large))
    page.wait_for_selector("#too-large >> text=film.txt has 21 MB")
    assert "Drop File Here" in page.inner_text("#transcript")
    choose(page, tmp_path, "scored")
    assert page.inner_text("#too-large") == ""


def test_progress_is_shown_while_it_reads(open_page: Open, tmp_path: Path, scorer: ScriptedScorer) -> None:
    page = open_page()
    choose(page, tmp_path, "slow")
    page.click("#read")
    page.wait_for_selector(".working >> text=Reading exchange 4")
    assert page.get_attribute(".working progress", "value") == "3"
    page.wait_for_selector("#read:disabled")
    scorer.release.set()
    report_of(page)


def test_hostile_words_do_not_run(open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    choose(page, tmp_path, "hostile")
    page.click("#read")
    said = report_of(page).locator(".said").first
    assert said.inner_text().startswith("<script>document.title='taken'</script><img src=x")
    assert "${document.title='taken'} {{value}}" in said.inner_text()
    assert (page.title(), dialogs) == ("Plumbline", [])


def test_quotes_lead_to_their_turn_inside_the_frame(open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    choose(page, tmp_path, "scored")
    page.click("#read")
    report = report_of(page)
    report.locator("#ask a.from").first.click()
    report.locator("#turn-7[data-target]").wait_for()
    assert report.locator("h1").count() == 1
    assert page.evaluate("scrollY") > 1000


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_it_fits_the_screen_and_axe_finds_nothing_serious(
    size: tuple[int, int], open_page: Open, tmp_path: Path
) -> None:
    page = open_page(size)
    page.wait_for_selector("#read:enabled")
    page.wait_for_timeout(500)  # until it has its full colour
    assert serious(page) == []
    choose(page, tmp_path, "two")
    page.click("#read")
    report_of(page).locator("#transcript").wait_for()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    assert page.evaluate("document.querySelector('iframe').contentDocument.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_a_report(scheme: str, browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(render_html(sample.report()).replace("<details>", "<details open>"), encoding="utf-8")
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(file.as_uri())
    assert serious(page) == []
    context.close()
