"""The page on the real embedded engine, in headless Chromium: a sample is uploaded and its score read."""

from pathlib import Path
from typing import Any

import pytest

from assistant.judging.scorer import Scorer
from assistant.opening import open_judge
from assistant.settings import Settings
from tests.ui.conftest import IN_BROWSER, NOTICED, Serve

pytestmark = [*IN_BROWSER, pytest.mark.model, pytest.mark.timeout(600)]
SAMPLE = Path("assistant/samples/fluent-and-empty.md")


def test_uploaded_sample_is_scored(browser: Any, serve: Serve) -> None:
    with open_judge(Settings()) as judge:
        context = browser.new_context()
        context.add_init_script(NOTICED)
        page = context.new_page()
        page.goto(serve(Scorer(judge)))
        page.get_by_role("tab", name="Transcripts").click()
        page.locator("input[type=file]").first.set_input_files(SAMPLE)
        page.wait_for_selector("#transcript .file-preview a[href]")
        page.get_by_role("button", name="Read it").click()
        report = page.frame_locator("iframe").first
        report.get_by_text("Vanessa Cole").first.wait_for(timeout=300_000)
        assert "of 5" in report.locator("body").inner_text()
