"""The form that says what an interview or a practice is for, and what a job description fills into it."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from time import monotonic
from typing import Any, Final, Literal

import gradio as gr

from assistant.asking.events import Setup
from assistant.asking.views import Describe, Guess
from assistant.errors import PlumblineError
from assistant.judging.criteria import DEFAULT_STAGE
from assistant.scoring import Choices
from ui import panels
from ui.acting import EVENTS
from ui.refreshing import ROLE, STAGE
from ui.waiting import ticking

Filled = tuple[Any, Any, Any, str]
"""Updates of role, stage and seniority, and what to say."""
Kind = Literal["interview", "practice"]
STAGE_INFO: Final = "If not given, prototype to production is assumed."
LENGTHS: Final[dict[Kind, tuple[int, ...]]] = {"interview": (15, 30, 45, 60, 90), "practice": (10, 15, 20, 30, 45)}
USUAL: Final[dict[Kind, int]] = {"interview": 45, "practice": 20}


def choice(label: str, pairs: tuple[tuple[str, str], ...], info: str | None = None) -> gr.Dropdown:
    """A list to choose from, or not to."""
    kept = {"Role": ROLE, "Stage of the project": STAGE}.get(label)
    return gr.Dropdown(
        [("Not given", ""), *pairs], value="", label=label, info=info, filterable=False, elem_classes=kept
    )


@dataclass(frozen=True)
class Form:
    """What the person tells before it starts. `words` is a job description, `said` what was read in it."""

    role: gr.Dropdown
    stage: gr.Dropdown
    seniority: gr.Dropdown
    minutes: gr.Dropdown
    words: gr.Textbox
    said: gr.HTML

    @property
    def inputs(self) -> list[Any]:
        """The fields in the order that `told` takes them."""
        return [self.role, self.stage, self.seniority, self.minutes, self.words]


def form(choices: Choices, kind: Kind, describe: Describe) -> Form:
    """Lays the fields out inside the current Gradio context; a job description fills them in."""
    lengths = [(f"{count} minutes", count) for count in LENGTHS[kind]]
    with gr.Accordion("Paste a job description", open=False, elem_classes="describing"):
        words = gr.Textbox("", label="Job description", lines=5, max_lines=12)
        read = gr.Button("Fill in what it says", size="sm")
        said = gr.HTML()
    fields = Form(
        choice("Role", choices.roles),
        choice("Stage of the project", choices.stages, STAGE_INFO),
        choice("Seniority", choices.seniorities),
        gr.Dropdown(lengths, value=USUAL[kind], label="Length", filterable=False),
        words,
        said,
    )
    outputs: Any = [fields.role, fields.stage, fields.seniority, said]

    def fill(text: str) -> Iterator[Filled]:
        yield from filled(describe, text)

    read.click(fill, words, outputs, **EVENTS)
    return fields


def filled(describe: Describe, words: str) -> Iterator[Filled]:
    """Role, stage and seniority as a job description has them, and why; what it does not say is left as it was."""
    same, began = gr.skip(), monotonic()
    yield same, same, same, panels.waiting("Reading it", 0)
    try:
        for guess in ticking(map(describe, (words,))):
            if guess is None:
                yield same, same, same, panels.waiting("Reading it", monotonic() - began)
            else:
                yield guess.role or same, guess.stage or same, guess.seniority or same, _read_from(guess)
    except PlumblineError as error:
        yield same, same, same, panels.problem("Nothing was read", str(error), "")


def _read_from(guess: Guess) -> str:
    items = "".join(f"<li>{escape(reason)}</li>" for reason in guess.reasons)
    found = guess.role or guess.stage or guess.seniority
    head = "Filled in below; correct what is wrong." if found else "It does not say; choose below."
    return f'<div class="note" role="status"><p>{head}</p><ul>{items}</ul></div>'


def told(kind: Kind, role: str, stage: str, seniority: str, minutes: int, words: str, candidate: str = "") -> Setup:
    """The form's fields as a setup."""
    return Setup(
        kind=kind,
        role=role or None,
        stage=stage or DEFAULT_STAGE,
        stage_assumed=not stage,
        seniority=seniority or None,
        minutes=minutes,
        candidate=candidate.strip() or "Candidate",
        description=words.strip() or None,
    )
