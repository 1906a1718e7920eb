"""The pieces of HTML of the workspace *Prepare*: vague demands beside what could stand there. All text is escaped."""

from html import escape
from typing import Final

from assistant.preparing.panel import PanelPlan
from assistant.preparing.posting import Advice, VagueDemand
from assistant.reporting.plans import wording as told
from assistant.reporting.wording import counted, stage_name
from knowledge.demands import VagueKind

EMPTY: Final = (
    '<div class="empty"><h2>No plan yet</h2><ol>'
    "<li>Paste a job description, or choose role, stage and seniority.</li>"
    "<li>Say who interviews, and for how long.</li>"
    "<li>Press <b>Make the plan</b>. Who asks what appears here, with scorecards to print, and what the description "
    "asks for too vaguely.</li></ol></div>"
)
PANEL_HINT: Final = "Name: minutes, separated by commas."
MEANS: Final = (
    "Found by lists of wordings, so some are missed and some may be meant. What stands beside is a proposal for this "
    "role and stage."
)


def done(plan: PanelPlan) -> str:
    """The outcome in a line, for those who do not see the plan appear."""
    left = told.important_left_out(plan)
    lacking = f" {counted(len(left), 'important criterion', 'important criteria')} found no time." if left else ""
    people = counted(len(plan.sessions), "interviewer")
    return f'<p class="done" role="status">The plan is made for {people}.{lacking}</p>'


def advice(found: Advice | None) -> str:
    """What is to be said of the description; nothing without one."""
    if found is None:
        return ""
    vague = "".join(_demand(one) for one in found.vague)
    head = f"<h2>{counted(len(found.vague), 'vague demand')} in the description</h2>"
    read = [stage_name(found.stage, found.stage_assumed), *found.reasons, *found.notes]
    reasons = "".join(f"<li>{escape(one)}</li>" for one in read[1:])
    table = f'<p class="quiet">{MEANS}</p><ol class="demands">{vague}</ol>' if vague else ""
    return (
        f'<section class="advice">{head}<p>Read for {escape(found.profile.nearest_name)}, {escape(read[0])}.</p>'
        f"<details><summary>How it was read</summary><ul>{reasons}</ul></details>{table}"
        f"{_against(found)}{_concrete(found)}{_profile(found)}</section>"
    )


def _demand(one: VagueDemand) -> str:
    about = f' <span class="quiet">about {escape(one.about)}</span>' if _adds(one) else ""
    if one.same_as:
        instead = f"<p>As for {one.same_as}.</p>"
    elif one.instead:
        instead = f"<p><b>Instead</b>{about}: {escape(one.instead)}</p>"
    else:
        instead = "<p><b>Nothing here fits it.</b></p>"
    ask = f"<p>Ask whoever wrote it: {escape(one.ask)}</p>" if not one.instead or _many(one) else ""
    return (
        f'<li><div class="was"><q><bdi>{escape(one.quote)}</bdi></q> <span class="quiet">line {one.line}, '
        f"{escape(one.kind_name.lower())}</span><p>{escape(one.why)}</p></div>"
        f'<div class="instead">{instead}{ask}</div></li>'
    )


def _adds(one: VagueDemand) -> bool:
    """Whether what it is about has to be said beside the quote."""
    return bool(one.instead and one.about) and one.about.casefold() not in one.quote.casefold()


def _many(one: VagueDemand) -> bool:
    return one.kind in (VagueKind.KITCHEN_SINK, VagueKind.TOOL_LIST)


def _against(found: Advice) -> str:
    items = "".join(
        f"<li><q>{escape(one.quote)}</q> (line {one.line}) does not fit {escape(one.stage)}: {escape(one.why)}</li>"
        for one in found.against
    )
    return f"<h3>Does not fit the stage</h3><ul>{items}</ul>" if items else ""


def _concrete(found: Advice) -> str:
    items = "".join(
        f'<li><q>{escape(one.quote)}</q> <span class="quiet">line {one.line}</span></li>' for one in found.concrete
    )
    stand = counted(len(found.concrete), "demand that stands as it is", "demands that stand as they are")
    return f"<details><summary>{stand}</summary><ul>{items}</ul></details>" if items else ""


def _profile(found: Advice) -> str:
    profile = found.profile
    items = "".join(
        f"<li>{escape(one.name)}: {one.before:g} → {one.after:g}, {escape(one.why)}</li>" for one in profile.changes
    )
    moved = f"<ul>{items}</ul>" if items else "<p>No weight was moved.</p>"
    name = escape(profile.role.name)
    return f"<details><summary>Role profile: {name}, from {escape(profile.nearest_name)}</summary>{moved}</details>"
