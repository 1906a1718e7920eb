"""The workspace *Prepare* in headless Chromium: plans from a role and from a posting, failures, an interview."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui import fake_plans
from tests.ui.axe import serious
from tests.ui.conftest import DESKTOP, IN_BROWSER, PHONE, Open, Serve
from tests.ui.fake_talks import HOSTILE, ScriptedDesk

pytestmark = IN_BROWSER
POSTING = """Senior Machine Learning Engineer

Your tasks
- Replace the monthly retraining by one that anybody can start

You bring
- 5+ years of experience
- Passionate team player
- Docker, Kubernetes, Helm, Terraform
- Native English speaker
"""


@pytest.fixture(scope="module")
def desk() -> ScriptedDesk:
    return ScriptedDesk()


@pytest.fixture(scope="module")
def address(serve: Serve, desk: ScriptedDesk) -> str:
    return serve(desk=desk)


@pytest.fixture(autouse=True)
def _released() -> Iterator[None]:
    fake_plans.RELEASE.clear()
    yield
    fake_plans.RELEASE.set()


def made(page: Any) -> Any:
    """Makes the plan and gives its frame."""
    page.get_by_role("button", name="Make the plan").click()
    page.locator("#plan iframe").wait_for()
    return page.frame_locator("#plan iframe")


def test_a_plan_for_a_role_and_a_panel(open_page: Open, tmp_path: Path) -> None:
    page = open_page(workspace="Prepare")
    assert page.get_by_text("No plan yet").is_visible()
    page.get_by_label("Who interviews").fill("Ana: 45, Ben: 60")
    frame = made(page)
    assert frame.get_by_role("heading", name="Ana, 45 minutes").is_visible()
    assert frame.get_by_role("heading", name="Scorecard: Ben").is_visible()
    assert not page.get_by_text("No plan yet").is_visible()
    assert not page.get_by_role("link", name="Role profile").is_visible()
    with page.expect_download() as download:
        page.locator(".downloads").get_by_text("JSON").click()
    download.value.save_as(tmp_path / "plan.json")
    plan = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert [one["interviewer"] for one in plan["sessions"]] == ["Ana", "Ben"]


def test_a_posting_is_shown_beside_what_could_stand_there(open_page: Open) -> None:
    page = open_page(workspace="Prepare")
    page.get_by_label("Job description").fill(POSTING)
    made(page)
    demands = page.locator(".demands > li")
    said = " ".join(demands.all_inner_texts())
    for quote in ("5+ years of experience", "Passionate", "team player", "Native English speaker", "Terraform"):
        assert quote in said
    assert demands.locator(".instead").count() == demands.count()
    assert page.get_by_text("demand that stands as it is").is_visible()


def test_what_cannot_be_planned_is_told_and_nothing_typed_is_lost(open_page: Open) -> None:
    page = open_page(workspace="Prepare")
    for panel, words, told in (
        ("Ana: 45, Ana: 60", "", "Two interviewers are called Ana"),
        ("Ana: 500", "", "20 to 120 minutes"),
        ("Ana: 45", "!!! ???", "has no words in it"),
        ("Ana: 45", "down with it", "The index of the knowledge failed"),
        ("Ana: 45", "broken", "Something went wrong here"),
    ):
        page.get_by_label("Who interviews").fill(panel)
        page.get_by_label("Job description").fill(words)
        page.get_by_role("button", name="Make the plan").click()
        page.get_by_role("alert").get_by_text(told).wait_for()
        assert page.get_by_label("Job description").input_value() == words
        page.get_by_role("button", name="Make the plan", disabled=False).wait_for()


def test_it_says_what_it_does_meanwhile(open_page: Open) -> None:
    page = open_page(workspace="Prepare")
    page.get_by_label("Job description").fill(f"slow\n{POSTING}")
    page.get_by_role("button", name="Make the plan").click()
    page.get_by_text("Reading the description and making the plan").wait_for()
    page.get_by_role("button", name="Make the plan", disabled=True).wait_for()
    fake_plans.RELEASE.set()
    page.locator("#plan iframe").wait_for()


def test_hostile_words_are_shown_and_never_run(open_page: Open) -> None:
    page = open_page(workspace="Prepare")
    page.get_by_label("Who interviews").fill("Eve <img src=x onerror=alert(1)>: 45")
    page.get_by_label("Job description").fill(f"{POSTING}\n- Strong knowledge of {HOSTILE}")
    made(page)
    assert page.title() == "Plumbline"


def test_an_interview_starts_with_the_questions_planned_for_one_person(open_page: Open, desk: ScriptedDesk) -> None:
    page = open_page(workspace="Prepare")
    page.get_by_label("Who interviews").fill("Ana: 45, Ben: 60")
    made(page)
    before = set(desk.interviews)
    page.get_by_label("Use it in an interview").click()
    page.get_by_role("option", name="Ben, 60 minutes").click()
    page.get_by_role("button", name="Start this interview").click()
    page.locator("#cards .card").first.wait_for()
    (new,) = set(desk.interviews) - before
    setup = desk.interviews[new].setup
    assert (setup.minutes, len(setup.questions) >= 4) == (60, True)


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_used_without_a_mouse_or_good_eyes(open_page: Open, size: tuple[int, int], scheme: str) -> None:
    page = open_page(size, "Prepare")
    page.emulate_media(color_scheme=scheme)
    page.evaluate("(dark) => document.body.classList.toggle('dark', dark)", scheme == "dark")
    assert serious(page) == []
    page.get_by_label("Job description").fill(POSTING)
    made(page)
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
