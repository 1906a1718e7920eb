"""`plumbline plan`: who of a panel asks what, and for a job description what its demands should say.

Needs no engine; without a description not even the embedding model. The terminal shows a summary; the whole plan with
its scorecards goes into the files of `--out`.
"""

import shutil
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import typer

from assistant.asking.openings import one_line
from assistant.commands.described import from_description
from assistant.commands.progress import printable
from assistant.opening import open_knowledge
from assistant.preparing.panel import PanelPlan
from assistant.preparing.posting import Advice, VagueDemand
from assistant.preparing.preparation import Prepared, Request, prepare, prepare_from
from assistant.reporting.plans import wording
from assistant.reporting.plans.write import advice_files, write_plan
from assistant.reporting.wording import counted
from assistant.settings import Settings
from knowledge.demands import VagueKind

WIDEST = 100


def make_plan_for(settings: Settings, request: Request, jd: Path | None) -> Prepared:
    """The plan, from a description where there is one. Raises InputError or KnowledgeError."""
    knowledge = open_knowledge(settings)
    if jd is None:
        return prepare(knowledge, request)
    return from_description(
        settings, knowledge, jd, lambda knowledge, store, text: prepare_from(knowledge, store, text, request)
    )


def write_files(prepared: Prepared, folder: Path) -> tuple[Path, ...]:
    """The plan's files, and those of the description. Raises StorageError."""
    return write_plan(prepared.plan, folder, advice_files(prepared.advice) if prepared.advice else {})


def show_plan(prepared: Prepared) -> None:
    """A summary for people."""
    width = min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)
    for line in (*_plan(prepared.plan, width), *(_advice(prepared.advice, width) if prepared.advice else ())):
        typer.echo(line)


def _plan(plan: PanelPlan, width: int) -> Iterator[str]:
    for name, value in wording.facts(plan):
        yield f"{name:<11}{printable(value)}"
    yield _wrapped(plan.why, width)
    yield from (_wrapped(note, width) for note in plan.notes)
    for session in plan.sessions:
        yield ""
        heading = f"{session.interviewer}, {wording.minutes(session.minutes)}: {session.theme}"
        yield typer.style(_wrapped(heading, width), bold=True)
        yield _wrapped(session.why, width)
        for step in session.steps:
            title = f"{step.asking.question} ({step.asking.criterion_name})" if step.asking else step.title
            yield _beside(f"{wording.begins(step.at)}  {step.minutes:>2} min  ", title, width)
    if plan.work:
        yield ""
        heading = f"{plan.work.interviewer}, {wording.minutes(plan.work.minutes)}: work sample “{plan.work.title}”"
        yield typer.style(_wrapped(heading, width), bold=True)
    yield ""
    yield from _coverage(plan, width)


def _coverage(plan: PanelPlan, width: int) -> Iterator[str]:
    for state, words in (("twice", "Asked by two"), ("once", "Asked by one"), ("work_sample", "In the work sample")):
        if names := [one.name for one in plan.coverage if one.state == state]:
            yield _wrapped(f"{words}: {', '.join(names)}.", width, 2)
    missed: dict[str, list[str]] = defaultdict(list)
    for one in wording.left_out(plan):
        if one.important:
            missed[one.why].append(one.name)
    for why, names in missed.items():
        yield _wrapped(f"Not covered, though it matters: {', '.join(names)}; {why}.", width, 2)
    if names := [one.name for one in wording.left_out(plan) if not one.important]:
        yield _wrapped(f"Left out, counts little here: {', '.join(names)}.", width, 2)


def _advice(advice: Advice, width: int) -> Iterator[str]:
    yield ""
    stand = counted(len(advice.concrete), "that stands", "that stand")
    count = f"The description: {counted(len(advice.vague), 'vague demand')}, {stand}"
    yield typer.style(count, bold=True)
    yield from (_wrapped(line, width) for line in (*advice.reasons, *advice.notes))
    for number, one in enumerate(advice.vague, 1):
        yield ""
        yield from _demand(number, one, width)
    for against in advice.against:
        yield ""
        yield _wrapped(f"Line {against.line}, “{against.quote}” does not fit {against.stage}: {against.why}", width)
    yield ""
    changes = [f"{one.name} {one.before:g} → {one.after:g}" for one in advice.profile.changes]
    moved = "; ".join(changes) if changes else "no weight was moved"
    yield _wrapped(f"Role profile {advice.profile.role.id}, from {advice.profile.nearest_name}: {moved}.", width)


def _demand(number: int, one: VagueDemand, width: int) -> Iterator[str]:
    yield _beside(f"{number:>2}. ", f"Line {one.line}: “{one.quote}” ({one.kind_name.lower()})", width)
    if one.same_as:
        yield _beside("    ", f"Instead: as for {one.same_as}.", width)
    elif one.instead:
        yield _beside("    ", f"Instead: {one.instead}", width)
        if one.kind is VagueKind.KITCHEN_SINK:
            yield _beside("    ", f"And ask: {one.ask}", width)
    else:
        yield _beside("    ", f"Nothing here fits it. Ask whoever wrote it: {one.ask}", width)


def _wrapped(text: str, width: int, indent: int = 0) -> str:
    return textwrap.fill(one_line(printable(text)), width, subsequent_indent=" " * indent, break_on_hyphens=False)


def _beside(lead: str, text: str, width: int) -> str:
    """The text with something before its first line, and its other lines below."""
    clean, margin = one_line(printable(text)), " " * len(lead)
    return textwrap.fill(clean, width, initial_indent=lead, subsequent_indent=margin, break_on_hyphens=False)
