"""The page served: on one address, with its own look, asking the network for nothing but itself."""

import logging
import socket
from importlib.resources import files
from pathlib import Path
from typing import Final

import gradio as gr

from assistant.errors import InputError
from ui.defaults import MAX_UPLOAD_MB, Defaults, shipped_examples
from ui.page import build_page
from ui.product import Product

_SANS: Final = (
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "Roboto",
    "Noto Sans",
    "Helvetica Neue",
    "Arial",
    "sans-serif",
)
_MONO: Final = ("ui-monospace", "Cascadia Code", "Menlo", "Consolas", "monospace")
_PAPER, _RAISED, _INK, _SOFT = (
    ("#fcfbf8", "#15191c"),
    ("#f4f2ec", "#1e2428"),
    ("#1c2227", "#e6e8e9"),
    ("#56606a", "#a7b1b9"),
)
_LINE, _EDGE, _ACCENT, _ON_ACCENT = (
    ("#d8d5cc", "#3a4248"),
    ("#8b8a83", "#76828b"),
    ("#175c6e", "#7cc7da"),
    ("#ffffff", "#10181b"),
)
_COLOURS: Final = (
    ("body_background_fill", *_PAPER),
    ("body_text_color", *_INK),
    ("body_text_color_subdued", *_SOFT),
    ("background_fill_primary", *_PAPER),
    ("background_fill_secondary", *_RAISED),
    ("block_background_fill", *_PAPER),
    ("block_border_color", *_LINE),
    ("block_label_text_color", *_SOFT),
    ("block_label_background_fill", *_PAPER),
    ("block_title_text_color", *_INK),
    ("block_info_text_color", *_SOFT),
    ("border_color_primary", *_LINE),
    ("border_color_accent", *_ACCENT),
    ("color_accent_soft", *_RAISED),
    ("link_text_color", *_ACCENT),
    ("input_background_fill", *_PAPER),
    ("input_background_fill_focus", *_PAPER),
    ("input_border_color", *_EDGE),
    ("input_border_color_focus", *_ACCENT),
    ("input_placeholder_color", *_SOFT),
    ("checkbox_background_color_selected", *_ACCENT),
    ("checkbox_border_color_selected", *_ACCENT),
    ("checkbox_border_color", *_EDGE),
    ("button_primary_background_fill", *_ACCENT),
    ("button_primary_background_fill_hover", "#0f4654", "#a3dbe9"),
    ("button_primary_text_color", *_ON_ACCENT),
    ("button_primary_border_color", *_ACCENT),
    ("button_primary_border_color_hover", *_ACCENT),
    ("button_secondary_background_fill", *_PAPER),
    ("button_secondary_background_fill_hover", *_RAISED),
    ("button_secondary_text_color", *_INK),
    ("button_secondary_border_color", *_EDGE),
)


def serve_page(product: Product, defaults: Defaults) -> tuple[gr.Blocks, str]:
    """Starts the page in a thread of its own; returns it, to be closed, and its address.

    `ui.surroundings.prepare` must have run before gradio was first imported. Raises InputError where the port is taken.
    """
    settings = defaults.settings
    _log_to(settings.logs_dir / "page.log")
    _check_free(settings.host, settings.ui_port)
    page = build_page(product, defaults)
    gr.set_static_paths([settings.reports_dir])  # served as they lie; no copy outlives a report that is deleted
    samples = {str(path.parent) for path in (*defaults.samples, *shipped_examples())}
    _, address, _ = page.launch(
        server_name=settings.host,
        server_port=settings.ui_port,
        allowed_paths=[str(settings.reports_dir.resolve()), *samples],
        max_file_size=MAX_UPLOAD_MB * 1024 * 1024,
        prevent_thread_lock=True,
        quiet=True,
        show_error=False,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        share=False,
        theme=_theme(),
        head=f"<script>{(files('ui') / 'page.js').read_text(encoding='utf-8')}</script>",
        css=(files("ui") / "page.css").read_text(encoding="utf-8"),
    )
    return page, str(address)


def _check_free(host: str, port: int) -> None:
    """Before Gradio tries it: a port that is taken is told in a sentence."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        raise InputError(
            f"the page cannot be served on {host}, port {port}: {error.strerror}. Stop what is there, or name another "
            "port with PLUMBLINE_UI_PORT."
        ) from error


def _theme() -> gr.themes.Base:
    """The report's colours for the page around it, light and dark."""
    theme = gr.themes.Base(font=_SANS, font_mono=_MONO, radius_size="sm", text_size="md")
    theme.set(input_border_width="1px", button_border_width="1px", block_label_border_width="0")
    both = {name: (light, dark) for name, light, dark in _COLOURS}
    return theme.set(
        **{name: light for name, (light, _) in both.items()},
        **{f"{name}_dark": dark for name, (_, dark) in both.items()},
    )


def _log_to(path: Path) -> None:
    """Sends what the page logs to a file; once for each file."""
    log = logging.getLogger("plumbline.page")
    known = {handler.baseFilename for handler in log.handlers if isinstance(handler, logging.FileHandler)}
    if str(path.resolve()) not in known:
        handler = logging.FileHandler(path, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
