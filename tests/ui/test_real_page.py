"""The page on the real embedded engine, in headless Chromium: a sample is uploaded and its score read."""

from pathlib import Path
from typing import Any

import pytest

from assistant.judging.scorer import Scorer
from assistant.opening import open_judge
from assistant.settings import Settings
from tests.ui.conftest import Serve

pytestmark = [
    pytest.mark.browser,
    pytest.mark.model,
    pytest.mark.timeout(600),
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated", "ignore:The copy keyword is"),
]
SAMPLE = Path("assistant/samples/fluent-and-empty.md")


def test_uploaded_sample_is_scored(browser: Any, serve: Serve) -> None:
    with open_judge(Settings()) as judge:
        page = browser.new_context().new_page()
        page.goto(serve(Scorer(judge)))
        page.locator("input[type=file]").first.set_input_files(SAMPLE)
        page.get_by_role("button", name="Read it").click()
        report = page.frame_locator("iframe").first
        report.get_by_text("Vanessa Cole").first.wait_for(timeout=300_000)
        assert "of 5" in report.locator("body").inner_text()
