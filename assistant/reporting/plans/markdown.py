"""`plan.md`: the panel's plan as Markdown that reads well unrendered too."""

from collections.abc import Iterator

from assistant.preparing.panel import Asking, PanelPlan, Rating, Session, WorkSession
from assistant.reporting.markdown import plain
from assistant.reporting.plans import wording
from assistant.reporting.wording import KINDS


def render_plan_markdown(plan: PanelPlan) -> str:
    """The plan as Markdown, ending in a newline."""
    parts = [*_head(plan), *_coverage(plan)]
    for session in plan.sessions:
        parts += _session(session)
    if plan.work:
        parts += _work(plan.work)
    for part, heading in wording.scored(plan):
        parts += _scorecard(heading, part.scorecard)
    return "\n".join(parts).rstrip() + "\n"


def _head(plan: PanelPlan) -> Iterator[str]:
    yield f"# Interview plan: {plain(wording.title(plan))}\n"
    yield from (f"- {name}: {plain(value)}" for name, value in wording.facts(plan))
    yield f"\n{plain(plan.why)}\n"
    yield from (f"{plain(note)}\n" for note in plan.notes)


def _coverage(plan: PanelPlan) -> Iterator[str]:
    yield "## Who asks about what\n"
    for one in plan.coverage:
        by = f": {plain(', '.join(one.by))}" if one.by else f": {plain(one.why)}"
        mark = "" if one.state != "left_out" else " (important)" if one.important else ""
        yield f"- {plain(one.name)}, {one.share:.0%}{mark}, {wording.STATES[one.state]}{by}"
    yield ""


def _session(session: Session) -> Iterator[str]:
    yield f"## {plain(session.interviewer)}, {wording.minutes(session.minutes)}: {plain(session.theme)}\n"
    yield f"{plain(session.why)}\n"
    number = 0
    for step in session.steps:
        if step.asking:
            number += 1
            yield from _asking(step.asking, f"### {wording.begins(step.at)} · {number}. {plain(step.asking.question)}")
        else:
            yield f"### {wording.begins(step.at)} · {plain(step.title)}, {wording.minutes(step.minutes)}\n"
            yield from (f"- {plain(line)}" for line in step.say)
            yield ""
    if session.reserve:
        yield "### In reserve, where time is left\n"
        yield from (f"- {plain(one.question)} ({plain(wording.about(one))})" for one in session.reserve)
        yield ""


def _asking(asking: Asking, heading: str) -> Iterator[str]:
    yield f"{heading}\n"
    yield f"*{plain(asking.criterion_name)}, {wording.minutes(asking.minutes)}.* {plain(asking.why)}\n"
    yield "Strong:\n"
    yield from (f"- {plain(line)}" for line in asking.strong)
    yield "\nWeak:\n"
    yield from (f"- {plain(line)}" for line in asking.weak)
    yield "\nNot heard yet? Ask:\n"
    yield from (f"- {KINDS[probe.missing]}: {plain(probe.ask)}" for probe in asking.probes)
    yield ""


def _work(work: WorkSession) -> Iterator[str]:
    yield f"## Work sample with {plain(work.interviewer)}, {wording.minutes(work.minutes)}: {plain(work.title)}\n"
    for step in work.steps:
        yield f"### {wording.begins(step.at)} · {plain(step.title)}, {wording.minutes(step.minutes)}\n"
        if step.kind == "task":
            yield f"{plain(work.task)}\n\nHanded in: {plain(work.deliverable)}\n"
        yield from (f"- {plain(line)}" for line in step.say)
        yield ""
    for heading, lines in (
        ("To prepare", work.materials),
        (wording.PLANTED, work.watch_for),
    ):
        yield f"### {heading}\n"
        yield from (f"- {plain(line)}" for line in lines)
        yield ""
    yield "### Guide\n"
    for line in work.guide:
        yield f"- {plain(line.name)}"
        for name, text in (("weak", line.weak), ("middling", line.middling), ("strong", line.strong)):
            yield f"    - {name}: {plain(text)}"
    yield ""


def _scorecard(heading: str, ratings: tuple[Rating, ...]) -> Iterator[str]:
    yield f"## {plain(heading)}\n"
    yield f"Candidate: ____________________ Date: ____________\n\n{wording.RATE_FIRST}\n"
    for rating in ratings:
        yield f"### {plain(rating.name)}\n"
        yield f"{plain(wording.asked_where(rating))}\n"
        for level, anchor in enumerate(rating.levels, 1):
            yield f"- [ ] {level} · {plain(anchor)}"
        yield f"- [ ] {wording.NOT_ASKED}\n- [ ] {wording.NOTHING_HEARD}\n"
        yield "Words heard:\n\n" + "\n\n".join(["______________________________"] * wording.EVIDENCE_LINES) + "\n"
    yield f"{wording.NO_VERDICT}\n"
