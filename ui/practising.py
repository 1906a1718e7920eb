"""What happens in the workspace *Practise* on each event, and what it shows. What it means is the practice's matter."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any, Final

import gradio as gr

from assistant.asking.views import PracticeView
from assistant.errors import PlumblineError
from assistant.scoring import Progress
from ui import panels
from ui import practise_panels as show
from ui.acting import DELETED, Acting, Numbers, Talk, Update, Visit
from ui.browser import NOWHERE, Place
from ui.choosing import chosen
from ui.feedback import feedback
from ui.product import Product
from ui.setup import Form, told

NOTHING: Final = "No practice yet. Yours are kept here, for you alone."


@dataclass(frozen=True)
class Start:
    """Where a practice is started, or a past one opened."""

    row: gr.Row
    form: Form
    hide: gr.Checkbox
    go: gr.Button
    status: gr.HTML
    past: gr.HTML


@dataclass(frozen=True)
class Screen(Talk):
    """A practice that goes on, or its end."""

    bar: gr.HTML
    leave: gr.Button
    question: gr.HTML
    answering: gr.Column
    send: gr.Button
    stop: gr.HTML
    hide: gr.Checkbox
    feedback: gr.HTML
    so_far: gr.HTML


@dataclass(frozen=True)
class Practising(Acting[PracticeView]):
    """The workspace's parts and acts. `owner` is the browser's secret, `place` what it remembers of the practice."""

    product: Product
    logs: Path
    owner: gr.Textbox
    place: gr.BrowserState
    numbers: gr.BrowserState
    opening: gr.HTML
    start: Start
    talk: Screen

    @property
    def outputs(self) -> set[Any]:
        """Everything an act may change."""
        start, own = self.start, {getattr(self.talk, field.name) for field in fields(self.talk)}
        kept = {self.owner, self.place, self.numbers}
        return {*kept, self.opening, start.row, start.hide, start.status, start.past, *own}

    def take_up(self, owner: str, place: Place, numbers: Numbers) -> Iterator[Update]:
        """Shows what was there before the page was loaded, and does what is still to be done."""
        hidden = numbers == "hidden"
        yield {self.owner: owner, self.start.hide: hidden, self.talk.hide: hidden}
        visit = Visit(place, owner, numbers)
        if place["id"]:
            yield from self.act(visit, partial(self.product.practice.view, owner, place["id"]))
        else:
            yield self.listed(visit)

    def begin(
        self, owner: str, _: Place, numbers: Numbers, role: str, stage: str, seniority: str, minutes: int, words: str
    ) -> Iterator[Update]:
        """A new practice."""
        setup = told("practice", role, stage, seniority, minutes, words, "You")
        yield from self.act(Visit(NOWHERE, owner, numbers), partial(self.product.practice.open, owner, setup))

    def choose_past(self, owner: str, _: Place, numbers: Numbers, event: gr.EventData) -> Iterator[Update]:
        """Opens one of the owner's practices, deletes it, or deletes all of them."""
        choice, nowhere = chosen(event), Visit(NOWHERE, owner, numbers)
        if choice.what == "open":
            yield from self.act(nowhere, partial(self.product.practice.view, owner, choice.key))
            return
        try:
            for key in [choice.key] if choice.key else [entry.id for entry in self.product.practice.past(owner)]:
                self.product.practice.delete(owner, key)
        except PlumblineError as error:
            yield self.listed(nowhere, panels.problem("It was not deleted", str(error), ""))
        else:
            yield self.listed(nowhere, panels.note(DELETED))

    def answer(self, owner: str, place: Place, numbers: Numbers, text: str) -> Iterator[Update]:
        """Sends an answer."""
        act = partial(self.product.practice.answer, owner, place["id"], text, place["seen"])
        yield from self.act(Visit(place, owner, numbers), act, sent=True)

    def stop(self, owner: str, place: Place, numbers: Numbers) -> Iterator[Update]:
        """Ends it now and shows the feedback."""
        yield from self.act(Visit(place, owner, numbers), partial(self.product.practice.stop, owner, place["id"]))

    def hide(self, owner: str, place: Place, hidden: bool) -> Iterator[Update]:
        """Hides the numbers of all feedback, or shows them again."""
        numbers: Numbers = "hidden" if hidden else "shown"
        yield {self.numbers: numbers, self.start.hide: hidden, self.talk.hide: hidden}
        if place["id"]:
            yield {self.talk.feedback: feedback(self.look(Visit(place, owner)), numbers == "shown")}

    def leave(self, owner: str) -> Update:
        """Back to where practices are started."""
        return self.listed(Visit(NOWHERE, owner))

    def look(self, visit: Visit) -> PracticeView:
        """The practice as it stands."""
        return self.product.practice.view(visit.owner, visit.place["id"])

    def advance(self, visit: Visit, view: PracticeView) -> Iterator[Progress | PracticeView]:
        """Reads the answer and asks on."""
        return self.product.practice.advance(visit.owner, view.id)

    def shown(self, visit: Visit, view: PracticeView) -> Update:
        """The practice on the screen."""
        talk = self.talk
        return {
            self.place: {"id": view.id, "seen": view.seen},
            self.start.row: gr.update(visible=False),
            talk.bar: show.bar(view),
            talk.question: show.question(view),
            talk.answering: gr.update(visible=view.question is not None),
            talk.stop: gr.update(visible=not view.ended),
            talk.hide: gr.update(visible=view.ended and bool(view.feedback)),
            talk.feedback: feedback(view, visit.numbers == "shown"),
            talk.so_far: show.so_far(view),
        }

    def listed(self, visit: Visit, told: str = "") -> Update:
        """Where practices are started, with the owner's past ones."""
        try:
            past = panels.past("Your practices", self.product.practice.past(visit.owner), NOTHING, "of my practices")
        except PlumblineError as error:
            past = panels.problem("Your past practices cannot be shown", str(error), "")
        return {
            self.place: NOWHERE,
            self.opening: gr.update(visible=False),
            self.start.row: gr.update(visible=True),
            self.start.status: told,
            self.start.past: past,
            self.talk.column: gr.update(visible=False),
        }
