"""The workspace *Transcripts*: choose a file, say what the interview was for, read the report; past ones again."""

from typing import Any, Final

import gradio as gr

from assistant.reporting.remove import FORMATS
from assistant.reporting.wording import named
from ui import panels
from ui.acting import EVENTS
from ui.browser import Browser
from ui.choosing import CHOOSES
from ui.defaults import MAX_UPLOAD_MB, Defaults
from ui.product import Product
from ui.refreshing import RUBRIC, offered
from ui.reporting import Form, Reporting, Result
from ui.setup import STAGE_INFO, choice

TITLE: Final = "Transcripts"
_NAMES: Final = {"html": "HTML", "pdf": "PDF", "md": "Markdown", "json": "JSON", "csv": "CSV"}
_SHOW_STATUS: Final = (
    "() => { if (innerWidth < 800) document.getElementById('status').scrollIntoView({block: 'start'}) }"
)


def build(product: Product, defaults: Defaults, kept: Browser) -> None:
    """Lays the workspace out inside the current Gradio context and wires it."""
    with gr.Row(elem_classes="workspace"):
        with gr.Column(scale=0, min_width=320, elem_classes="asking"):
            form = _form(defaults)
        with gr.Column(scale=1, min_width=320, elem_classes="answering"):
            result = _result()
    _wire(Reporting(product, defaults, kept.report, form, result), kept)


def _form(defaults: Defaults) -> Form:
    choices = defaults.choices
    file = gr.File(label="Transcript", height=130, elem_id="transcript")
    gr.HTML(panels.file_hint(MAX_UPLOAD_MB))
    samples = [("No sample", ""), *((named(path.stem), str(path)) for path in defaults.samples)]
    return Form(
        file,
        gr.Dropdown(samples, value="", label="Or a sample", visible=len(samples) > 1, filterable=False),
        choice("Role", choices.roles),
        choice("Stage of the project", choices.stages, STAGE_INFO),
        choice("Seniority", choices.seniorities),
        gr.Dropdown(
            offered(RUBRIC, choices),
            value="",
            label="Judged by",
            visible=bool(choices.rubrics),
            filterable=False,
            elem_classes=RUBRIC,
        ),
        gr.Textbox(
            label="Candidate’s name", info="As it stands in the transcript. Empty: found by itself.", max_lines=1
        ),
        gr.Button("Read it", variant="primary", interactive=False, elem_id="read"),
    )


def _result() -> Result:
    status = gr.HTML(panels.OPENING, elem_id="status")
    with gr.Group(visible=False, elem_classes="controls") as controls:
        leave = gr.Button("All reports", size="sm", elem_id="leave-report")
        candidate = gr.Dropdown([], label="Candidate", visible=False, filterable=False)
        roles = gr.HTML()
        swap = gr.Button("Swap speakers and score again", size="sm")
        heading = gr.HTML("<h2>Download</h2>")
        with gr.Row(elem_classes="downloads"):
            downloads = tuple(gr.DownloadButton(_NAMES[suffix], size="sm", min_width=60) for suffix in FORMATS)
            comparison = gr.DownloadButton("Comparison", size="sm", min_width=60, visible=False)
    report = gr.HTML(elem_id="report", visible=False)
    past = gr.HTML(js_on_load=CHOOSES, elem_id="past-reports")
    return Result(
        status, past, leave, controls, candidate, roles, swap, heading, downloads, comparison, report, gr.State(None)
    )


def _wire(work: Reporting, kept: Browser) -> None:
    form, result = work.form, work.result
    given: list[Any] = [form.file, form.role, form.stage, form.seniority, form.rubric, form.candidate]
    options: dict[str, Any] = {"outputs": work.outputs, **EVENTS}
    kept.page.load(work.take_up, kept.report, **options)
    gr.on([form.go.click, form.candidate.submit], work.start, given, **options)
    gr.on([form.go.click, form.candidate.submit], None, js=_SHOW_STATUS)
    result.past.click(work.choose_past, None, **options).then(None, js=_SHOW_STATUS)
    result.leave.click(work.leave, None, **options)
    result.swap.click(work.swap, [result.reading, *given], **options)
    result.candidate.input(work.show, [result.reading, result.candidate], **options)
    form.sample.input(lambda sample: sample or None, form.sample, form.file, show_progress="hidden")
    form.file.upload(lambda: "", None, form.sample, show_progress="hidden")
