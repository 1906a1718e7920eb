"""Fixtures for tests of the page: `serve` starts it for a given scorer, `browser` is headless Chromium."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from assistant.scoring import Choices, TranscriptScorer
from assistant.settings import Settings
from ui.surroundings import prepare

Serve = Callable[[TranscriptScorer], str]
CHOICES = Choices(
    roles=(("Machine-learning engineer", "ml_engineer"), ("MLOps engineer", "mlops_engineer")),
    stages=(
        ("Experimentation", "experimentation"),
        ("Prototype to production", "prototype_to_production"),
        ("Scale and improve", "scale"),
    ),
    seniorities=(("Junior", "junior"), ("Senior", "senior")),
)
SURROUNDINGS = ("GRADIO_TEMP_DIR", "GRADIO_ANALYTICS_ENABLED", "GRADIO_RUN_HISTORY", "HF_HUB_DISABLE_TELEMETRY")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose data folder is the module's own, with a free port for the page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Settings(data_dir=tmp_path_factory.mktemp("page") / "data", ui_port=free.getsockname()[1])


@pytest.fixture(scope="module")
def serve(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts the page for a scorer and gives its address; one sample transcript is offered. Stops it afterwards."""
    with pytest.MonkeyPatch.context() as environment:
        for name in SURROUNDINGS:
            environment.setenv(name, "")  # so that it is put back afterwards
        prepare(settings)
        from ui.defaults import Defaults
        from ui.product import Product
        from ui.serve import serve_page

        sample = tmp_path_factory.mktemp("samples") / "plain_spoken.txt"
        sample.write_text("scored\n", encoding="utf-8")
        pages: list[Any] = []

        def start(scorer: TranscriptScorer) -> str:
            page, address = serve_page(Product(scorer), Defaults(CHOICES, settings, (sample,)))
            pages.append(page)
            return address

        yield start
        for page in pages:
            page.close(verbose=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium. Without it these tests are skipped, but in CI they fail."""
    path = shutil.which("chromium")
    if path is None:
        sentence = "Chromium is not installed, so the page was not tested in a browser (Debian: apt install chromium)."
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()
