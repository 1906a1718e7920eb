"""The pieces of HTML of the workspace *Interview*: facts, coverage, cards, the log. All text is escaped."""

from collections import Counter
from html import escape
from typing import Final, Literal

from assistant.asking.events import Card, Setup
from assistant.asking.views import Covered, DeskView, Line
from assistant.reporting import wording

EMPTY: Final = (
    '<div class="empty"><h2>Your next question, while you interview</h2><ol>'
    "<li>Say which role and stage it is for, or paste the job description.</li>"
    "<li>Start. Questions to open with appear, large enough to read aloud.</li>"
    "<li>Type what the candidate said, in a few words or all of them. You get follow-ups on exactly those words, and "
    "see what is still open.</li></ol></div>"
)
HINT: Final = (
    '<p class="hint">Type what they said, or ask: “what next”, “more on monitoring”, “easier”, “harder”, “shorter”, '
    "“was that a good answer”, “what is still open”, “summarise”, “close”. <kbd>Enter</kbd> sends, <kbd>Shift</kbd>+"
    "<kbd>Enter</kbd> starts a new line. <b>They said this</b> sends it as the candidate’s words, without guessing.</p>"
)
State = Literal["open", "thin", "settled"]
_SPEAKERS: Final = {"interviewer": "You", "candidate": "Candidate", "assistant": "Plumbline"}
_STATES: Final[dict[State, str]] = {"settled": "settled", "thin": "thin", "open": "open"}
_MANY_WORDS: Final = 120


def facts(setup: Setup) -> str:
    """What it is for, in a line."""
    given = (
        wording.named(setup.role) if setup.role else None,
        wording.stage_name(setup.stage, assumed=False) + (" (assumed)" if setup.stage_assumed else ""),
        wording.named(setup.seniority) if setup.seniority else None,
    )
    return ", ".join(escape(each) for each in given if each)


def time_used(seconds: float, minutes: int) -> str:
    """How much of the time is used: "12:05 of 45:00"."""
    return f'<span class="clock">{wording.clock(seconds)} of {wording.clock(minutes * 60)}</span>'


def bar(view: DeskView) -> str:
    """Who is interviewed for what, and the time."""
    return (
        f'<div class="bar"><h2><bdi>{escape(view.setup.candidate)}</bdi></h2><p>{facts(view.setup)}</p>'
        f"<p>{time_used(view.elapsed_s, view.setup.minutes)} asked and answered</p></div>"
    )


def coverage(covered: tuple[Covered, ...]) -> str:
    """How far each criterion is covered: a mark and a word for each, folded on small screens."""
    if not covered:
        return ""
    counts = Counter(each.state for each in covered)
    summary = ", ".join(f"{counts[state]} {word}" for state, word in _STATES.items())
    items = "".join(
        f'<li class="{each.state}"><span class="name">{escape(each.name)}</span> '
        f'<span class="state">{_STATES[each.state]}</span></li>'
        for each in covered
    )
    return (
        f'<div class="coverage"><section class="wide" aria-label="Covered so far"><ul>{items}</ul></section>'
        f'<details class="narrow"><summary>Covered so far: {summary}</summary><ul>{items}</ul></details></div>'
    )


def cards(view: DeskView) -> str:
    """The question that is asked, and the cards that may be asked next."""
    asked = (
        f'<section class="asked" id="asked" tabindex="-1"><h2>Asked</h2><p class="question">{_words(view.question)}</p>'
        "</section>"
        if view.question
        else ""
    )
    if view.ended:
        return f'{asked}<p class="none">This interview has ended.</p>'
    if not view.cards:
        return f'{asked}<p class="none">No card on the table. Type what they said, or “what next”.</p>'
    off = " disabled" if view.doing else ""
    items = "".join(f"<li>{_card(card, off)}</li>" for card in view.cards)
    return f'{asked}<section aria-label="Ask next"><h2>Ask next</h2><ol class="cards">{items}</ol></section>'


def _card(card: Card, off: str) -> str:
    key = escape(card.key)
    apart = card.quote and card.quote not in card.question
    quote = f"<blockquote>“{_words(card.quote)}”</blockquote>" if apart else ""
    return (
        f'<article class="card" aria-labelledby="question-{key}"><p class="kind">{_kind(card)}</p>{quote}'
        f'<h3 class="question" id="question-{key}" tabindex="-1">{_asking(card)}</h3>'
        f"<p><b>Why</b> {_words(card.why)}</p><p><b>Listen for</b> {_words(card.listen_for)}</p>"
        "<details><summary>What strong and weak sound like</summary>"
        f"<dl><dt>Strong</dt><dd>{_words(card.strong)}</dd><dt>Weak</dt><dd>{_words(card.weak)}</dd></dl></details>"
        f'<p class="choose"><button type="button" class="main" data-do="ask" data-key="{key}"{off} '
        f'aria-describedby="question-{key}">Ask this</button> '
        f'<button type="button" data-do="drop" data-key="{key}"{off} '
        f'aria-describedby="question-{key}">Not this</button></p></article>'
    )


def _asking(card: Card) -> str:
    """The question, with the candidate's words marked where it has them in it."""
    if not card.quote:
        return _words(card.question)
    quote = _words(card.quote)
    return _words(card.question).replace(quote, f'<span class="theirs">{quote}</span>', 1)


def _kind(card: Card) -> str:
    what = "To open a subject"
    if card.kind == "follow_up":
        what = f"Follow-up, missing: {wording.KINDS[card.missing]}" if card.missing else "Follow-up"
    return f"{what} <span>{wording.SOURCES[card.source]}</span>"


def log(lines: tuple[Line, ...]) -> str:
    """Everything asked, typed and replied, the newest last; read out as it is added."""
    items = "".join(_line(line) for line in lines)
    empty = '<p class="none">Nothing yet. What is asked, said and replied is kept here.</p>'
    return f'<div class="log" role="log" aria-label="So far" aria-live="polite" tabindex="0">{items or empty}</div>'


def _line(line: Line) -> str:
    who = "You asked" if line.note == "asked" and line.who == "interviewer" else _SPEAKERS[line.who]
    return f'<div class="line {line.who}"><span class="who">{who}</span>{folded(line.text)}</div>'


def folded(text: str) -> str:
    """A text as it is where it is short, and its beginning with the rest folded away where it is long."""
    words = text.split()
    if len(words) <= _MANY_WORDS:
        return f'<p class="text">{escape(text)}</p>'
    begin = escape(" ".join(words[: _MANY_WORDS // 3]))
    return (
        f'<details class="text"><summary>{begin} … <span>all {len(words):,} words</span></summary>'
        f"<p>{escape(text)}</p></details>"
    )


def _words(text: str | None) -> str:
    return escape(text or "")
