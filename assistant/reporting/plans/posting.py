"""`posting.md`: what is vague in a job description, and what could stand there instead, for whoever wrote it."""

from collections.abc import Iterator

from assistant.preparing.posting import Advice, VagueDemand
from assistant.reporting.markdown import plain
from assistant.reporting.wording import counted, stage_name

MEANS = (
    "Found by lists of wordings: what they miss may still be vague, and what they find may be meant. What stands under "
    "“Instead” is a proposal for this role and stage; whoever wrote the posting knows the work."
)


def render_posting_markdown(advice: Advice) -> str:
    """The advice as Markdown, ending in a newline."""
    parts = [*_head(advice), *_vague(advice), *_against(advice), *_concrete(advice), *_profile(advice)]
    return "\n".join(parts).rstrip() + "\n"


def _head(advice: Advice) -> Iterator[str]:
    yield f"# The posting: {plain(advice.profile.role.name)}\n"
    yield f"- Read for: {plain(advice.profile.nearest_name)}, {stage_name(advice.stage, advice.stage_assumed)}"
    yield from (f"- {plain(reason)}" for reason in advice.reasons)
    yield from (f"- {plain(note)}" for note in advice.notes)
    yield f"\n{MEANS}\n"


def _vague(advice: Advice) -> Iterator[str]:
    yield f"## {counted(len(advice.vague), 'vague demand')}\n"
    for number, one in enumerate(advice.vague, 1):
        yield f"### {number}. “{plain(one.quote)}” (line {one.line})\n"
        yield f"*{one.kind_name}.* {plain(one.why)}\n"
        yield f"{_instead(one)}\n"
        if one.instead:
            yield f"Ask whoever wrote it: {plain(one.ask)}\n"


def _instead(one: VagueDemand) -> str:
    if one.same_as:
        return f"**Instead:** as for {one.same_as}."
    about = f" (about {plain(one.about)})" if one.about.casefold() not in one.quote.casefold() else ""
    if one.instead:
        return f"**Instead**{about}**:** {plain(one.instead)}"
    return f"Nothing here fits it. **Ask whoever wrote it:** {plain(one.ask)}"


def _against(advice: Advice) -> Iterator[str]:
    if advice.against:
        yield "## Does not fit the stage\n"
    for one in advice.against:
        yield f"- “{plain(one.quote)}” (line {one.line}): the rest reads as {plain(one.stage)}. {plain(one.why)}"
    yield ""


def _concrete(advice: Advice) -> Iterator[str]:
    if advice.concrete:
        yield "## Stands as it is\n"
    yield from (f"- “{plain(one.quote)}” (line {one.line})" for one in advice.concrete)
    yield ""


def _profile(advice: Advice) -> Iterator[str]:
    profile = advice.profile
    yield f"## Role profile `{profile.role.id}`\n"
    yield f"Made from {plain(profile.nearest_name)}; the file is `role_profile.yaml`.\n"
    if not profile.changes:
        yield "No weight was moved: the posting stresses nothing more than that role does."
    for one in profile.changes:
        yield f"- {plain(one.name)}: {one.before:g} → {one.after:g}, {plain(one.why)}"
