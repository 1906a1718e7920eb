"""The report inside the page: a frame in which nothing can run. `page.js` fits and steers it."""

from html import escape
from typing import Final

from assistant.reporting.html import render_html
from assistant.types import Report

_TEMPLATE_MARKS: Final = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;"})


def framed(report: Report) -> str:
    """The report's page in a frame without scripts, for an element whose HTML Gradio fills in."""
    return framed_page(render_html(report), "Interview report")


def framed_page(page: str, title: str) -> str:
    """A page of ours in such a frame.

    Braces and such are written as references, so that no template of the outer page reads them.
    """
    inside = escape(page).translate(_TEMPLATE_MARKS)
    return (
        f'<iframe class="report" title="{escape(title)}" sandbox="allow-same-origin" '
        f'onload="plumbline.frame(this)" srcdoc="{inside}"></iframe>'
    )
