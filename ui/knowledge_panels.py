"""The pieces of HTML of the workspace *Knowledge*: what the team may add and has, what was found. All escaped."""

from collections.abc import Sequence
from html import escape
from typing import Final

from assistant.library import Outcome, Refused
from assistant.reporting import wording
from knowledge.finding import Found
from knowledge.passages import CONTENT, Passage
from knowledge.team import TeamEntry
from ui import panels

HINT: Final = (
    '<p class="hint">Rubrics, roles, criteria, questions, terms and work samples as YAML; documents as Markdown, DOCX, '
    "or PDF with text in it. A file with the name or id of an earlier one takes its place. All are added, or none.</p>"
)
EXAMPLES: Final = '<h2 class="small">Examples to start from</h2>'
EMPTY: Final = (
    '<div class="empty"><h2>What your team knows</h2><ul>'
    "<li>A <b>rubric</b> is judged by in place of Plumbline’s criteria.</li>"
    "<li>A <b>role</b>, a <b>criterion</b> or <b>questions</b> of your own count everywhere at once: in interviews, "
    "practice, plans and reports.</li>"
    "<li>A <b>document</b>, such as your interview guide, is found by the search above, page by page.</li></ul>"
    "<p>Nothing was added yet. Take an example, change it, and add it here.</p></div>"
)
NOT_CHOSEN: Final = "Choose files first: drop them into the box."
KINDS: Final = {
    "question": "Questions",
    "criterion": "Criteria",
    "stage": "Stages",
    "role": "Roles",
    "red_flag": "Red flags",
    "term": "Terms",
    "work_sample": "Work samples",
    "document": "Documents",
}
"""What can be looked for."""
_WORDS: Final = {"terms": "terms", "questions": "questions", "work_samples": "work samples", "red_flags": "red flags"}
_SHOWN: Final = 400
_ASKED_FOR: Final = ("role", "stage")
_REMOVING: Final = "It is taken out of questions, plans and the search, with every word in it."
_BEGUN: Final = " Interviews and practices for it cannot be opened until it is added again."


def kind_choices() -> list[tuple[str, str]]:
    """What a search may be narrowed to."""
    return [("Everything", ""), *((KINDS.get(kind, wording.named(kind)), kind) for kind in CONTENT)]


def entries(held: Sequence[TeamEntry]) -> str:
    """What the team has added, to look at or remove; what can be added where there is nothing."""
    return panels.listed("Your team’s own", [_entry(entry) for entry in held]) if held else EMPTY


def _entry(entry: TeamEntry) -> str:
    what = f"{_WORDS.get(entry.kind, entry.kind)}, {_size(entry.size)}"
    named = "" if entry.title == entry.id else f"{entry.id}, "
    when = f'<time datetime="{entry.added.isoformat()}">{entry.added:%-d %B %Y, %H:%M} UTC</time>'
    return (
        f'<p><b><bdi>{escape(entry.title)}</bdi></b> {when} <span class="quiet">{escape(named + what)}</span></p>'
        f'<p><button type="button" data-do="open" data-key="{escape(entry.key)}">Look at it'
        f'<span class="done">: {escape(entry.title)}</span></button></p>'
        + panels.ask_first(entry.key, "Remove", _REMOVING + (_BEGUN if entry.kind in _ASKED_FOR else ""))
    )


def shown(title: str, text: str) -> str:
    """What an entry says, as it is."""
    return (
        f'<section class="shown" aria-label="{escape(title)}"><h2 tabindex="-1">{escape(title)}</h2>'
        f'<pre tabindex="0">{escape(text)}</pre>'
        '<p><button type="button" data-do="close" data-key="">Close</button></p></section>'
    )


def refused(error: Refused) -> str:
    """Every reason why a change was not made."""
    reasons = "".join(
        f"<li><b><bdi>{escape(problem.file.rpartition('/')[2])}</bdi></b>"
        f"{f', <code>{escape(problem.path)}</code>' if problem.path else ''}: {escape(problem.wrong)}; "
        f"{escape(problem.right)}.</li>"
        for problem in error.problems
    )
    what = error.what[:1].upper() + error.what[1:]
    count = wording.counted(len(error.problems), "reason")
    return f'<div class="problem" role="alert"><h2>{escape(what)}</h2><p>{count}:</p><ul>{reasons}</ul></div>'


def done(outcome: Outcome) -> str:
    """What a change did, and what to know about it."""
    change = outcome.change
    said = [
        f"{what}: {', '.join(key.partition(':')[2] for key in keys)}."
        for what, keys in (("Added", change.added), ("Replaced", change.replaced), ("Removed", change.removed))
        if keys
    ]
    notes = [*(_own_name(note) for note in change.notes), *(f"Worth a look: {one}" for one in outcome.alike)]
    if outcome.unindexed:
        notes.append(f"The search does not know it yet: {outcome.unindexed}")
    items = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f'<div class="note" role="status"><p>{escape(" ".join(said) or "Nothing to do.")}</p><ul>{items}</ul></div>'


def _own_name(note: str) -> str:
    """Without the folder that an upload happened to lie in."""
    file, colon, rest = note.partition(": ")
    return f"{file.rpartition('/')[2]}{colon}{rest}"


def found(query: str, hits: Sequence[Found]) -> str:
    """What a search found, best first."""
    if not hits:
        return panels.note(f"Nothing was found for “{query}”.")
    items = "".join(f"<li>{_hit(hit.passage)}</li>" for hit in hits)
    return f'<section class="found"><h2>Found for “{escape(query)}”</h2><ol>{items}</ol></section>'


def _hit(passage: Passage) -> str:
    kind = passage.kind.replace("_", " ")
    where = [*([passage.part] if passage.kind == "document" and passage.part.startswith("page") else [])]
    where += [wording.named(name) for name in passage.stages if name != passage.entry]
    text = passage.text if len(passage.text) <= _SHOWN else f"{passage.text[:_SHOWN].rsplit(' ', 1)[0]} …"
    whose = "Your team’s " if passage.team else ""
    what = f"{whose}{kind}" if whose else kind.capitalize()
    place = f", {', '.join(where)}" if where else ""
    return (
        f'<p class="quiet">{escape(what)} <bdi>{escape(passage.entry.partition("#")[0])}</bdi>{escape(place)}</p>'
        f"<p>{escape(text)}</p>"
    )


def _size(count: int) -> str:
    return f"{count} bytes" if count < 1000 else f"{count / 1000:.0f} kB"
