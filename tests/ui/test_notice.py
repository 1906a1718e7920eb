"""The notice says what is kept where; it stands before everything else until it is accepted, and can be read again."""

from pathlib import Path
from typing import Any

from assistant.settings import Settings
from tests.ui.axe import serious
from tests.ui.conftest import IN_BROWSER, PHONE, Serve
from ui.notice import notice


def test_it_says_where_things_are_kept(tmp_path: Path) -> None:
    text = notice(Settings(data_dir=tmp_path))
    assert str(tmp_path) in text
    assert "Nothing is sent anywhere else" in text
    assert "recommends nothing" in text
    assert "http://gpu:8000" in notice(Settings(data_dir=tmp_path, engine_url="http://gpu:8000"))


def test_a_database_elsewhere_is_said_without_its_password(tmp_path: Path) -> None:
    text = notice(Settings(data_dir=tmp_path, database_url="postgresql://team:secret@db/plumbline"))
    assert "interviews and reports in the database that its operator chose" in text
    assert "secret" not in text


class TestInBrowser:
    """With a browser that comes for the first time."""

    pytestmark = IN_BROWSER

    def test_nothing_can_be_started_before_it_is_read(self, browser: Any, serve: Serve) -> None:
        context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
        page = context.new_page()
        page.goto(serve())
        page.wait_for_selector("#notice")
        page.wait_for_selector("#start-interview", state="attached")
        assert page.locator("#start-interview:visible, [role=tab]:visible").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
        assert serious(page) == []
        page.get_by_role("button", name="I have read this").click()
        page.wait_for_selector("#start-interview")
        assert not page.is_visible("#notice")
        page.reload()
        page.wait_for_selector("#start-interview")
        assert not page.is_visible("#notice")
        page.get_by_role("button", name="What is kept, what scores mean").click()
        page.wait_for_selector("#notice")
        assert page.is_visible("#start-interview")
        context.close()
