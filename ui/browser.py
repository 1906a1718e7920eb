"""What a browser remembers between visits: its own secret, and which interview, practice and report were on its screen.

Drafts are kept by `page.js` alone, so that they survive a server that is gone.
"""

from dataclasses import dataclass
from typing import Any, Final, TypedDict

import gradio as gr

# Gradio encrypts what it keeps, with a new key at each start unless it is given one. This one hides nothing.
_KEY: Final = "plumbline"


class Place(TypedDict):
    """What is on the screen of a tab: an id, or none, and how much of its record had been seen.

    Never falsy as a whole: Gradio does not write a falsy value into the browser.
    """

    id: str
    seen: int


NOWHERE: Final[Place] = {"id": "", "seen": 0}


@dataclass(frozen=True)
class Browser:
    """The parts of the page that hold what the browser remembers. `owner` is made by `page.js` and never shown.

    `begun`: the id of an interview that another workspace has begun in this tab.
    """

    owner: gr.Textbox
    interview: gr.BrowserState
    practice: gr.BrowserState
    report: gr.BrowserState
    numbers: gr.BrowserState
    workspace: gr.BrowserState
    page: gr.Blocks
    begun: gr.State


def browser(page: gr.Blocks) -> Browser:
    """Lays them out inside the page; they must stand outside of tabs, whose contents come late."""
    return Browser(
        gr.Textbox("", visible=False),
        _kept("interview", NOWHERE),
        _kept("practice", NOWHERE),
        _kept("report", NOWHERE),
        _kept("numbers", "shown"),
        _kept("workspace", "interview"),
        page,
        gr.State(""),
    )


def _kept(name: str, value: Any) -> gr.BrowserState:
    return gr.BrowserState(value, storage_key=f"plumbline.{name}", secret=_KEY)
