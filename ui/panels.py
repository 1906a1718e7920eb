"""The pieces of HTML that the workspaces share, and those of *Transcripts*. All text is escaped."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Final

from assistant.asking.views import Entry
from assistant.reporting import wording
from assistant.scoring import Progress, ReportEntry
from assistant.types import Report
from ui.reading import speakers

MASTHEAD: Final = (
    '<header class="masthead"><h1>Plumbline</h1>'
    "<p>Reads interviews for what people have built, not for the words they know.</p>"
    '<button type="button" data-notice="open">What is kept, what scores mean</button></header>'
)
CHOOSE_FIRST: Final = "Choose a transcript first: drop a file into the box, or take one of the samples."


def file_hint(megabytes: int) -> str:
    """What can be uploaded, and the place where the page's script says that a file is too large."""
    return (
        f'<p class="hint">VTT, SRT, SBV, text, Markdown or JSON with speaker names, up to {megabytes} MB.</p>'
        f'<p id="too-large" role="alert" data-megabytes="{megabytes}"></p>'
    )


EMPTY: Final = (
    '<div class="empty"><h2>No transcript read yet</h2><ol>'
    "<li>Choose a transcript, or take one of the samples.</li>"
    "<li>Say which role and stage the interview was for, if you know.</li>"
    "<li>Press <b>Read it</b>. The report appears here, with a quote behind every number.</li></ol></div>"
)
OPENING: Final = '<p class="opening" role="status">Opening …</p>'


def working(progress: Progress | None, seconds: float, starting: str = "Starting") -> str:
    """How far the reading has come, in words and as a bar."""
    if progress is None:
        return (
            f'<div class="working"><p role="status"><b>{escape(starting)}</b></p>'
            f'<progress aria-label="Reading"></progress><p>{wording.clock(seconds)}</p></div>'
        )
    total = max(progress.total, 1)
    return (
        f'<div class="working"><p role="status"><b>{escape(progress.doing)}</b></p>'
        f'<progress aria-label="Reading" max="{total}" value="{progress.done}"></progress>'
        f"<p>{progress.done} of {progress.total}, {wording.clock(seconds)}</p></div>"
    )


def waiting(doing: str, seconds: float) -> str:
    """What is being done, and for how long; a line."""
    return (
        f'<div class="waiting"><p role="status">{escape(doing)} …</p><progress aria-label="Working"></progress>'
        f'<span class="clock">{wording.clock(seconds)}</span></div>'
    )


def note(sentence: str) -> str:
    """Something to know that is no problem."""
    return f'<p class="note" role="status">{escape(sentence)}</p>' if sentence else ""


def past(title: str, entries: Sequence[Entry], nothing: str, several: str = "") -> str:
    """What was there before, the newest first, to open or delete. `several`: what all of them together are called."""
    if not entries:
        return f'<section class="past"><h2>{title}</h2><p class="none">{escape(nothing)}</p></section>'
    every = ask_first("", f"Delete all {several}", "All of them and every word in them are removed.") if several else ""
    return listed(title, [_entry(entry) for entry in entries], every)


def past_reports(entries: Sequence[ReportEntry]) -> str:
    """The reports that are kept, the newest first, to open or delete; nothing where there is none."""
    return listed("Past reports", [_report(entry) for entry in entries]) if entries else ""


def listed(title: str, items: Sequence[str], below: str = "") -> str:
    """A list under a heading, with something below it."""
    rows = "".join(f"<li>{item}</li>" for item in items)
    return f'<section class="past"><h2>{title}</h2><ul>{rows}</ul>{below}</section>'


def _entry(entry: Entry) -> str:
    setup = entry.setup
    name = setup.candidate if setup.kind == "interview" else wording.named(setup.role or "any role")
    what = [wording.named(setup.role)] if setup.role and setup.kind == "interview" else []
    what += [wording.stage_name(setup.stage, assumed=False), wording.counted(entry.answers, "answer")]
    what += ["finished"] if entry.ended else []
    verb = "Look at it" if entry.ended else "Go on"
    return _row(entry.id, name, entry.started, what, verb) + ask_first(
        entry.id, "Delete", "It is removed with every word in it."
    )


def _report(entry: ReportEntry) -> str:
    what = [wording.named(entry.role)] if entry.role else []
    what += [wording.stage_name(entry.stage, assumed=False)]
    what += ["no score" if entry.depth is None else f"depth {wording.number(entry.depth)} of 5"]
    return _row(entry.id, entry.candidate, entry.created, what, "Look at it") + ask_first(
        entry.id, "Delete", "The report is removed with all its files, and with the comparison where it stands in one."
    )


def _row(key: str, name: str, at: datetime, what: Sequence[str], verb: str) -> str:
    """One of several in a list: whose and when, what is to be known about it, and a button that opens it."""
    when = f'<time datetime="{at.isoformat()}">{at:%-d %B %Y, %H:%M} UTC</time>'
    return (
        f'<p><b><bdi>{escape(name)}</bdi></b> {when} <span class="quiet">{escape(", ".join(what))}</span></p>'
        f'<p><button type="button" data-do="open" data-key="{escape(key)}">{verb}'
        f'<span class="done">: {escape(name)}, {at:%-d %B, %H:%M}</span></button></p>'
    )


def ask_first(key: str, label: str, what: str) -> str:
    """Deleting, asked before it is done."""
    return (
        f'<details class="ask-first"><summary><span class="ask">{escape(label)}</span><span class="keep">Keep it</span>'
        f"</summary><p>{escape(what)} This cannot be undone.</p>"
        f'<button type="button" class="main alarm" data-do="delete" data-key="{escape(key)}">{escape(label)}</button>'
        "</details>"
    )


def problem(title: str, sentence: str, what_next: str) -> str:
    """A problem in plain words, and what to do next."""
    return (
        f'<div class="problem" role="alert"><h2>{escape(title)}</h2><p>{escape(sentence)}</p>'
        f"<p>{escape(what_next)}</p></div>"
    )


def apology(logs_dir: Path) -> str:
    """A fault of the program, in plain words."""
    return problem(
        "Something went wrong here",
        "This is a fault of the program, not of yours. Nothing you chose or sent is lost.",
        f"What happened is written in {logs_dir.resolve() / 'page.log'}. Try again, and pass that file on if it "
        "happens twice.",
    )


def roles(report: Report) -> str:
    """Who was taken for whom."""
    items = "".join(f"<li><b><bdi>{escape(name)}</bdi></b> <span>{role}</span></li>" for name, role in speakers(report))
    return f'<div class="roles"><h2>Who is who</h2><ul>{items}</ul></div>'


def done(report: Report) -> str:
    """The outcome in a line, for those who do not see the report appear."""
    if report.depth is None:
        text = f"Read. No score: {wording.no_score(report)}"
    else:
        text = f"Read. Depth {wording.number(report.depth)} of 5, range {wording.span(report.depth_interval)}."
    return f'<p class="done" role="status">{escape(text)}</p>'
