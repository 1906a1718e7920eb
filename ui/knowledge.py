"""The workspace *Knowledge*: what the team adds to what Plumbline knows, and a search over all of it."""

from typing import Any, Final

import gradio as gr

from ui import knowledge_panels as show
from ui.acting import EVENTS
from ui.browser import Browser
from ui.choosing import CHOOSES
from ui.collecting import Collecting, Form, Result
from ui.defaults import MAX_UPLOAD_MB, Defaults, shipped_examples
from ui.product import Product
from ui.refreshing import keep_fresh

TITLE: Final = "Knowledge"
_TO_STATUS: Final = "() => document.getElementById('knowledge-status').scrollIntoView({block: 'nearest'})"
_TO_SHOWN: Final = "() => document.querySelector('#shown-entry h2')?.focus()"


def build(product: Product, defaults: Defaults, kept: Browser) -> None:
    """Lays the workspace out inside the current Gradio context and wires it."""
    with gr.Row(elem_classes="workspace"):
        with gr.Column(scale=0, min_width=320, elem_classes="asking"):
            form = _form()
        with gr.Column(scale=1, min_width=320, elem_classes="answering"):
            result = _result()
    _wire(Collecting(product.library, defaults.settings.logs_dir, form, result), product, kept)


def _form() -> Form:
    files = gr.File(label="Files", height=130, file_count="multiple", elem_id="team-files")
    gr.HTML(show.HINT)
    gr.HTML(f'<p class="too-large" id="team-too-large" role="alert" data-megabytes="{MAX_UPLOAD_MB}"></p>')
    add = gr.Button("Add them", variant="primary", interactive=False, elem_id="add-files")
    gr.HTML(show.EXAMPLES)
    with gr.Row(elem_classes="downloads examples"):
        for path in shipped_examples():
            gr.DownloadButton(path.name, value=path, size="sm", min_width=60)
    return Form(files, add)


def _result() -> Result:
    status = gr.HTML(elem_id="knowledge-status")
    with gr.Row(elem_classes="searching"):
        query = gr.Textbox("", label="Search everything Plumbline knows", max_lines=1, max_length=400, elem_id="query")
        kind = gr.Dropdown(show.kind_choices(), value="", label="In", filterable=False, min_width=140, scale=0)
        look = gr.Button("Search", size="md", min_width=90, scale=0, elem_id="look")
    found = gr.HTML(elem_id="found")
    entry = gr.HTML(js_on_load=CHOOSES, elem_id="shown-entry")
    entries = gr.HTML(js_on_load=CHOOSES, elem_id="team-entries")
    return Result(status, query, kind, look, found, entry, entries)


def _wire(work: Collecting, product: Product, kept: Browser) -> None:
    form, result = work.form, work.result
    options: dict[str, Any] = {"outputs": work.outputs, **EVENTS}
    kept.page.load(work.listed, None, **options)
    form.files.change(lambda files: gr.update(interactive=bool(files)), form.files, form.add, **EVENTS)
    added = form.add.click(work.add, form.files, **options)
    form.add.click(None, js=_TO_STATUS)
    chosen = result.entries.click(work.choose, None, **options)
    chosen.then(None, js=_TO_SHOWN)
    result.entry.click(work.close, None, **options)
    gr.on([result.query.submit, result.look.click], work.search, [result.query, result.kind], **options)
    keep_fresh(kept.page, product, kept.page.load, added.then, chosen.then)
