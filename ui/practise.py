"""The workspace *Practise*: a mock interview for one person alone, one question at a time, with feedback at the end."""

from typing import Any, Final

import gradio as gr

from ui import panels, setup
from ui import practise_panels as show
from ui.acting import EVENTS
from ui.browser import Browser
from ui.choosing import CHOOSES
from ui.defaults import Defaults
from ui.practising import Practising, Screen, Start
from ui.product import Product

TITLE: Final = "Practise"
_TO_QUESTION: Final = "() => plumbline.toQuestion()"
_RESTORE: Final = "(place) => plumbline.restore('practice', place.id)"
_KEEP: Final = "(place, text) => plumbline.keep('practice', place.id, text)"
_OWNER: Final = "(_, ...rest) => [plumbline.owner(), ...rest]"


def build(product: Product, defaults: Defaults, kept: Browser) -> None:
    """Lays the workspace out inside the current Gradio context and wires it."""
    opening = gr.HTML(panels.OPENING)
    start, screen = _start(product, defaults), _screen()
    _wire(
        Practising(
            product, defaults.settings.logs_dir, kept.owner, kept.practice, kept.numbers, opening, start, screen
        ),
        kept,
    )


def _start(product: Product, defaults: Defaults) -> Start:
    with gr.Row(elem_classes="workspace", visible=False) as row:
        with gr.Column(scale=0, min_width=320, elem_classes="asking"):
            form = setup.form(defaults.choices, "practice", product.describe)
            hide = gr.Checkbox(label="Hide the numbers", info="Feedback in words only.", elem_id="hide-first")
            go = gr.Button("Start practising", variant="primary", elem_id="start-practice")
        with gr.Column(scale=1, min_width=320, elem_classes="answering"):
            status = gr.HTML(elem_id="practice-status")
            gr.HTML(show.EMPTY)
            past = gr.HTML(js_on_load=CHOOSES, elem_id="past-practices")
    return Start(row, form, hide, go, status, past)


def _screen() -> Screen:
    with gr.Column(visible=False, elem_classes="practising") as column:
        with gr.Row(elem_classes="top"):
            bar = gr.HTML(elem_id="practise-bar")
            leave = gr.Button("My practices", size="sm", scale=0, min_width=120, elem_id="leave-practice")
        question = gr.HTML()
        with gr.Column(elem_classes="answer-box") as answering:
            box = gr.Textbox("", label="Your answer", lines=9, max_lines=24, elem_id="answer")
            send = gr.Button("Send the answer", variant="primary", size="md", elem_id="send-answer")
            gr.HTML(show.HINT)
        status = gr.HTML(elem_id="answering")
        retry = gr.Button("Retry", size="sm", visible=False, elem_id="retry-practice")
        stop = gr.HTML(show.STOP, js_on_load=CHOOSES, elem_id="stop")
        hide = gr.Checkbox(label="Hide the numbers", visible=False, elem_id="hide")
        feedback = gr.HTML(elem_id="feedback")
        so_far = gr.HTML(elem_id="so-far")
    return Screen(column, status, retry, box, bar, leave, question, answering, send, stop, hide, feedback, so_far)


def _wire(work: Practising, kept: Browser) -> None:
    start, screen, owner, place = work.start, work.talk, kept.owner, kept.practice
    options: dict[str, Any] = {"outputs": work.outputs, **EVENTS}
    mine = [owner, place, kept.numbers]

    kept.page.load(work.take_up, mine, js=_OWNER, **options)
    place.change(None, place, screen.box, js=_RESTORE)
    screen.box.change(None, [place, screen.box], None, js=_KEEP)

    begin = start.go.click(work.begin, [*mine, *start.form.inputs], **options)
    opened = start.past.click(work.choose_past, mine, **options)
    sent = gr.on([screen.box.submit, screen.send.click], work.answer, [*mine, screen.box], **options)
    stopped = screen.stop.click(work.stop, mine, **options)
    retried = screen.retry.click(work.take_up, mine, **options)
    for event in (begin, opened, sent, stopped, retried):
        event.then(None, js=_TO_QUESTION)
    screen.leave.click(work.leave, owner, **options)
    for box in (start.hide, screen.hide):
        box.input(work.hide, [owner, place, box], **options)
