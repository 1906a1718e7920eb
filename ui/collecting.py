"""What happens in the workspace *Knowledge* on each event, and what it shows."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, Final

import gradio as gr

from assistant.errors import PlumblineError
from assistant.library import INDEXING, Library, Outcome, Refused
from assistant.reporting.wording import sentence
from assistant.scoring import Progress
from knowledge.passages import CONTENT
from ui import knowledge_panels as show
from ui import panels
from ui.acting import Update
from ui.choosing import chosen
from ui.waiting import TICK_S

MANY: Final = 8
_DOING: Final = {INDEXING: "Making it findable", "reading": "Reading and checking"}
_log = logging.getLogger("plumbline.page")


@dataclass(frozen=True)
class Form:
    """What the person gives."""

    files: gr.File
    add: gr.Button


@dataclass(frozen=True)
class Result:
    """What the person gets."""

    status: gr.HTML
    query: gr.Textbox
    kind: gr.Dropdown
    look: gr.Button
    found: gr.HTML
    entry: gr.HTML
    entries: gr.HTML


@dataclass(frozen=True)
class Collecting:
    """The workspace's parts and acts."""

    library: Library
    logs: Path
    form: Form
    result: Result

    @property
    def outputs(self) -> set[Any]:
        """Everything an act may change."""
        return {part for owner in (self.form, self.result) for part in (getattr(owner, f.name) for f in fields(owner))}

    def listed(self, told: str = "") -> Update:
        """What the team has, with something to say."""
        try:
            held = show.entries(self.library.entries())
        except PlumblineError as error:
            held = panels.problem("The list cannot be shown", sentence(str(error)), "")
        return {self.result.entries: held, self.result.status: told, self.result.entry: ""}

    def add(self, given: Sequence[str] | None) -> Iterator[Update]:
        """Adds the chosen files; they stay chosen where they are refused."""
        if not given:
            yield {self.result.status: panels.problem("No files chosen", show.NOT_CHOSEN, "")}
            return
        paths = [Path(path) for path in given]
        yield {self.form.add: gr.update(interactive=False)}
        for step in self._change(lambda news: self.library.add(paths, news)):
            if self.result.entries in step:
                _forget(paths)
                yield {**step, self.form.files: None}
            else:
                yield step
        yield {self.form.add: gr.update(interactive=True)}

    def choose(self, event: gr.EventData) -> Iterator[Update]:
        """Looks at an entry, or removes it."""
        choice = chosen(event)
        if choice.what == "delete":
            yield from self._change(lambda news: self.library.remove([choice.key], news))
        else:
            yield self._look(choice.key)

    def close(self) -> Update:
        """Puts an entry away that was looked at."""
        return {self.result.entry: ""}

    def search(self, query: str, kind: str) -> Update:
        """Finds by words and meaning."""
        if not query.strip():
            return {self.result.found: panels.note("Write what to look for.")}
        kinds = tuple(one for one in CONTENT if one == kind) or CONTENT
        try:
            return {self.result.found: show.found(query.strip(), self.library.find(query, kinds, k=MANY))}
        except PlumblineError as error:
            return {self.result.found: panels.problem("Nothing was looked for", sentence(str(error)), "")}

    def _look(self, key: str) -> Update:
        try:
            title = next((entry.title for entry in self.library.entries() if entry.key == key), key)
            return {self.result.entry: show.shown(title, self.library.text(key)), self.result.status: ""}
        except PlumblineError as error:
            return self.listed(panels.problem("It cannot be shown", sentence(str(error)), ""))

    def _change(self, make: Callable[[Callable[[Progress], None]], Outcome]) -> Iterator[Update]:
        """Progress while a change is made, then what came of it; only a change that was made lists the entries anew."""
        try:
            for step in _steps(make):
                if isinstance(step, Outcome):
                    yield {**self.listed(show.done(step)), self.result.found: ""}
                else:
                    yield {self.result.status: step}
        except Refused as error:
            yield {self.result.status: show.refused(error)}
        except PlumblineError as error:
            yield {self.result.status: panels.problem("Nothing was changed", sentence(str(error)), "")}
        except Exception:
            _log.exception("a change of the knowledge failed")
            yield {self.result.status: panels.apology(self.logs)}


def _steps(make: Callable[[Callable[[Progress], None]], Outcome]) -> Iterator[str | Outcome]:
    """What is being done in words and as a bar, at last the outcome. Raises what `make` raises."""
    news: SimpleQueue[Progress] = SimpleQueue()
    latest, began = Progress(0, 0, "reading"), monotonic()
    with ThreadPoolExecutor(1) as pool:
        making = pool.submit(make, news.put)
        while not making.done():
            yield _shown(latest, monotonic() - began)
            try:
                latest = news.get(timeout=TICK_S)
                while not news.empty():
                    latest = news.get_nowait()
            except Empty:
                continue
        yield making.result()


def _shown(step: Progress, seconds: float) -> str:
    doing = _DOING.get(step.doing, step.doing)
    return panels.working(Progress(step.done, step.total, doing) if step.total > 1 else None, seconds, doing)


def _forget(paths: Sequence[Path]) -> None:
    """Uploads that were added are kept by the team; what is removed there must not stay here."""
    for path in paths:
        path.unlink(missing_ok=True)
