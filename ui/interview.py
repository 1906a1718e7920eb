"""The workspace *Interview*: say what it is for, then type what is said and asked, and take the next question."""

from typing import Any, Final

import gradio as gr

from ui import interview_panels as show
from ui import panels, setup
from ui.acting import EVENTS
from ui.browser import Browser
from ui.choosing import CHOOSES
from ui.defaults import Defaults
from ui.interviewing import Interviewing, Screen, Start
from ui.product import Product

TITLE: Final = "Interview"
_TO_CARDS: Final = "() => plumbline.toCards()"
_AFTER_CARD: Final = "() => plumbline.afterCard()"
_RESTORE: Final = "(place) => plumbline.restore('interview', place.id)"
_KEEP: Final = "(place, text) => plumbline.keep('interview', place.id, text)"


def build(product: Product, defaults: Defaults, kept: Browser) -> None:
    """Lays the workspace out inside the current Gradio context and wires it."""
    opening = gr.HTML(panels.OPENING)
    start, screen = _start(product, defaults), _screen()
    _wire(Interviewing(product, defaults.settings.logs_dir, kept.interview, opening, start, screen), kept)


def _start(product: Product, defaults: Defaults) -> Start:
    with gr.Row(elem_classes="workspace", visible=False) as row:
        with gr.Column(scale=0, min_width=320, elem_classes="asking"):
            form = setup.form(defaults.choices, "interview", product.describe)
            name = gr.Textbox(
                "", label="Candidate’s name", info="To find it again; never judged.", max_lines=1, max_length=80
            )
            go = gr.Button("Start the interview", variant="primary", elem_id="start-interview")
        with gr.Column(scale=1, min_width=320, elem_classes="answering"):
            status = gr.HTML(elem_id="interview-status")
            gr.HTML(show.EMPTY)
            past = gr.HTML(js_on_load=CHOOSES, elem_id="past-interviews")
    return Start(row, form, name, go, status, past)


def _screen() -> Screen:
    with gr.Column(visible=False, elem_classes="interviewing") as column:
        with gr.Row(elem_classes="top"):
            bar = gr.HTML()
            leave = gr.Button("All interviews", size="sm", scale=0, min_width=120, elem_id="leave-interview")
        coverage = gr.HTML(elem_id="coverage")
        with gr.Row(elem_classes="two"):
            with gr.Column(scale=6, min_width=300, elem_classes="left"):
                cards = gr.HTML(js_on_load=CHOOSES, elem_id="cards")
            with gr.Column(scale=5, min_width=300, elem_classes="right"):
                log = gr.HTML(elem_id="log", js_on_load=_NEWEST)
                status = gr.HTML(elem_id="saying")
                retry = gr.Button("Retry", size="sm", visible=False, elem_id="retry-interview")
                box = gr.Textbox(
                    "",
                    label="What they said, or your question to Plumbline",
                    lines=1,
                    max_lines=10,
                    elem_id="say",
                )
                with gr.Row(elem_classes="buttons"):
                    send = gr.Button("Send", variant="primary", size="md", min_width=100, elem_id="send")
                    theirs = gr.Button("They said this", size="md", min_width=140, elem_id="they-said")
                gr.HTML(show.HINT)
    return Screen(column, status, retry, box, bar, leave, coverage, cards, log, send, theirs)


_NEWEST: Final = """
const down = () => { const log = element.querySelector(".log"); if (log) log.scrollTop = log.scrollHeight; };
watch("value", down);
new IntersectionObserver(down).observe(element);
"""
"""For `js_on_load`: the newest line of the log is in sight, also when the log itself comes into sight."""


def _wire(work: Interviewing, kept: Browser) -> None:
    start, screen, place = work.start, work.talk, kept.interview
    options: dict[str, Any] = {"outputs": work.outputs, **EVENTS}
    kept.page.load(work.take_up, place, **options)
    place.change(None, place, screen.box, js=_RESTORE)
    screen.box.change(None, [place, screen.box], None, js=_KEEP)

    begin = gr.on([start.go.click, start.name.submit], work.begin, [*start.form.inputs, start.name], **options)
    opened = start.past.click(work.choose_past, None, **options)

    kept.begun.change(work.show_begun, kept.begun, **options)

    said = gr.on([screen.box.submit, screen.send.click], work.say, [place, screen.box], **options)
    theirs = screen.theirs.click(work.say_as_theirs, [place, screen.box], **options)
    retried = screen.retry.click(work.take_up, place, **options)
    for event in (begin, opened, said, theirs, retried):
        event.then(None, js=_TO_CARDS)
    screen.cards.click(work.choose_card, place, **options).then(None, js=_AFTER_CARD)
    screen.leave.click(work.leave, None, **options)
