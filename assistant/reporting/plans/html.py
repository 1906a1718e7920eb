"""`plan.html`: the panel's plan as one page to read on the screen or to print, without scripts or network."""

from assistant.preparing.panel import PanelPlan, Step
from assistant.reporting import wording as words
from assistant.reporting.html import environment, style
from assistant.reporting.plans import wording


def render_plan_html(plan: PanelPlan) -> str:
    """The plan as an HTML page. Names and whatever came from a description are shown as text and never run."""
    return (
        environment()
        .get_template("plan.html.j2")
        .render(
            plan=plan,
            css=style(),
            told=wording,
            kinds=words.KINDS,
            numbered=[_numbered(session.steps) for session in plan.sessions],
        )
    )


def _numbered(steps: tuple[Step, ...]) -> list[tuple[Step, int]]:
    """Steps with the number of the question that each is or follows."""
    number = 0
    found: list[tuple[Step, int]] = []
    for step in steps:
        number += step.asking is not None
        found.append((step, number))
    return found
