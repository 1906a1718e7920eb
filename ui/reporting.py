"""What happens in the workspace *Transcripts* on each event, and what it shows."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import gradio as gr

from assistant.errors import PlumblineError, UnknownIdError
from assistant.scoring import Progress, ScoreOptions
from ui import panels
from ui.acting import DELETED, GONE, Update
from ui.browser import NOWHERE, Place
from ui.choosing import chosen
from ui.defaults import Defaults
from ui.frame import framed
from ui.product import Product
from ui.reading import Reading, again, read

FILES_GONE: Final = "The files of this report are no longer on this machine; here is what was kept of it."
_log = logging.getLogger("plumbline.page")


@dataclass(frozen=True)
class Form:
    """What the person tells about the interview."""

    file: gr.File
    sample: gr.Dropdown
    role: gr.Dropdown
    stage: gr.Dropdown
    seniority: gr.Dropdown
    rubric: gr.Dropdown
    candidate: gr.Textbox
    go: gr.Button


@dataclass(frozen=True)
class Result:
    """What the person gets: a report, or the past ones to choose from."""

    status: gr.HTML
    past: gr.HTML
    leave: gr.Button
    controls: gr.Group
    candidate: gr.Dropdown
    roles: gr.HTML
    swap: gr.Button
    heading: gr.HTML
    downloads: tuple[gr.DownloadButton, ...]
    comparison: gr.DownloadButton
    report: gr.HTML
    reading: gr.State


@dataclass(frozen=True)
class Reporting:
    """The workspace's parts and acts. `place` is what the browser remembers: the report that was opened last."""

    product: Product
    defaults: Defaults
    place: gr.BrowserState
    form: Form
    result: Result

    @property
    def outputs(self) -> set[Any]:
        """Everything an act may change."""
        result = self.result
        own = {getattr(result, field.name) for field in fields(result) if field.name != "downloads"}
        return {self.place, self.form.go, *result.downloads, *own}

    def take_up(self, place: Place) -> Update:
        """Shows the report that was open before the page was loaded, or those there are."""
        return self._open(place["id"]) if place["id"] else self._listed()

    def choose_past(self, event: gr.EventData) -> Update:
        """Opens a past report or deletes it."""
        choice = chosen(event)
        if choice.what == "open":
            return self._open(choice.key)
        try:
            self.product.reports.delete(choice.key)
        except PlumblineError as error:
            return self._listed(panels.problem("It was not deleted", str(error), ""))
        return self._listed(panels.note(DELETED))

    def leave(self) -> Update:
        """Back to the past reports."""
        return self._listed()

    def start(self, *given: Any) -> Iterator[Update]:
        """Reads the chosen file with the speakers as found."""
        yield from self._read(*given, swapped=False)

    def swap(self, reading: Reading | None, *given: Any) -> Iterator[Update]:
        """Reads the chosen file again with interviewer and candidate exchanged."""
        yield from self._read(*given, swapped=not (reading and reading.swapped))

    def show(self, reading: Reading, candidate: int) -> Update:
        """Shows another candidate of the same file."""
        return self._shown(reading, candidate)

    def _read(
        self, path: str | None, role: str, stage: str, seniority: str, rubric: str, candidate: str, *, swapped: bool
    ) -> Iterator[Update]:
        if not path:
            yield {self.result.status: panels.problem("No transcript chosen", panels.CHOOSE_FIRST, "")}
            return
        judged_by = self.product.rubric(rubric) if rubric else None
        if rubric and judged_by is None:
            told = "Choose again what to judge by, then press Read it."
            yield {self.result.status: panels.problem("This rubric is no longer there", f"{rubric} was removed.", told)}
            return
        told_of = (role or None, stage or None, seniority or None, candidate.strip() or None)
        options = ScoreOptions(*told_of, swapped, judged_by)
        try:
            yield from self._steps(Path(path), options)
        except PlumblineError as error:
            what_next = "The file is still chosen. Change what is needed, then press Read it again."
            yield self._listed(panels.problem("This transcript was not read", str(error), what_next))
        except Exception:
            _log.exception("reading %s failed", path)
            yield self._listed(panels.apology(self.defaults.settings.logs_dir))

    def _steps(self, path: Path, options: ScoreOptions) -> Iterator[Update]:
        began = time.monotonic()
        latest: Progress | None = None
        yield self._busy(panels.working(None, 0))
        for step in read(self.product.scorer, self.product.reports, path, options, self._folder):
            if isinstance(step, Reading):
                yield self._finished(step)
            else:
                latest = step or latest
                yield {self.result.status: panels.working(latest, time.monotonic() - began)}

    @property
    def _folder(self) -> Path:
        return self.defaults.settings.reports_dir

    def _busy(self, status: str) -> Update:
        result, hidden = self.result, gr.update(visible=False)
        return {
            result.status: status,
            result.past: hidden,
            result.controls: hidden,
            result.report: hidden,
            self.form.go: gr.update(interactive=False),
        }

    def _open(self, report: str) -> Update:
        try:
            return self._finished(again(self.product.reports.open(report)))
        except UnknownIdError:
            return self._listed(panels.note(GONE))
        except PlumblineError as error:
            return self._listed(panels.problem("This report cannot be shown", str(error), ""))

    def _listed(self, told: str = "") -> Update:
        """The past reports, with something to say."""
        try:
            past = panels.past_reports(self.product.reports.past())
        except PlumblineError as error:
            past = panels.problem("The past reports cannot be shown", str(error), "")
        return {
            **self._busy(told or ("" if past else panels.EMPTY)),
            self.place: NOWHERE,
            self.form.go: gr.update(interactive=True),
            self.result.past: gr.update(value=past, visible=True),
            self.result.reading: None,
        }

    def _finished(self, reading: Reading) -> Update:
        result = self.result
        names = [(report.candidate, place) for place, report in enumerate(reading.reports)]
        return {
            **self._shown(reading, 0),
            result.past: gr.update(visible=False),
            result.controls: gr.update(visible=True),
            result.candidate: gr.update(choices=names, value=0, visible=len(names) > 1),
            result.swap: gr.update(visible=reading.swapped is not None),
            result.reading: reading,
            self.form.go: gr.update(interactive=True),
        }

    def _shown(self, reading: Reading, candidate: int) -> Update:
        result, report = self.result, reading.reports[candidate]
        files = [self._served(path) for path in reading.of(candidate)]
        comparison = self._served(reading.comparison(candidate))
        kept = reading.kept[candidate] if candidate < len(reading.kept) else ""
        return {
            self.place: {"id": kept, "seen": 0},
            result.status: panels.done(report) + _told(reading, any(files)),
            result.roles: panels.roles(report),
            result.report: gr.update(value=framed(report), visible=True),
            result.heading: gr.update(visible=any(files)),
            result.comparison: gr.update(value=comparison, visible=bool(comparison)),
            **{
                button: gr.update(value=file, visible=bool(file))
                for button, file in zip(result.downloads, files, strict=True)
            },
        }

    def _served(self, path: Path) -> str | None:
        """The file's path where it is there, and where the page may give it out."""
        there = path.is_file() and path.resolve().is_relative_to(self._folder.resolve())
        return str(path) if there else None


def _told(reading: Reading, files: bool) -> str:
    """What to know about a reading besides its outcome."""
    if reading.trouble:
        return panels.problem("This report was not kept", reading.trouble, "Its files are written; download them now.")
    return "" if files else panels.note(FILES_GONE)
