"""Buttons that stand in our own HTML: which one was pressed, and for what. No state."""

from dataclasses import dataclass
from typing import Final

import gradio as gr

CHOOSES: Final = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (button && !button.disabled) trigger("click", { what: button.dataset.do, key: button.dataset.key ?? "" });
});
const local = () => plumbline.localTimes(element);
watch("value", local);
local();
"""
"""For `js_on_load`: a press on a button with `data-do` becomes the component's click; times are local."""


@dataclass(frozen=True)
class Choice:
    """A button's `data-do` and `data-key`."""

    what: str
    key: str


def chosen(event: gr.EventData) -> Choice:
    """What was pressed. Both come from the browser and may be anything."""
    return Choice(str(event._data["what"]), str(event._data["key"]))
