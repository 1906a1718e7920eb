"""The notice before first use: what is stored where and for how long, what scores do not mean. `page.js` shows it.

It stands before everything else until it is accepted, once in each browser, and can be opened again from the masthead.
"""

from html import escape

from assistant.reporting import wording
from assistant.settings import Settings


def notice(settings: Settings) -> str:
    """What each workspace is for, and what to know before the first word is typed."""
    place = f"<code>{escape(str(settings.data_dir.resolve()))}</code>"
    return (
        '<section class="welcome" id="notice" tabindex="-1" aria-labelledby="notice-title">'
        '<h2 id="notice-title">Before you begin</h2>'
        '<dl class="what"><dt>Interview</dt><dd>You interview: it finds the next question in what was said.</dd>'
        "<dt>Practise</dt><dd>You are interviewed, and see what your answers gave and what they left open.</dd>"
        "<dt>Transcripts</dt><dd>You upload an interview and get a report with a quote behind every number.</dd>"
        "<dt>Knowledge</dt><dd>You add your team’s own rubrics, roles, questions and documents.</dd></dl>"
        f"<h3>What is kept, and where</h3><p>{_kept(settings, place)}</p>"
        "<p>Interviews and reports can be seen by everybody who uses this page, and stay until somebody deletes them. "
        "Uploaded files are deleted after a day. Type and upload only what the people speaking agreed to.</p>"
        "<h3>Practice is private</h3><p>Practices are kept apart from interviews and belong to this browser: nobody "
        "sees them in another one, and they stay until you delete them. Who runs the machine could read its disk. If "
        "you clear this browser’s data, you can no longer reach them, so delete them first.</p>"
        f"<h3>What scores do not mean</h3><p>{escape(wording.LIMITS)}</p>"
        '<p><button type="button" class="main" data-notice="accept">I have read this</button></p></section>'
    )


def _kept(settings: Settings, place: str) -> str:
    stored = f"Everything is kept on the machine that runs Plumbline, under {place}."
    if settings.database_url or settings.practice_url:
        stored = (
            f"Uploads and the files of reports are kept on the machine that runs Plumbline, under {place}; "
            f"{_databases(settings)}."
        )
    if settings.engine_url:
        return f"{stored} The words go to the engine at <code>{escape(settings.engine_url)}</code> to be read."
    return f"{stored} Nothing is sent anywhere else."


def _databases(settings: Settings) -> str:
    """Which records are in a database elsewhere. Its address may hold a password, so it is not shown."""
    both = bool(settings.database_url and settings.practice_url)
    team = "interviews, reports" if both else "interviews and reports"
    which = f"{team} and practices" if both else team if settings.database_url else "practices"
    return f"{which} in the database that its operator chose"
