"""What happens in the workspace *Interview* on each event, and what it shows. What it means is the desk's matter."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any, Final

import gradio as gr

from assistant.asking.views import DeskView
from assistant.errors import PlumblineError
from assistant.scoring import Progress
from ui import interview_panels as show
from ui import panels
from ui.acting import DELETED, Acting, Talk, Update, Visit
from ui.browser import NOWHERE, Place
from ui.choosing import chosen
from ui.product import Product
from ui.setup import Form, told

NOTHING: Final = "No interview yet. Those you start are kept here, to go on or to look at again."


@dataclass(frozen=True)
class Start:
    """Where an interview is started, or a past one opened."""

    row: gr.Row
    form: Form
    name: gr.Textbox
    go: gr.Button
    status: gr.HTML
    past: gr.HTML


@dataclass(frozen=True)
class Screen(Talk):
    """An interview that goes on."""

    bar: gr.HTML
    leave: gr.Button
    coverage: gr.HTML
    cards: gr.HTML
    log: gr.HTML
    send: gr.Button
    theirs: gr.Button


@dataclass(frozen=True)
class Interviewing(Acting[DeskView]):
    """The workspace's parts and acts. `place` is what the browser remembers of it."""

    product: Product
    logs: Path
    place: gr.BrowserState
    opening: gr.HTML
    start: Start
    talk: Screen

    @property
    def outputs(self) -> set[Any]:
        """Everything an act may change."""
        start, own = self.start, {getattr(self.talk, field.name) for field in fields(self.talk)}
        return {self.place, self.opening, start.row, start.name, start.status, start.past, *own}

    def take_up(self, place: Place) -> Iterator[Update]:
        """Shows what was there before the page was loaded, and does what is still to be done."""
        if place["id"]:
            yield from self.act(Visit(place), partial(self.product.desk.view, place["id"]))
        else:
            yield self.listed(Visit(place))

    def begin(self, role: str, stage: str, seniority: str, minutes: int, words: str, name: str) -> Iterator[Update]:
        """A new interview."""
        setup = told("interview", role, stage, seniority, minutes, words, name)
        yield from self.act(Visit(NOWHERE), partial(self.product.desk.open, setup))

    def show_begun(self, interview: str) -> Iterator[Update]:
        """An interview that another workspace began."""
        yield from self.act(Visit(NOWHERE), partial(self.product.desk.view, interview))

    def choose_past(self, event: gr.EventData) -> Iterator[Update]:
        """Opens a past interview or deletes it."""
        choice, nowhere = chosen(event), Visit(NOWHERE)
        if choice.what == "open":
            yield from self.act(nowhere, partial(self.product.desk.view, choice.key))
            return
        try:
            self.product.desk.delete(choice.key)
        except PlumblineError as error:
            yield self.listed(nowhere, panels.problem("It was not deleted", str(error), ""))
        else:
            yield self.listed(nowhere, panels.note(DELETED))

    def say(self, place: Place, text: str) -> Iterator[Update]:
        """Sends what was typed."""
        yield from self._say(place, text, said=False)

    def say_as_theirs(self, place: Place, text: str) -> Iterator[Update]:
        """Sends what was typed as the candidate's words and nothing else."""
        yield from self._say(place, text, said=True)

    def _say(self, place: Place, text: str, *, said: bool) -> Iterator[Update]:
        act = partial(self.product.desk.say, place["id"], text, place["seen"], said=said)
        yield from self.act(Visit(place), act, sent=True)

    def choose_card(self, place: Place, event: gr.EventData) -> Iterator[Update]:
        """Takes a card or puts it away."""
        choice = chosen(event)
        act = partial(self.product.desk.decide, place["id"], choice.key, choice.what == "ask")
        yield from self.act(Visit(place), act)

    def leave(self) -> Update:
        """Back to where interviews are started; the next one is somebody else's."""
        return {**self.listed(Visit(NOWHERE)), self.start.name: ""}

    def look(self, visit: Visit) -> DeskView:
        """The interview as it stands."""
        return self.product.desk.view(visit.place["id"])

    def advance(self, _: Visit, view: DeskView) -> Iterator[Progress | DeskView]:
        """Hears and answers what was typed."""
        return self.product.desk.advance(view.id)

    def shown(self, _: Visit, view: DeskView) -> Update:
        """The interview on the screen."""
        talk, free = self.talk, not view.doing and not view.ended
        return {
            self.place: {"id": view.id, "seen": view.seen},
            self.start.row: gr.update(visible=False),
            talk.bar: show.bar(view),
            talk.coverage: show.coverage(view.coverage),
            talk.cards: show.cards(view),
            talk.log: show.log(view.lines),
            talk.send: gr.update(interactive=free),
            talk.theirs: gr.update(interactive=free),
        }

    def stalled(self, view: DeskView) -> DeskView:
        """Cards can be taken and more can be typed; it is done together with what was left."""
        return view.model_copy(update={"doing": None})

    def listed(self, _: Visit, told: str = "") -> Update:
        """Where interviews are started, with the past ones."""
        try:
            past = panels.past("Past interviews", self.product.desk.past(), NOTHING)
        except PlumblineError as error:
            past = panels.problem("The past interviews cannot be shown", str(error), "")
        return {
            self.place: NOWHERE,
            self.opening: gr.update(visible=False),
            self.start.row: gr.update(visible=True),
            self.start.status: told,
            self.start.past: past,
            self.talk.column: gr.update(visible=False),
        }
