"""The workspace *Transcripts*: choose a file, say what the interview was for, read the report."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import gradio as gr

from assistant.errors import PlumblineError
from assistant.reporting.wording import named
from assistant.scoring import Progress, ScoreOptions, TranscriptScorer
from ui import panels
from ui.browser import Browser
from ui.defaults import MAX_UPLOAD_MB, Defaults
from ui.frame import framed
from ui.product import Product
from ui.reading import FORMATS, Reading, read
from ui.setup import STAGE_INFO, choice

TITLE: Final = "Transcripts"
_log = logging.getLogger("plumbline.page")
_NAMES: Final = {"html": "HTML", "pdf": "PDF", "md": "Markdown", "json": "JSON", "csv": "CSV"}
_SHOW_STATUS: Final = (
    "() => { if (innerWidth < 800) document.getElementById('status').scrollIntoView({block: 'start'}) }"
)
Update = dict[Any, Any]


@dataclass(frozen=True)
class Form:
    """What the person tells about the interview."""

    file: gr.File
    sample: gr.Dropdown
    role: gr.Dropdown
    stage: gr.Dropdown
    seniority: gr.Dropdown
    candidate: gr.Textbox
    go: gr.Button


@dataclass(frozen=True)
class Result:
    """What the person gets."""

    status: gr.HTML
    controls: gr.Group
    candidate: gr.Dropdown
    roles: gr.HTML
    swap: gr.Button
    downloads: tuple[gr.DownloadButton, ...]
    comparison: gr.DownloadButton
    report: gr.HTML
    reading: gr.State


def build(product: Product, defaults: Defaults, _: Browser) -> None:
    """Lays the workspace out inside the current Gradio context and wires it."""
    with gr.Row(elem_classes="workspace"):
        with gr.Column(scale=0, min_width=320, elem_classes="asking"):
            form = _form(defaults)
        with gr.Column(scale=1, min_width=320, elem_classes="answering"):
            result = _result()
    _wire(Workspace(product.scorer, defaults, form, result))


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
        gr.Textbox(
            label="Candidate’s name", info="As it stands in the transcript. Empty: found by itself.", max_lines=1
        ),
        gr.Button("Read it", variant="primary", elem_id="read"),
    )


def _result() -> Result:
    status = gr.HTML(panels.EMPTY, elem_id="status")
    with gr.Group(visible=False, elem_classes="controls") as controls:
        candidate = gr.Dropdown([], label="Candidate", visible=False, filterable=False)
        roles = gr.HTML()
        swap = gr.Button("Swap speakers and score again", size="sm")
        gr.HTML("<h2>Download</h2>")
        with gr.Row(elem_classes="downloads"):
            downloads = tuple(gr.DownloadButton(_NAMES[suffix], size="sm", min_width=60) for suffix in FORMATS)
            comparison = gr.DownloadButton("Comparison", size="sm", min_width=60, visible=False)
    report = gr.HTML(elem_id="report", visible=False)
    return Result(status, controls, candidate, roles, swap, downloads, comparison, report, gr.State(None))


@dataclass(frozen=True)
class Workspace:
    """The workspace's parts, and what happens on each event."""

    scorer: TranscriptScorer
    defaults: Defaults
    form: Form
    result: Result

    def start(self, *given: Any) -> Iterator[Update]:
        """Reads the chosen file with the speakers as found."""
        yield from self._read(*given, swapped=False)

    def swap(self, reading: Reading | None, *given: Any) -> Iterator[Update]:
        """Reads the chosen file again with interviewer and candidate exchanged."""
        yield from self._read(*given, swapped=not (reading and reading.swapped))

    def _read(
        self, path: str | None, role: str, stage: str, seniority: str, candidate: str, *, swapped: bool
    ) -> Iterator[Update]:
        if not path:
            yield self._stopped(panels.problem("No transcript chosen", panels.CHOOSE_FIRST, ""))
            return
        options = ScoreOptions(role or None, stage or None, seniority or None, candidate.strip() or None, swapped)
        try:
            yield from self._steps(Path(path), options)
        except PlumblineError as error:
            what_next = "The file is still chosen. Change what is needed, then press Read it again."
            yield self._stopped(panels.problem("This transcript was not read", str(error), what_next))
        except Exception:
            _log.exception("reading %s failed", path)
            yield self._stopped(panels.apology(self.defaults.settings.logs_dir))

    def _steps(self, path: Path, options: ScoreOptions) -> Iterator[Update]:
        began = time.monotonic()
        latest: Progress | None = None
        yield self._busy(panels.working(None, 0))
        for step in read(self.scorer, path, options, self.defaults.settings.reports_dir):
            if isinstance(step, Reading):
                yield self._finished(step)
            else:
                latest = step or latest
                yield {self.result.status: panels.working(latest, time.monotonic() - began)}

    def _busy(self, status: str) -> Update:
        result = self.result
        return {
            result.status: status,
            result.controls: gr.update(visible=False),
            result.report: gr.update(visible=False),
            self.form.go: gr.update(interactive=False),
        }

    def _stopped(self, status: str) -> Update:
        return {self.result.status: status, self.form.go: gr.update(interactive=True)}

    def _finished(self, reading: Reading) -> Update:
        result, several = self.result, len(reading.reports) > 1
        names = [(report.candidate, place) for place, report in enumerate(reading.reports)]
        return {
            **self._shown(reading, 0),
            result.controls: gr.update(visible=True),
            result.candidate: gr.update(choices=names, value=0, visible=several),
            result.comparison: gr.update(value=_path(reading.comparison), visible=several),
            result.reading: reading,
            self.form.go: gr.update(interactive=True),
        }

    def show(self, reading: Reading, candidate: int) -> Update:
        """Shows another candidate of the same file."""
        return self._shown(reading, candidate)

    def _shown(self, reading: Reading, candidate: int) -> Update:
        result, report = self.result, reading.reports[candidate]
        files = zip(result.downloads, reading.of(candidate), strict=True)
        return {
            result.status: panels.done(report),
            result.roles: panels.roles(report),
            result.report: gr.update(value=framed(report), visible=True),
            **{button: gr.update(value=_path(path)) for button, path in files},
        }


def _path(path: Path | None) -> str | None:
    return str(path) if path else None


def _wire(work: Workspace) -> None:
    form, result = work.form, work.result
    given: list[Any] = [form.file, form.role, form.stage, form.seniority, form.candidate]
    outputs: set[Any] = {form.go, *result.downloads}
    outputs |= {getattr(result, field.name) for field in fields(result) if field.name != "downloads"}
    options: dict[str, Any] = {"outputs": outputs, "show_progress": "hidden", "concurrency_limit": 4}
    gr.on([form.go.click, form.candidate.submit], work.start, given, **options)
    gr.on([form.go.click, form.candidate.submit], None, js=_SHOW_STATUS)
    result.swap.click(work.swap, [result.reading, *given], **options)
    result.candidate.input(work.show, [result.reading, result.candidate], **options)
    form.sample.input(lambda sample: sample or None, form.sample, form.file, show_progress="hidden")
    form.file.upload(lambda: "", None, form.sample, show_progress="hidden")
