"""The page: masthead, notice and workspaces. To add one, write a module with `TITLE` and `build` and list it here."""

from types import ModuleType
from typing import Final

import gradio as gr

from ui import interview, knowledge, panels, practise, prepare, transcripts
from ui.browser import Browser, browser
from ui.defaults import Defaults
from ui.notice import notice
from ui.product import Product

WORKSPACES: Final[tuple[ModuleType, ...]] = (interview, prepare, practise, transcripts, knowledge)
_HOUR_S, _DAY_S = 3600, 86400
# In the browser alone: by way of the server it would come late, and undo what a quick person has chosen meanwhile.
_SELECT: Final = "(name) => ({ __type__: 'update', selected: name })"


def build_page(product: Product, defaults: Defaults) -> gr.Blocks:
    """The whole page, with a tab for each workspace; uploads are deleted after a day."""
    with gr.Blocks(title="Plumbline", analytics_enabled=False, delete_cache=(_HOUR_S, _DAY_S)) as page:
        kept = browser(page)
        gr.HTML(panels.MASTHEAD)
        gr.HTML(notice(defaults.settings))
        with gr.Tabs(elem_id="workspaces", overflow_behavior="wrap") as tabs:
            for workspace in WORKSPACES:
                with gr.Tab(workspace.TITLE, id=workspace.TITLE.lower()) as tab:
                    workspace.build(product, defaults, kept)
                _remember(tab, workspace.TITLE.lower(), kept)
        page.load(None, kept.workspace, tabs, js=_SELECT)
    return page


def _remember(tab: gr.Tab, name: str, kept: Browser) -> None:
    """The workspace that was looked at last is the one that a reload shows."""
    tab.select(None, None, kept.workspace, js=f"() => '{name}'")
