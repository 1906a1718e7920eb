"""`report.md`: the report as Markdown that reads well unrendered too. No table, no raw HTML but the turns' anchors.

Text of people is escaped so that nothing in it becomes a heading, a link, an image or markup.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from assistant.reporting import wording
from assistant.reporting.outline import Block, blocks, not_found, opening, shown_criteria
from assistant.types import CriterionReport, ExchangeReport, Report, TurnEvidence

_SPECIAL: Final = re.compile(r"([\\`*_\[\]~|$])")
_BLOCK_START: Final = re.compile(r"^(\d*)([#+\-=.)])")
_INVISIBLE: Final = {"Cc": " ", "Cs": "\ufffd"}
_DIRECTIONS: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """People's text as one line of Markdown that renders as exactly these words; invisible marks are left out."""
    visible = "".join(_INVISIBLE.get(unicodedata.category(c), c) for c in _DIRECTIONS.sub("", text))
    line = " ".join(visible.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _BLOCK_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", line))


def render_markdown(report: Report) -> str:
    """The report as Markdown, ending in a newline."""
    parts = [
        *_head(report),
        *_scores(report),
        *_criteria(shown_criteria(report)),
        *_exchanges(report),
        *_flags(report),
        *_follow_ups(report),
    ]
    parts += [*_transcript(report), *_coaching(report), *_method(report)]
    return "\n".join(parts).rstrip() + "\n"


def _turn(index: int) -> str:
    return f"[turn {index}](#turn-{index})"


def _quote(text: str, turn: int) -> str:
    return f"“{plain(text)}” ({_turn(turn)})"


def _head(report: Report) -> Iterator[str]:
    yield f"# Interview report: {plain(report.candidate)}\n"
    yield from (f"- {name}: {plain(value)}" for name, value in wording.facts(report))
    yield ""


def _scores(report: Report) -> Iterator[str]:
    if report.depth is None:
        yield f"## No score\n\n{plain(wording.no_score(report))}\n"
        yield f"Recorded reason: {wording.reason(report.unscored_reason)}. This is not a low score.\n"
    else:
        yield f"## Depth: {wording.number(report.depth)} of 5 ({wording.span(report.depth_interval)})\n"
        yield f"{wording.INTERVAL_MEANS} {wording.DEPTH_MEANS}\n"
        if report.buzzword_load is None:
            yield f"## Buzzword load: no figure\n\n{wording.LOAD_MISSING}\n"
        else:
            yield f"## Buzzword load: {wording.load(report.buzzword_load)} of 1\n"
        yield f"{wording.LOAD_MEANS}\n"
    yield f"> {wording.limits(report)}\n"


def _criteria(criteria: tuple[CriterionReport, ...]) -> Iterator[str]:
    if criteria:
        yield "## Criteria\n"
    for criterion in sorted(criteria, key=lambda one: one.score is None):
        yield f"- **{plain(criterion.name)}**: {_measured(criterion)}"
        yield from (f"  - {name}: {plain(text)}" for name, text in wording.reasons(criterion))
        yield from (f"  - {_evidence(quote)}" for quote in criterion.evidence)
    yield ""


def _measured(criterion: CriterionReport) -> str:
    where = f"; exchange {wording.exchanges(criterion.exchanges)}" if criterion.exchanges else ""
    if criterion.score is None:
        return f"no score, {wording.reason(criterion.unscored_reason)}{where}"
    return f"{wording.number(criterion.score)} ({wording.span(criterion.interval)}){where}"


def _evidence(quote: TurnEvidence) -> str:
    return f"{wording.mark(quote)}: {_quote(quote.text, quote.turn)}"


def _exchanges(report: Report) -> Iterator[str]:
    """What the numbers of exchanges stand for, at a glance."""
    if report.exchanges:
        yield "## Exchange by exchange\n"
    for each in report.exchanges:
        score = (
            f"no score, {wording.reason(each.unscored_reason)}" if each.depth is None else wording.number(each.depth)
        )
        first = min((*each.question_turns, *each.answer_turns))
        yield f"- Exchange {each.index} ({_turn(first)}): {score}. “{plain(opening(report, each))}”"
    yield ""


def _flags(report: Report) -> Iterator[str]:
    if report.flags:
        yield f"## To look into\n\n{wording.FLAGS_MEAN}\n"
    for flag in report.flags:
        yield f"- **{plain(wording.flag_name(flag))}**: {plain(flag.why)}"
        if flag.quote is not None and flag.turn is not None:
            yield f"  - {_quote(flag.quote, flag.turn)}"
        elif flag.exchanges:
            yield f"  - {wording.flag_rests_on(flag)}"
        yield from (f"  - {name}: {plain(text)}" for name, text in wording.flag_notes(flag))
    yield ""


def _follow_ups(report: Report) -> Iterator[str]:
    if report.follow_ups:
        yield "## Still to ask\n"
    for place, item in enumerate(report.follow_ups, start=1):
        yield f"{place}. **{plain(item.question)}**"
        yield f"   - About: {_quote(item.quote, item.turn)}"
        yield f"   - Missing: {wording.KINDS[item.missing]}"
        yield f"   - Why: {plain(item.why)}"
        yield f"   - Listen for: {plain(item.listen_for)}"
        yield f"   - Wording: {wording.SOURCES[item.source]}"
    yield ""


def _transcript(report: Report) -> Iterator[str]:
    yield "## Transcript\n"
    for block in blocks(report):
        yield from _block(report, block)


def _block(report: Report, block: Block) -> Iterator[str]:
    if block.exchange:
        yield f"### Exchange {block.exchange.index}{'' if block.first else ', continued'}\n"
        if block.first:
            yield from _exchange(report, block.exchange)
    for spoken in block.turns:
        turn = spoken.turn
        when = f", {wording.clock(turn.start_s)}" if turn.start_s is not None else ""
        who = f"**{plain(turn.speaker)}** ({turn.role}, turn {turn.index}{when})"
        yield f'<a id="turn-{turn.index}"></a>{who}: {plain(turn.text)}\n'
        shown = [piece.span for piece in spoken.pieces if piece.span and piece.closes]
        yield from (f"- {wording.mark(span)}: “{plain(span.text)}”" for span in shown)
        if shown:
            yield ""


def _exchange(report: Report, exchange: ExchangeReport) -> Iterator[str]:
    if exchange.depth is None:
        yield f"*No score: {wording.reason(exchange.unscored_reason)}.*\n"
        return
    load = f"; buzzword load {wording.load(exchange.buzzword_load)}" if exchange.buzzword_load is not None else ""
    yield f"*Depth {wording.number(exchange.depth)} ({wording.span(exchange.depth_interval)}){load}.*  "
    yield f"*Given: {wording.listed(exchange.given)}. Claimed but empty: {wording.listed(exchange.claimed)}.*  "
    yield f"*Not found: {wording.listed(not_found(report, exchange))}.*\n"


def _coaching(report: Report) -> Iterator[str]:
    if report.coaching:
        yield "## For the interviewer\n"
    for note in report.coaching:
        quote = f" {_quote(note.quote, note.turn)}" if note.quote is not None and note.turn is not None else ""
        yield f"- **{plain(wording.named(note.id))}**: {plain(note.note)}{quote}"
    yield ""


def _method(report: Report) -> Iterator[str]:
    yield f"## How this was made\n\n{wording.METHOD}\n"
    yield from (f"- {name}: {plain(value)}" for name, value in report.versions.model_dump().items())
