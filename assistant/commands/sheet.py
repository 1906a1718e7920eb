"""A sheet of opening questions, as people read it at a terminal and as scripts read it."""

import json
import shutil
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import typer

from assistant.asking.openings import Opening, one_line
from assistant.commands.progress import printable

WIDEST = 100
INDENT = 3
LABEL_WIDTH = 11
MARGIN = INDENT + len("Strong") + 2
Source = Literal["given", "read", "assumed", "open"]
SOURCES: Mapping[Source, str] = {
    "given": "as given",
    "read": "read from the description",
    "assumed": "assumed",
    "open": "left open",
}


@dataclass(frozen=True)
class Chosen:
    """What a question was chosen for, where that comes from, and why, in a sentence or two.

    `quote` is of the description, `confidence` the probability that it was read rightly, where that is known, and `ask`
    the question to the team that would settle it.
    """

    id: str | None
    name: str
    source: Source
    why: str
    quote: str | None = None
    confidence: float | None = None
    ask: str | None = None


@dataclass(frozen=True)
class Sheet:
    """Everything that is shown. `available`: how many questions there are for this choice; `notes` are sentences."""

    role: Chosen
    stage: Chosen
    seniority: Chosen
    openings: tuple[Opening, ...]
    wanted: int
    available: int
    notes: tuple[str, ...]
    knowledge: str


def sheet_json(sheet: Sheet) -> str:
    """For scripts."""
    chosen = {"role": sheet.role, "stage": sheet.stage, "seniority": sheet.seniority}
    value: dict[str, Any] = {name: _chosen_json(one) for name, one in chosen.items()}
    value |= {"wanted": sheet.wanted, "available": sheet.available, "notes": list(sheet.notes)}
    value["questions"] = [_question_json(opening) for opening in sheet.openings]
    value["versions"] = {"knowledge": sheet.knowledge}
    return json.dumps(value, ensure_ascii=False, indent=2)


def _chosen_json(chosen: Chosen) -> dict[str, str | float | None]:
    return {
        "id": chosen.id,
        "name": chosen.name,
        "source": chosen.source,
        "why": chosen.why,
        "quote": chosen.quote,
        "confidence": None if chosen.confidence is None else round(chosen.confidence, 2),
        "ask": chosen.ask,
    }


def _question_json(opening: Opening) -> dict[str, Any]:
    question = opening.question
    near = opening.near if opening.near and opening.near.share > 0 else None
    return {
        "id": question.id,
        "question": question.text,
        "criterion": question.criterion,
        "weight": opening.weight,
        "minutes": question.minutes,
        "why": opening.why,
        "quote": near.quote if near else None,
        "strong": list(question.strong),
        "weak": list(question.weak),
    }


def show_sheet(sheet: Sheet) -> None:
    """For people: what the questions are for, each question, and how many there are."""
    width = min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)
    for label, chosen in (("Role", sheet.role), ("Stage", sheet.stage), ("Seniority", sheet.seniority)):
        typer.echo(f"{label:<{LABEL_WIDTH}}{typer.style(printable(chosen.name), bold=True)}, {SOURCES[chosen.source]}")
        if chosen.why:
            why = chosen.why[0].upper() + chosen.why[1:]
            typer.echo(_wrapped(why, width, LABEL_WIDTH))
    for note in sheet.notes:
        typer.echo(_wrapped(note, width, 0))
    for number, opening in enumerate(sheet.openings, 1):
        typer.echo("")
        for line in _lines(number, opening, width):
            typer.echo(line)
    typer.echo("")
    typer.echo(_wrapped(_count(sheet), width, 0))


def _lines(number: int, opening: Opening, width: int) -> Iterator[str]:
    question = opening.question
    lead = f"{number}. "
    text = textwrap.fill(_clean(question.text), width, initial_indent=lead, subsequent_indent=" " * INDENT)
    yield typer.style(text, bold=True)
    yield f"{' ' * INDENT}{opening.criterion}, {question.minutes} minutes"
    yield _labelled("Why", [opening.why], width)
    yield _labelled("Strong", question.strong, width)
    yield _labelled("Weak", question.weak, width)


def _labelled(label: str, texts: tuple[str, ...] | list[str], width: int) -> str:
    """The label once, each text on its own lines beside it."""
    margin = " " * MARGIN
    marks = "- " if len(texts) > 1 else ""
    filled = [
        textwrap.fill(_clean(text), width, initial_indent=margin + marks, subsequent_indent=margin + " " * len(marks))
        for text in texts
    ]
    first = " " * INDENT + label
    return "\n".join([first + filled[0][len(first) :], *filled[1:]])


def _wrapped(text: str, width: int, indent: int) -> str:
    margin = " " * indent
    return textwrap.fill(_clean(text), width, initial_indent=margin, subsequent_indent=margin)


def _count(sheet: Sheet) -> str:
    minutes = sum(opening.question.minutes for opening in sheet.openings)
    shown = len(sheet.openings)
    if shown < sheet.wanted:
        only = "1 question" if shown == 1 else f"{shown} questions"
        return (
            f"{sheet.wanted} were asked for, but the bank has {only} for this choice ({minutes} minutes). "
            "Leave the role or the seniority open for more."
        )
    return f"{shown} of {sheet.available} for this choice, {minutes} minutes in all; -n gives more or fewer."


def _clean(text: str) -> str:
    """On one line, and without what would steer a terminal; a description comes from elsewhere."""
    return one_line(printable(text))
