"""`plan.pdf`: the panel's plan for paper. Each interviewer's part and each scorecard begins a page of its own."""

from collections.abc import Iterable
from contextlib import closing
from typing import Final

from assistant.preparing.panel import Asking, PanelPlan, Rating, Session, Step, WorkSession
from assistant.reporting.paper import ACCENT, LEFT, LINE, RIGHT, SOFT, Ink, Paper, Run
from assistant.reporting.plans import wording
from assistant.reporting.wording import KINDS

_TEXT: Final = 38.0  # where a step's text begins; its time stands to the left of it
_END: Final = 184.0
_PLAIN, _QUIET, _BOLD = Ink(10), Ink(9.5, colour=SOFT), Ink(10, "B")


def render_plan_pdf(plan: PanelPlan) -> bytes:
    """The plan as PDF. Two calls differ only in the creation date."""
    title = f"Interview plan: {wording.title(plan)}"[:100]
    with closing(Paper(title, f"Plumbline {title[0].lower()}{title[1:]}")) as paper:
        _overview(paper, plan)
        for session in plan.sessions:
            _session(paper, session)
        if plan.work:
            _work(paper, plan.work)
        for part, heading in wording.scored(plan):
            _scorecard(paper, heading, part.scorecard)
        return bytes(paper.pdf.output())


def _overview(paper: Paper, plan: PanelPlan) -> None:
    paper.write([Run("Plumbline interview plan", Ink(9.5, "B", ACCENT))])
    paper.write([Run(wording.title(plan), Ink(24, "B"))], leading=1.2)
    paper.gap(2)
    for name, value in wording.facts(plan):
        _pair(paper, name, value)
    paper.gap(3)
    paper.rule()
    _heading(paper, "Who asks about what")
    for text in (plan.why, *plan.notes):
        paper.write([Run(text, _PLAIN)], right=_END)
        paper.gap(1)
    paper.gap(2)
    for one in plan.coverage:
        paper.need(6)
        paper.beside([Run(one.name, _BOLD if one.important else _PLAIN)], LEFT, 92)
        paper.beside([Run(f"{one.share:.0%}", _QUIET)], 94, 106)
        who = ", ".join(one.by) or f"left out: {one.why}"
        paper.write([Run(who, _PLAIN if one.by else _QUIET)], 108, RIGHT)
        paper.gap(0.8)


def _heading(paper: Paper, title: str, size: float = 15) -> None:
    paper.gap(6)
    paper.need(26)
    paper.pdf.start_section(title)
    paper.write([Run(title, Ink(size, "B"))], right=_END)
    paper.gap(1.5)


def _pair(paper: Paper, name: str, value: str, at: float = LEFT, width: float = 32) -> None:
    """A name on the left and what it says beside it."""
    paper.need(6)
    paper.beside([Run(name, _QUIET)], at, at + width)
    paper.write([Run(value, _PLAIN)], at + width + 2, _END)


def _session(paper: Paper, session: Session) -> None:
    paper.new_page()
    _heading(paper, f"{session.interviewer}, {wording.minutes(session.minutes)}: {session.theme}")
    paper.write([Run(session.why, _QUIET)], right=_END)
    number = 0
    for step in session.steps:
        if step.asking:
            number += 1
            _question(paper, step, step.asking, number)
        else:
            _step(paper, step)
    if session.reserve:
        paper.gap(4)
        paper.need(20)
        paper.write([Run("In reserve, where time is left", _BOLD)], _TEXT)
        _list(paper, [f"{one.question} ({wording.about(one)})" for one in session.reserve])


def _step(paper: Paper, step: Step) -> None:
    paper.gap(3)
    paper.need(10 + 5 * len(step.say))
    paper.beside([Run(wording.begins(step.at), _QUIET)], LEFT, _TEXT)
    paper.write([Run(f"{step.title}, ", _BOLD), Run(wording.minutes(step.minutes), _QUIET)], _TEXT, _END)
    _list(paper, step.say)


def _question(paper: Paper, step: Step, asking: Asking, number: int) -> None:
    paper.gap(4)
    paper.need(46)
    paper.beside([Run(wording.begins(step.at), _QUIET)], LEFT, _TEXT)
    paper.write([Run(f"{number}. {asking.question}", Ink(11.5, "B"))], _TEXT, _END)
    paper.write([Run(wording.about(asking), _QUIET)], _TEXT, _END)
    paper.write([Run(asking.why, _PLAIN)], _TEXT, _END)
    for name, lines in (("A strong answer", asking.strong), ("A weak answer", asking.weak)):
        paper.gap(1.2)
        paper.need(12)
        paper.write([Run(name, Ink(9, "B", SOFT))], _TEXT, _END)
        _list(paper, lines)
    paper.gap(1.2)
    paper.need(12)
    paper.write([Run("Not heard yet? Ask", Ink(9, "B", SOFT))], _TEXT, _END)
    for probe in asking.probes:
        _pair(paper, KINDS[probe.missing], probe.ask, _TEXT, 22)


def _list(paper: Paper, lines: Iterable[str]) -> None:
    for line in lines:
        paper.need(6)
        paper.beside([Run("–", _PLAIN)], _TEXT, _TEXT + 4)
        paper.write([Run(line, _PLAIN)], _TEXT + 4, _END)


def _work(paper: Paper, work: WorkSession) -> None:
    paper.new_page()
    _heading(paper, f"Work sample with {work.interviewer}, {wording.minutes(work.minutes)}: {work.title}")
    for step in work.steps:
        _step(paper, step)
        if step.kind == "task":
            paper.write([Run(work.task, _PLAIN)], _TEXT, _END)
            paper.write([Run("Handed in: ", _BOLD), Run(work.deliverable, _PLAIN)], _TEXT, _END)
    for name, lines in (("To prepare", work.materials), (wording.PLANTED, work.watch_for)):
        paper.gap(4)
        paper.need(20)
        paper.write([Run(name, _BOLD)], _TEXT)
        _list(paper, lines)
    for line in work.guide:
        paper.gap(3)
        paper.need(30)
        paper.write([Run(line.name, _BOLD)], _TEXT)
        for name, text in (("weak", line.weak), ("middling", line.middling), ("strong", line.strong)):
            _pair(paper, name, text, _TEXT, 22)


def _scorecard(paper: Paper, heading: str, ratings: tuple[Rating, ...]) -> None:
    paper.new_page()
    _heading(paper, heading)
    paper.gap(4)
    for name, start, end in (("Candidate", LEFT, 112.0), ("Date", 120.0, RIGHT)):
        paper.beside([Run(name, _QUIET)], start, end)
        paper.stroke((start + (18 if name == "Candidate" else 10), paper.y + 4), (end, paper.y + 4), SOFT, 0.2)
    paper.y += 9
    paper.write([Run(wording.RATE_FIRST, _PLAIN)], right=_END)
    for rating in ratings:
        _rating(paper, rating)
    paper.gap(4)
    paper.write([Run(wording.NO_VERDICT, _QUIET)], right=_END)


def _rating(paper: Paper, rating: Rating) -> None:
    """One criterion with its boxes to tick and lines to write on; never over two pages."""
    paper.gap(5)
    paper.need(_height(rating))
    paper.rule()
    paper.gap(2)
    paper.write([Run(rating.name, Ink(11.5, "B"))], right=_END)
    if where := wording.asked_where(rating):
        paper.write([Run(where, _QUIET)], right=_END)
    paper.gap(1)
    for level, anchor in enumerate(rating.levels, 1):
        _tick(paper, [Run(f"{level}  ", _BOLD), Run(anchor, _PLAIN)])
    _tick(paper, [Run(wording.NOT_ASKED, _PLAIN)])
    _tick(paper, [Run(wording.NOTHING_HEARD, _PLAIN)])
    paper.write([Run("Words heard", _QUIET)])
    for _ in range(wording.EVIDENCE_LINES):
        paper.y += 7
        paper.stroke((LEFT, paper.y), (RIGHT, paper.y), LINE, 0.25)


def _height(rating: Rating) -> float:
    """Enough for the whole of it: about a hundred characters to a line of 4.8 millimetres."""
    lines = sum(1 + len(anchor) // 96 for anchor in rating.levels)
    return min(200.0, 12 + 4.8 * (lines + 3) + 1.2 * (len(rating.levels) + 2) + 7 * wording.EVIDENCE_LINES)


def _tick(paper: Paper, runs: list[Run]) -> None:
    paper.need(6)
    top, size = paper.y + 0.9, 3.2
    corners = [(LEFT, top), (LEFT + size, top), (LEFT + size, top + size), (LEFT, top + size)]
    for start, end in zip(corners, [*corners[1:], corners[0]], strict=True):
        paper.stroke(start, end, SOFT, 0.3)
    paper.write(runs, LEFT + 6, _END)
    paper.gap(1.2)
