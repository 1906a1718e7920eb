"""The workspace *Prepare*: a job description or a role and stage, and a panel; out comes a plan with scorecards."""

from typing import Any, Final

import gradio as gr

from ui import prepare_panels as show
from ui.acting import EVENTS
from ui.browser import Browser
from ui.defaults import Defaults
from ui.preparing import FILES, Form, Preparing, Result
from ui.product import Product
from ui.setup import STAGE_INFO, choice

TITLE: Final = "Prepare"
_SHOW_STATUS: Final = (
    "() => { if (innerWidth < 800) document.getElementById('prepare-status').scrollIntoView({block: 'start'}) }"
)
_TO_INTERVIEW: Final = "() => plumbline.toInterview()"


def build(product: Product, defaults: Defaults, kept: Browser) -> None:
    """Lays the workspace out inside the current Gradio context and wires it."""
    with gr.Row(elem_classes="workspace"):
        with gr.Column(scale=0, min_width=320, elem_classes="asking"):
            form = _form(defaults)
        with gr.Column(scale=1, min_width=320, elem_classes="answering"):
            result = _result()
    _wire(Preparing(product, defaults.settings, kept.begun, form, result))


def _form(defaults: Defaults) -> Form:
    choices = defaults.choices
    return Form(
        gr.Textbox("", label="Job description", info="If there is one.", lines=6, max_lines=14, elem_id="posting"),
        choice("Role", choices.roles),
        choice("Stage of the project", choices.stages, STAGE_INFO),
        choice("Seniority", choices.seniorities),
        gr.Textbox("Interviewer 1: 45, Interviewer 2: 45", label="Who interviews", info=show.PANEL_HINT, lines=2),
        gr.Checkbox(label="With a work sample", info="A task of its own, where there is one for role and stage."),
        gr.Button("Make the plan", variant="primary", elem_id="make-plan"),
    )


def _result() -> Result:
    status = gr.HTML(elem_id="prepare-status")
    empty = gr.HTML(show.EMPTY)
    with gr.Group(visible=False, elem_classes="controls") as controls:
        gr.HTML("<h2>Download</h2>")
        with gr.Row(elem_classes="downloads"):
            downloads = tuple(gr.DownloadButton(name, size="sm", min_width=60) for name in FILES.values())
        with gr.Row(elem_classes="using"):
            who = gr.Dropdown([], label="Use it in an interview", filterable=False, elem_id="whose-plan")
            use = gr.Button("Start this interview", size="sm", elem_id="use-plan")
    advice = gr.HTML(elem_id="advice")
    plan = gr.HTML(visible=False, elem_id="plan")
    return Result(status, empty, controls, downloads, who, use, advice, plan, gr.State(None))


def _wire(work: Preparing) -> None:
    form, result = work.form, work.result
    given: list[Any] = [form.words, form.role, form.stage, form.seniority, form.panel, form.sample]
    options: dict[str, Any] = {"outputs": work.outputs, **EVENTS}
    form.go.click(work.make, given, **options)
    form.go.click(None, js=_SHOW_STATUS)
    begun = result.use.click(work.use, [result.made, result.who], **options)
    begun.success(None, js=_TO_INTERVIEW)
