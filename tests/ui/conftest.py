"""Fixtures for tests of the page: `serve` starts it for scripted parts, `open_page` opens it in headless Chromium."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from assistant.archive import Archive, TeamReports
from assistant.asking.views import Desk, Practice
from assistant.library import Library
from assistant.preparing.preparation import Prepares
from assistant.scoring import Choices, TranscriptScorer
from assistant.settings import Settings
from knowledge.store import Store
from knowledge.team import Team
from tests.knowledge.conftest import FILES as CONTENT
from tests.knowledge.conftest import Quick
from tests.ui.fake_plans import scripted_plan
from tests.ui.fake_talks import ScriptedDesk, ScriptedPractice, describe
from tests.ui.fakes import ScriptedScorer
from ui.product import Product
from ui.surroundings import prepare

Serve = Callable[..., str]
"""Given a scorer, a desk and a practice, scripted ones where left out: the page's address."""
Open = Callable[..., Any]
"""Given a size and a workspace's name: a tab with the page."""
IN_BROWSER = [
    pytest.mark.browser,
    # Gradio's own queue calls pandas in ways that pandas has since deprecated.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated", "ignore:The copy keyword is"),
]
DESKTOP, PHONE = (1280, 900), (360, 780)
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
NOTICED = "try { localStorage.setItem('plumbline.noticed', '1') } catch {}"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose data folder is the module's own, with a free port for the page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Settings(data_dir=tmp_path_factory.mktemp("page") / "data", ui_port=free.getsockname()[1])


@pytest.fixture(scope="module")
def reports(settings: Settings) -> Iterator[TeamReports]:
    """The module's reports, in an archive of its own."""
    archive = Archive.open(settings.team_archive_url)
    yield TeamReports(archive, settings.reports_dir)
    archive.close()


@pytest.fixture(scope="module")
def shelf(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The module's own library over a small knowledge, found by words alone: its vectors mean nothing."""
    content = tmp_path_factory.mktemp("content")
    for name, text in CONTENT.items():
        (content / name).parent.mkdir(exist_ok=True)
        (content / name).write_text(text, encoding="utf-8")
    embedder = Quick()
    store = Store(embedder, folder=settings.index_dir)
    yield Library(Team(settings.team_dir, content), store, embedder)
    store.close()


def offered(shelf: Library) -> Choices:
    """`CHOICES` with what the team has added."""
    known = shelf.knowledge()
    roles = tuple((known.roles[id_].name, id_) for kind, id_ in sorted(known.team) if kind == "role")
    return replace(CHOICES, roles=(*CHOICES.roles, *roles), rubrics=tuple((id_, id_) for id_ in known.rubrics))


@pytest.fixture(scope="module")
def serve(
    settings: Settings, reports: TeamReports, shelf: Library, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serve]:
    """Starts the page and gives its address; one sample transcript is offered. Stops it afterwards."""
    with pytest.MonkeyPatch.context() as environment:
        for name in SURROUNDINGS:
            environment.setenv(name, "")  # so that it is put back afterwards
        prepare(settings)
        from ui.defaults import Defaults
        from ui.serve import serve_page

        sample = tmp_path_factory.mktemp("samples") / "plain_spoken.txt"
        sample.write_text("scored\n", encoding="utf-8")
        pages: list[Any] = []

        def start(
            scorer: TranscriptScorer | None = None,
            desk: Desk | None = None,
            practice: Practice | None = None,
            prepares: Prepares | None = None,
        ) -> str:
            parts = Product(
                scorer or ScriptedScorer(),
                reports,
                desk or ScriptedDesk(),
                practice or ScriptedPractice(),
                describe,
                prepares or scripted_plan,
                shelf,
                lambda: offered(shelf),
                lambda id_: shelf.knowledge().rubrics.get(id_),
            )
            page, address = serve_page(parts, Defaults(CHOICES, settings, (sample,)))
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


@pytest.fixture(scope="module")
def window(browser: Any) -> Iterator[Any]:
    """One window for all tests of a module, so that what the page loads is loaded once; the notice is accepted."""
    context = browser.new_context()
    context.add_init_script(NOTICED)
    yield context
    context.close()


@pytest.fixture
def open_page(window: Any, address: str) -> Iterator[Open]:
    """Opens the page in a tab of its own; whatever is asked of another address fails the test.

    The browser forgets everything after the test.
    """
    asked: list[str] = []
    pages: list[Any] = []

    def start(size: tuple[int, int] = DESKTOP, workspace: str = "Transcripts") -> Any:
        page = window.new_page()
        pages.append(page)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.set_default_timeout(30_000)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.get_by_role("tab", name=workspace).click()
        return page

    yield start
    for page in pages:
        page.evaluate("localStorage.clear()")
        page.close()
    assert asked
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
