"""The page's own pieces of HTML: empty state, progress, problems, roles. All text is escaped."""

from html import escape
from typing import Final

from assistant.reporting import wording
from assistant.scoring import Progress
from assistant.settings import Settings
from assistant.types import Report
from ui.reading import speakers

MASTHEAD: Final = (
    '<header class="masthead"><h1>Plumbline</h1>'
    "<p>Reads interviews for what people have built, not for the words they know.</p></header>"
)
CHOOSE_FIRST: Final = "Choose a transcript first: drop a file into the box, or take one of the samples."


def file_hint(megabytes: int) -> str:
    """What can be uploaded, and the place where the page's script says that a file is too large."""
    return (
        f'<p class="hint">VTT, SRT, SBV, text, Markdown or JSON with speaker names, up to {megabytes} MB.</p>'
        f'<p id="too-large" role="alert" data-megabytes="{megabytes}"></p>'
    )


def empty(settings: Settings) -> str:
    """What to do, what is kept where, and what scores do not mean; shown until something is read."""
    place = f"<code>{escape(str(settings.data_dir.resolve()))}</code>"
    engine = _engine(settings.engine_url) if settings.engine_url else ""
    return (
        '<div class="empty"><h2>No transcript read yet</h2><ol>'
        "<li>Choose a transcript, or take one of the samples.</li>"
        "<li>Say which role and stage the interview was for, if you know.</li>"
        "<li>Press <b>Read it</b>. The report appears here, with a quote behind every number.</li></ol>"
        '<div class="notice"><h3>Before you upload</h3>'
        f"<p>Transcripts and reports are kept only on the machine that runs Plumbline, under {place}.{engine} "
        "Uploads are deleted after a day; reports stay until you delete them. Upload only what the people speaking "
        "agreed to.</p>"
        f"<p>{escape(wording.LIMITS)}</p></div></div>"
    )


def _engine(url: str) -> str:
    return f" Their words go to the engine at <code>{escape(url)}</code>."


def working(progress: Progress | None, seconds: float) -> str:
    """How far the reading has come, in words and as a bar."""
    if progress is None:
        return (
            '<div class="working"><p role="status"><b>Starting</b></p><progress aria-label="Reading"></progress>'
            f"<p>{wording.clock(seconds)}</p></div>"
        )
    total = max(progress.total, 1)
    return (
        f'<div class="working"><p role="status"><b>{escape(progress.doing)}</b></p>'
        f'<progress aria-label="Reading" max="{total}" value="{progress.done}"></progress>'
        f"<p>{progress.done} of {progress.total}, {wording.clock(seconds)}</p></div>"
    )


def problem(title: str, sentence: str, what_next: str) -> str:
    """A problem in plain words, and what to do next."""
    return (
        f'<div class="problem" role="alert"><h2>{escape(title)}</h2><p>{escape(sentence)}</p>'
        f"<p>{escape(what_next)}</p></div>"
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
