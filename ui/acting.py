"""What *Interview* and *Practise* have in common: an act, what it shows, the work it leaves, and what failed."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, Literal, TypeVar

import gradio as gr

from assistant.asking.views import DeskView, PracticeView
from assistant.errors import ConflictError, EngineError, PlumblineError, UnknownIdError
from assistant.reporting.wording import sentence
from assistant.scoring import Progress
from ui import panels
from ui.browser import Place
from ui.waiting import Doing, Stopped, Work

Update = dict[Any, Any]
EVENTS: Final[dict[str, Any]] = {"show_progress": "hidden", "concurrency_limit": 8, "api_visibility": "private"}
"""How the page listens: we show what is done ourselves, several tabs at once, for no other program."""
Numbers = Literal["shown", "hidden"]
View = TypeVar("View", DeskView, PracticeView)
ELSEWHERE: Final = (
    "This was continued meanwhile, perhaps in another tab. Here is how it stands now; what you typed is still there."
)
GONE: Final = "That one is no longer there; it was deleted."
DELETED: Final = "Deleted, with every word in it."
_log = logging.getLogger("plumbline.page")


@dataclass(frozen=True)
class Visit:
    """What a tab sends with every act: what is on its screen, who it is, and whether it shows numbers."""

    place: Place
    owner: str = ""
    numbers: Numbers = "shown"


@dataclass(frozen=True)
class Talk:
    """The parts of a workspace's screen that every act may change."""

    column: gr.Column
    status: gr.HTML
    retry: gr.Button
    box: gr.Textbox


class Acting(ABC, Generic[View]):
    """Acts of one workspace. Each gives updates of the page's parts: first what there is, then what becomes of it."""

    logs: Path
    talk: Talk
    opening: gr.HTML

    @abstractmethod
    def look(self, visit: Visit) -> View:
        """How it stands. Raises UnknownIdError where it does not exist (any more)."""

    @abstractmethod
    def advance(self, visit: Visit, view: View) -> Iterator[Progress | View]:
        """Does what is still to be done."""

    @abstractmethod
    def shown(self, visit: Visit, view: View) -> Update:
        """The view on the screen."""

    def stalled(self, view: View) -> View:
        """The view as it is shown while nobody does what is still to be done."""
        return view

    @abstractmethod
    def listed(self, visit: Visit, told: str = "") -> Update:
        """Where one is started and the past ones are opened, with something to say."""

    def act(self, visit: Visit, do: Callable[[], View], *, sent: bool = False) -> Iterator[Update]:
        """Does something, shows what came of it and does what is still to be done. `sent`: the box is emptied."""
        try:
            view = do()
            yield {**self._screen(visit, view), **({self.talk.box: ""} if sent else {})}
            if view.doing:
                yield from self._work(visit, view)
        except ConflictError:
            yield self._newest(visit, panels.note(ELSEWHERE))
        except PlumblineError as error:
            yield self._newest(visit, problem(error, sent=sent))
        except Exception:
            _log.exception("an act in %s failed", type(self).__name__)
            yield self._told(visit, panels.apology(self.logs))

    def _work(self, visit: Visit, view: View) -> Iterator[Update]:
        for step in Work[View](view.doing or "", lambda: self.advance(visit, view)).steps():
            if isinstance(step, Doing):
                yield {self.talk.status: panels.waiting(step.progress.doing, step.seconds)}
            elif isinstance(step, Stopped):
                there = Visit({"id": view.id, "seen": view.seen}, visit.owner, visit.numbers)
                yield {**self._newest(there, problem(step.error)), self.talk.retry: gr.update(visible=True)}
            else:
                yield self._screen(visit, step)

    def _screen(self, visit: Visit, view: View) -> Update:
        return {
            self.opening: gr.update(visible=False),
            self.talk.column: gr.update(visible=True),
            self.talk.retry: gr.update(visible=False),
            self.talk.status: panels.waiting(view.doing, 0) if view.doing else "",
            **self.shown(visit, view),
        }

    def _newest(self, visit: Visit, told: str) -> Update:
        """How it stands now, with something to say about it; without one, where they are started."""
        if not visit.place["id"]:
            return self.listed(visit, told)
        try:
            view = self.look(visit)
        except UnknownIdError as error:
            return self.listed(visit, panels.note(GONE) if error.gone else problem(error))
        except PlumblineError:
            return self._told(visit, told)
        left = {self.talk.retry: gr.update(visible=bool(view.doing))}
        return {**self._screen(visit, self.stalled(view)), self.talk.status: told, **left}

    def _told(self, visit: Visit, told: str) -> Update:
        """Something to say, whatever is on the screen, and a way to try again."""
        if not visit.place["id"]:
            return self.listed(visit, told)
        return {
            self.opening: gr.update(visible=False),
            self.talk.column: gr.update(visible=True),
            self.talk.status: told,
            self.talk.retry: gr.update(visible=True),
        }


def problem(error: PlumblineError, *, sent: bool = False) -> str:
    """An error of the product in plain words. `sent`: it came of sending what is in the box."""
    reason = sentence(str(error))
    if isinstance(error, EngineError):
        return panels.problem("The engine gave no answer", reason, "What you sent is kept. Retry goes on from there.")
    if sent:
        return panels.problem("That was not sent", reason, "What you typed is still in the box.")
    return panels.problem("That did not work", reason, "")
