"""The page: a masthead and its workspaces. To add one, write a module with `TITLE` and `build` and list it here."""

from types import ModuleType
from typing import Final

import gradio as gr

from ui import panels, transcripts
from ui.defaults import Defaults
from ui.product import Product

WORKSPACES: Final[tuple[ModuleType, ...]] = (transcripts,)
_HOUR_S, _DAY_S = 3600, 86400


def build_page(product: Product, defaults: Defaults) -> gr.Blocks:
    """The whole page. Tabs appear as soon as there is more than one workspace; uploads are deleted after a day."""
    with gr.Blocks(title="Plumbline", analytics_enabled=False, delete_cache=(_HOUR_S, _DAY_S)) as page:
        gr.HTML(panels.MASTHEAD)
        if len(WORKSPACES) == 1:
            WORKSPACES[0].build(product, defaults)
        else:
            with gr.Tabs():
                for workspace in WORKSPACES:
                    with gr.Tab(workspace.TITLE):
                        workspace.build(product, defaults)
    return page
