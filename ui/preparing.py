"""What happens in the workspace *Prepare*, and what it shows. What it means is the matter of `assistant.preparing`."""

import logging
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from time import monotonic
from typing import Any, Final

import gradio as gr

from assistant.asking.events import Setup
from assistant.errors import PlumblineError
from assistant.preparing.people import panel_of
from assistant.preparing.preparation import Prepared, Request
from assistant.preparing.work import AUTO
from assistant.reporting.plans.html import render_plan_html
from assistant.reporting.plans.write import advice_files, write_plan
from assistant.reporting.wording import sentence
from assistant.settings import Settings
from ui import panels
from ui import prepare_panels as show
from ui.acting import Update
from ui.frame import framed_page
from ui.product import Product
from ui.surroundings import UPLOADS
from ui.waiting import ticking

FILES: Final = {
    "plan.pdf": "PDF",
    "plan.html": "HTML",
    "plan.md": "Markdown",
    "plan.json": "JSON",
    "scorecard.csv": "Scorecards, CSV",
    "posting.md": "The posting",
    "role_profile.yaml": "Role profile",
}
"""What can be downloaded; the last two only where there was a description."""
USUAL_MINUTES: Final = 45
_log = logging.getLogger("plumbline.page")


@dataclass(frozen=True)
class Form:
    """What the person tells about the interviews."""

    words: gr.Textbox
    role: gr.Dropdown
    stage: gr.Dropdown
    seniority: gr.Dropdown
    panel: gr.Textbox
    sample: gr.Checkbox
    go: gr.Button


@dataclass(frozen=True)
class Result:
    """What the person gets. `made` is the plan with its description, for an interview to start from."""

    status: gr.HTML
    empty: gr.HTML
    controls: gr.Group
    downloads: tuple[gr.DownloadButton, ...]
    who: gr.Dropdown
    use: gr.Button
    advice: gr.HTML
    plan: gr.HTML
    made: gr.State


@dataclass(frozen=True)
class Made:
    """A plan on the screen, and the description it came from."""

    prepared: Prepared
    words: str | None


@dataclass(frozen=True)
class Preparing:
    """The workspace's parts and acts. `begun` tells *Interview* of one that was started here."""

    product: Product
    settings: Settings
    begun: gr.State
    form: Form
    result: Result

    @property
    def outputs(self) -> set[Any]:
        """Everything an act may change."""
        result = self.result
        own = {getattr(result, field.name) for field in fields(result) if field.name != "downloads"}
        return {self.begun, self.form.go, *result.downloads, *own}

    def make(self, words: str, role: str, stage: str, seniority: str, people: str, sample: bool) -> Iterator[Update]:
        """Makes the plan and shows it; what stands there stays until then."""
        go, began = self.form.go, monotonic()
        text = words if words.strip() else None
        doing = "Reading the description and making the plan" if text else "Making the plan"
        yield {go: gr.update(interactive=False), self.result.status: panels.waiting(doing, 0)}
        try:
            request = Request(
                panel=panel_of(people, 0, [USUAL_MINUTES]),
                role=role or None,
                stage=stage or None,
                seniority=seniority or None,
                sample=AUTO if sample else None,
            )
            for prepared in ticking(self.product.prepare(*given) for given in ((request, text),)):
                if prepared is None:
                    yield {self.result.status: panels.waiting(doing, monotonic() - began)}
                else:
                    yield self._shown(Made(prepared, text))
        except PlumblineError as error:
            what_next = "What you typed is still there. Change what is needed, and make the plan again."
            yield {self.result.status: panels.problem("No plan was made", sentence(str(error)), what_next)}
        except Exception:
            _log.exception("making a plan failed")
            yield {self.result.status: panels.apology(self.settings.logs_dir)}
        yield {go: gr.update(interactive=True)}

    def use(self, made: Made | None, who: int) -> Update:
        """Starts an interview with the questions planned for one of the panel. Raises gr.Error where that fails."""
        try:
            view = self.product.desk.open(self._setup(made, who))
        except PlumblineError as error:
            raise gr.Error(sentence(str(error)), print_exception=False) from error
        return {self.begun: view.id}

    def _setup(self, made: Made | None, who: int) -> Setup:
        if made is None or not 0 <= who < len(made.prepared.plan.sessions):
            raise gr.Error("Make the plan again; it is no longer here.", print_exception=False)
        plan, advice = made.prepared.plan, made.prepared.advice
        session = plan.sessions[who]
        return Setup(
            kind="interview",
            role=advice.profile.nearest if advice else plan.role,
            stage=plan.stage,
            stage_assumed=plan.stage_assumed,
            seniority=plan.seniority,
            minutes=session.minutes,
            description=made.words,
            questions=tuple(one.id for one in (*session.asked, *session.reserve)),
        )

    def _shown(self, made: Made) -> Update:
        result, plan = self.result, made.prepared.plan
        paths = self._written(made.prepared)
        people = [(f"{one.interviewer}, {one.minutes} minutes", at) for at, one in enumerate(plan.sessions)]
        buttons = {
            button: gr.update(value=str(paths[name]) if name in paths else None, visible=name in paths)
            for name, button in zip(FILES, result.downloads, strict=True)
        }
        return {
            **buttons,
            result.status: show.done(plan),
            result.empty: gr.update(visible=False),
            result.controls: gr.update(visible=True),
            result.who: gr.update(choices=people, value=0),
            result.advice: show.advice(made.prepared.advice),
            result.plan: gr.update(value=framed_page(render_plan_html(plan), "Interview plan"), visible=True),
            result.made: made,
        }

    def _written(self, prepared: Prepared) -> dict[str, Path]:
        """The files to download, where the page deletes what it was given after a day."""
        folder = Path(tempfile.mkdtemp(prefix="plan-", dir=self.settings.data_dir / UPLOADS))
        more = advice_files(prepared.advice) if prepared.advice else {}
        return {path.name: path for path in write_plan(prepared.plan, folder, more)}
