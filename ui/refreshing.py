"""The lists to choose from, kept as the knowledge is now: when the page loads, and after the team has changed it."""

from collections.abc import Callable
from typing import Any, Final

import gradio as gr

from assistant.scoring import Choices
from ui.acting import EVENTS
from ui.product import Product

ROLE, STAGE, RUBRIC = "choice-role", "choice-stage", "choice-rubric"
"""Classes that mark a list to be kept."""
Event = Callable[..., Any]
_FIRST: Final = {ROLE: "Not given", STAGE: "Not given", RUBRIC: "Plumbline’s own criteria"}


def offered(kind: str, choices: Choices) -> list[tuple[str, str]]:
    """What a list of this kind offers; the first is no choice."""
    pairs = {ROLE: choices.roles, STAGE: choices.stages, RUBRIC: choices.rubrics}[kind]
    return [(_FIRST[kind], ""), *pairs]


def keep_fresh(page: gr.Blocks, product: Product, *events: Event) -> None:
    """Brings every such list on the page so far up to date on the events, such as `page.load` or a click's `then`."""
    lists = [
        (block, kind)
        for block in page.blocks.values()
        if isinstance(block, gr.Dropdown)
        for kind in _FIRST
        if kind in (block.elem_classes or ())
    ]

    def fresh() -> list[Any]:
        choices = product.choices()
        return [
            gr.update(choices=offered(kind, choices), visible=kind != RUBRIC or bool(choices.rubrics))
            for _, kind in lists
        ]

    for event in events:
        event(fresh, None, [block for block, _ in lists], **EVENTS)
