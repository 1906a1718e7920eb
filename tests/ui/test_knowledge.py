"""*Knowledge* in headless Chromium over a real library: add, refuse, look, search, remove, phone, axe."""

from pathlib import Path
from typing import Any

import pytest

from assistant.library import Library
from assistant.settings import Settings
from tests.knowledge.team.conftest import FILES
from tests.ui.axe import serious
from tests.ui.conftest import DESKTOP, IN_BROWSER, PHONE, Open, Serve

pytestmark = IN_BROWSER
SECRET = "zanzibarquux"


@pytest.fixture(scope="module")
def address(serve: Serve) -> str:
    return serve()


@pytest.fixture(autouse=True)
def library(shelf: Library) -> Library:
    """With nothing of the team's in it."""
    if entries := shelf.entries():
        shelf.remove([entry.key for entry in entries], lambda _: None)
    return shelf


@pytest.fixture(autouse=True)
def given(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def choose(page: Any, *paths: Path) -> None:
    page.set_input_files("#team-files input[type=file]", [str(path) for path in paths])
    page.wait_for_selector("#add-files:enabled")


def add(page: Any, *paths: Path) -> None:
    choose(page, *paths)
    page.click("#add-files")
    page.wait_for_selector("#knowledge-status .note >> text=Added")


def rows(page: Any) -> Any:
    return page.locator("#team-entries li")


def test_files_are_added_and_count_everywhere_at_once(
    open_page: Open, given: Path, library: Library, settings: Settings
) -> None:
    page = open_page(workspace="Knowledge")
    page.wait_for_selector("#team-entries >> text=Nothing was added yet")
    add(page, given / "role.yaml", given / "rubric.yaml", given / "guide.md")
    assert sorted(entry.key for entry in library.entries()) == ["document:guide", "role:analyst", "rubric:payments"]
    assert rows(page).count() == 3
    assert "Payments guide" in rows(page).all_inner_texts()[2]
    page.wait_for_selector("#add-files:disabled")
    uploads = settings.data_dir / "uploads"
    assert [path for path in uploads.rglob("*") if path.name in FILES and "given" in path.parts] == []
    assert [path for path in uploads.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()] == []
    page.get_by_role("tab", name="Interview").click()
    page.get_by_label("Role").locator("visible=true").click()
    page.get_by_role("option", name="Analyst").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Transcripts").click()
    page.get_by_label("Judged by").locator("visible=true").click()
    page.get_by_role("option", name="payments").wait_for()


def test_every_problem_is_shown_and_the_files_stay_chosen(open_page: Open, given: Path, library: Library) -> None:
    (given / "bad.yaml").write_text("id: x\nid: <b>y</b>\n")
    (given / "drawing.pdf").write_bytes(b"%PDF-1.4")
    page = open_page(workspace="Knowledge")
    choose(page, given / "bad.yaml", given / "drawing.pdf", given / "guide.md")
    page.click("#add-files")
    text = page.wait_for_selector("#knowledge-status .problem").inner_text()
    assert "Nothing was added" in text
    assert "bad.yaml, line 2: has the key 'id' twice; keep one of them." in text
    assert "drawing.pdf: is no whole PDF" in text
    assert library.entries() == ()
    assert "guide" in page.inner_text("#team-files")
    page.wait_for_selector("#add-files:enabled")


def test_what_was_added_is_looked_at_found_and_removed_after_asking(
    open_page: Open, given: Path, library: Library
) -> None:
    page = open_page(workspace="Knowledge")
    add(page, given / "guide.md")
    page.fill("#query textarea, #query input", "who is asked before a refund")
    page.click("#look")
    hit = page.locator("#found li", has_text=SECRET)
    hit.wait_for()
    assert hit.inner_text().startswith("Your team’s document guide")
    rows(page).locator("[data-do=open]").click()
    page.wait_for_selector("#shown-entry pre")
    assert SECRET in page.inner_text("#shown-entry pre")
    page.click("#shown-entry [data-do=close]")
    page.wait_for_selector("#shown-entry pre", state="detached")
    page.click("#team-entries summary")
    page.get_by_text("Keep it").click()
    assert len(library.entries()) == 1
    page.click("#team-entries summary")
    page.click("#team-entries [data-do=delete]")
    page.wait_for_selector("#knowledge-status >> text=Removed: guide.")
    page.wait_for_selector("#team-entries >> text=Nothing was added yet")
    page.click("#look")
    page.wait_for_selector("#found h2")
    assert SECRET not in page.inner_text("#found")


def test_what_others_refer_to_stays_with_the_reason(open_page: Open, given: Path, library: Library) -> None:
    text = (given / "questions.yaml").read_text()
    (given / "questions.yaml").write_text(text.replace("[engineer]", "[analyst]"))
    page = open_page(workspace="Knowledge")
    add(page, given / "role.yaml", given / "questions.yaml")
    row = rows(page).filter(has_text="Analyst")
    row.locator("summary").click()
    row.locator("[data-do=delete]").click()
    said = page.wait_for_selector("#knowledge-status .problem").inner_text()
    assert "Nothing was removed, others refer to it" in said
    assert "questions.yaml, questions[0].roles[0]: 'analyst' is not a known role" in said
    assert len(library.entries()) == 2


def test_examples_can_be_taken_and_added(open_page: Open, given: Path) -> None:
    page = open_page(workspace="Knowledge")
    link = page.get_by_role("button", name="fraud_rubric.yaml").or_(page.get_by_role("link", name="fraud_rubric.yaml"))
    with page.expect_download() as download:
        link.first.click()
    path = given / download.value.suggested_filename
    download.value.save_as(path)
    add(page, path)
    assert "Cost of errors" in rows(page).inner_text()


def test_hostile_words_do_not_run(open_page: Open, given: Path) -> None:
    page = open_page(workspace="Knowledge")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    hostile = "<img src=x onerror=alert(1)> ${alert(2)} {{value}}"
    (given / "evil.md").write_text(f"# {hostile}\n\n## {hostile}\n\n{hostile} quillon\n")
    add(page, given / "evil.md")
    rows(page).locator("[data-do=open]").click()
    page.wait_for_selector("#shown-entry pre")
    page.fill("#query textarea, #query input", "quillon <script>alert(3)</script> {{value}}")
    page.click("#look")
    page.locator("#found li", has_text="quillon").wait_for()
    assert "<img src=x" in page.locator("#found li", has_text="quillon").first.inner_text()
    assert "${alert(2)} {{value}}" in page.inner_text("#shown-entry pre")
    assert dialogs == []


def test_nothing_to_look_for_is_said(open_page: Open) -> None:
    page = open_page(workspace="Knowledge")
    page.click("#look")
    page.wait_for_selector("#found >> text=Write what to look for.")


def test_a_file_that_is_too_large_is_refused_with_what_to_do(open_page: Open, given: Path) -> None:
    page = open_page(workspace="Knowledge")
    (given / "scan.pdf").write_bytes(b"x" * (21 * 1024 * 1024))
    page.set_input_files("#team-files input[type=file]", str(given / "scan.pdf"))
    page.wait_for_selector("#team-too-large >> text=scan.pdf has 21 MB")
    page.wait_for_selector("#add-files:disabled")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_the_screen_and_axe_finds_nothing_serious(
    size: tuple[int, int], scheme: str, open_page: Open, given: Path
) -> None:
    page = open_page(size, "Knowledge")
    page.emulate_media(color_scheme=scheme)
    page.wait_for_selector("#team-entries >> text=Nothing was added yet")
    page.wait_for_timeout(500)  # until it has its full colour
    assert serious(page) == []
    add(page, given / "guide.md", given / "rubric.yaml")
    page.fill("#query textarea, #query input", "refund")
    page.click("#look")
    page.wait_for_selector("#found li")
    rows(page).first.locator("[data-do=open]").click()
    page.wait_for_selector("#shown-entry pre")
    rows(page).first.locator("summary").click()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
