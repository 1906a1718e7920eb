"""`report.pdf`: the report for paper, in black, with the quotes linked to their turns."""

from collections.abc import Iterator
from contextlib import closing
from typing import Final

from assistant.reporting import wording
from assistant.reporting.outline import Block, SpokenTurn, blocks, not_found, shown_criteria
from assistant.reporting.paper import ACCENT, LEFT, RIGHT, SOFT, Ink, Paper, Run
from assistant.reporting.plots import draw_over_time, draw_strip
from assistant.types import CriterionReport, ExchangeReport, Report, TurnEvidence

_TEXT: Final = 56.0  # where the transcript's text begins; names stand to the left of it
_TEXT_END: Final = 184.0
_PLAIN, _QUIET = Ink(10), Ink(9.5, colour=SOFT)
_BOLD, _SMALL = Ink(10, "B"), Ink(8.5, colour=SOFT)
Links = dict[int, int]


def render_pdf(report: Report) -> bytes:
    """The report as PDF. Two calls differ only in the creation date."""
    name = " ".join(report.candidate.split())[:80]
    with closing(Paper(f"Interview report: {name}", f"Plumbline interview report: {name}")) as paper:
        _set(paper, report)
        return bytes(paper.pdf.output())


def _set(paper: Paper, report: Report) -> None:
    links = {turn.index: paper.pdf.add_link() for turn in report.turns}
    _head(paper, report)
    _scores(paper, report)
    _criteria(paper, shown_criteria(report), links)
    _over_time(paper, report)
    _flags(paper, report, links)
    _follow_ups(paper, report, links)
    _transcript(paper, report, links)
    _coaching(paper, report, links)
    _method(paper, report)


def _heading(paper: Paper, title: str, lead: str = "") -> None:
    paper.gap(8)
    paper.need(26)
    paper.pdf.start_section(title)
    paper.write([Run(title, Ink(15, "B"))])
    if lead:
        paper.write([Run(lead, _QUIET)], right=_TEXT_END)
    paper.gap(2)


def _quote(text: str, turn: int, links: Links) -> list[Run]:
    return [Run(f"“{text}” ", Ink(10, "I")), Run(f"turn {turn}", Ink(9, colour=ACCENT, link=links.get(turn)))]


def _pair(paper: Paper, name: str, runs: list[Run], at: float = LEFT) -> None:
    """A name on the left and what it says beside it."""
    paper.need(5)
    paper.beside([Run(name, _QUIET)], at, at + 32)
    paper.write(runs, at + 34, _TEXT_END)


def _head(paper: Paper, report: Report) -> None:
    paper.write([Run("Plumbline interview report", Ink(9.5, "B", ACCENT))])
    paper.write([Run(report.candidate, Ink(24, "B"))], leading=1.2)
    paper.gap(2)
    for name, value in wording.facts(report):
        _pair(paper, name, [Run(value, _PLAIN)])
    paper.gap(3)
    paper.rule()


def _scores(paper: Paper, report: Report) -> None:
    paper.gap(6)
    if report.depth is None:
        paper.write([Run("No score", Ink(20, "B"))])
        paper.write([Run(wording.no_score(report), Ink(11))], right=_TEXT_END)
        why = f"Recorded reason: {wording.reason(report.unscored_reason)}. This is not a low score."
        paper.write([Run(why, _QUIET)], right=_TEXT_END)
    else:
        _score(paper, "Depth", f"{wording.number(report.depth)} of 5", wording.DEPTH_MEANS)
        draw_strip(paper, report.depth, report.depth_interval, (1, 5), (LEFT, 110))
        meaning = f"{wording.sentence(wording.span(report.depth_interval))} {wording.INTERVAL_MEANS}"
        paper.write([Run(meaning, _PLAIN)], right=_TEXT_END)
        paper.gap(4)
        _load(paper, report.buzzword_load)
    paper.gap(4)
    paper.write([Run(wording.limits(report), Ink(10, "B"))], right=_TEXT_END)


def _score(paper: Paper, name: str, figure: str, means: str) -> None:
    paper.write([Run(f"{name}  ", Ink(11, "B")), Run(figure, Ink(20, "B"))])
    paper.write([Run(means, _QUIET)], right=_TEXT_END)
    paper.gap(1)


def _load(paper: Paper, share: float | None) -> None:
    if share is None:
        _score(paper, "Buzzword load", "no figure", f"{wording.LOAD_MISSING} {wording.LOAD_MEANS}")
    else:
        _score(paper, "Buzzword load", f"{wording.load(share)} of 1", wording.LOAD_MEANS)
        draw_strip(paper, share, None, (0, 1), (LEFT, 110))


def _criteria(paper: Paper, criteria: tuple[CriterionReport, ...], links: Links) -> None:
    if not criteria:
        return
    _heading(paper, "Criteria", "The dot is the score on 1 to 5, the bar its 80% range.")
    for criterion in criteria:
        if criterion.score is not None:
            paper.need(12)
            paper.beside([Run(criterion.name, _BOLD)], LEFT, 88)
            value = [Run(f"{wording.number(criterion.score)}  ", _BOLD), Run(wording.span(criterion.interval), _QUIET)]
            paper.beside(value, 162, RIGHT)
            draw_strip(paper, criterion.score, criterion.interval, (1, 5), (92, 156))
            for name, words in wording.reasons(criterion):
                paper.write([Run(f"{name}: ", _SMALL), Run(words, _QUIET)], LEFT + 4, _TEXT_END)
            for runs in _quotes(criterion.evidence, links):
                paper.write(runs, LEFT + 4, _TEXT_END)
            paper.gap(3)
    _unscored(paper, [criterion for criterion in criteria if criterion.score is None])


def _unscored(paper: Paper, criteria: list[CriterionReport]) -> None:
    if criteria:
        paper.write([Run("Without a score, which is neither low nor high", _BOLD)])
    for criterion in criteria:
        paper.write([Run(f"{criterion.name}: ", _PLAIN), Run(wording.reason(criterion.unscored_reason), _QUIET)])


def _quotes(evidence: tuple[TurnEvidence, ...], links: Links) -> Iterator[list[Run]]:
    for quote in evidence:
        yield [Run(f"{wording.mark(quote)}: ", _SMALL), *_quote(quote.text, quote.turn, links)]


def _over_time(paper: Paper, report: Report) -> None:
    if report.exchanges:
        lead = "One dot for each exchange, by number; a cross below the scale is an exchange without a score."
        paper.need(80)
        _heading(paper, "Depth over the interview", lead)
        draw_over_time(paper, [(each.index, each.depth, each.depth_interval) for each in report.exchanges])


def _flags(paper: Paper, report: Report, links: Links) -> None:
    if report.flags:
        _heading(paper, "To look into", wording.FLAGS_MEAN)
    for flag in report.flags:
        paper.need(14)
        paper.write([Run(wording.flag_name(flag), _BOLD)])
        paper.write([Run(flag.why, _PLAIN)], right=_TEXT_END)
        if flag.quote is not None and flag.turn is not None:
            paper.write(_quote(flag.quote, flag.turn, links), right=_TEXT_END)
        elif flag.exchanges:
            paper.write([Run(wording.flag_rests_on(flag), _QUIET)])
        for name, words in wording.flag_notes(flag):
            paper.write([Run(f"{name}: ", _SMALL), Run(words, _QUIET)], right=_TEXT_END)
        paper.gap(3)


def _follow_ups(paper: Paper, report: Report, links: Links) -> None:
    if report.follow_ups:
        _heading(paper, "Still to ask")
    for item in report.follow_ups:
        paper.need(36)
        paper.write([Run(item.question, Ink(11, "B"))], right=_TEXT_END)
        paper.write(_quote(item.quote, item.turn, links), right=_TEXT_END)
        _pair(paper, "Missing", [Run(wording.KINDS[item.missing])])
        _pair(paper, "Why", [Run(item.why)])
        _pair(paper, "Listen for", [Run(item.listen_for)])
        _pair(paper, "Wording", [Run(wording.SOURCES[item.source])])
        paper.gap(4)


def _transcript(paper: Paper, report: Report, links: Links) -> None:
    if not report.turns:
        return
    _heading(paper, "Transcript")
    for kind, means in wording.LEGEND.items() if report.evidence else ():
        paper.write([Run(wording.LINES[kind], Ink(10, under=kind)), Run(f"  {means}", _PLAIN)])
    for block in blocks(report):
        _block(paper, report, block, links)


def _block(paper: Paper, report: Report, block: Block, links: Links) -> None:
    paper.gap(5)
    paper.need(30)
    paper.rule()
    paper.gap(2)
    if block.exchange:
        title = f"Exchange {block.exchange.index}{'' if block.first else ', continued'}"
        paper.beside([Run(title, _BOLD)], LEFT, _TEXT - 2)
        if block.first:
            _notes(paper, report, block.exchange)
        paper.gap(3 if block.first else 6)
    for spoken in block.turns:
        _spoken(paper, spoken, links)


def _notes(paper: Paper, report: Report, exchange: ExchangeReport) -> None:
    if exchange.depth is None:
        no_score = f"No score: {wording.reason(exchange.unscored_reason)}"
        paper.write([Run(no_score, _SMALL)], _TEXT, _TEXT_END)
        return
    load = "" if exchange.buzzword_load is None else f", buzzword load {wording.load(exchange.buzzword_load)}"
    figures = f"Depth {wording.number(exchange.depth)} ({wording.span(exchange.depth_interval)}){load}"
    paper.write([Run(figures, Ink(9, "B"))], _TEXT, _TEXT_END)
    for name, kinds in (
        ("Given", exchange.given),
        ("Claimed but empty", exchange.claimed),
        ("Not found", not_found(report, exchange)),
    ):
        paper.write([Run(f"{name}: {wording.listed(kinds)}", _SMALL)], _TEXT, _TEXT_END)


def _spoken(paper: Paper, spoken: SpokenTurn, links: Links) -> None:
    turn = spoken.turn
    paper.need(12)
    paper.pdf.set_link(links[turn.index], y=paper.y, page=paper.pdf.page)
    when = f", {wording.clock(turn.start_s)}" if turn.start_s is not None else ""
    who = [Run(f"{' '.join(turn.speaker.split())[:60]} ", Ink(9, "B")), Run(f"{turn.index}{when}", _SMALL)]
    paper.beside(who, LEFT, _TEXT - 3, leading=1.45 * 10.5 / 9)
    paper.write(list(_runs(spoken)), _TEXT, _TEXT_END, leading=1.45)
    paper.gap(3)


def _runs(spoken: SpokenTurn) -> Iterator[Run]:
    colour = Ink().colour if spoken.turn.role == "candidate" else SOFT
    for piece in spoken.pieces:
        kind = piece.span.kind if piece.span else None
        yield Run(piece.text, Ink(10.5, colour=colour, under=kind))
        if piece.span and piece.closes:
            label = wording.mark(piece.span).replace(" ", "\u00a0")
            yield Run(f"\u00a0[{label}]", Ink(7.5, colour=SOFT))


def _coaching(paper: Paper, report: Report, links: Links) -> None:
    if report.coaching:
        _heading(paper, "For the interviewer", "It has no part in the candidate’s scores.")
    for note in report.coaching:
        paper.need(12)
        paper.write([Run(wording.named(note.id), _BOLD)])
        paper.write([Run(note.note)], right=_TEXT_END)
        if note.quote is not None and note.turn is not None:
            paper.write(_quote(note.quote, note.turn, links), right=_TEXT_END)
        paper.gap(3)


def _method(paper: Paper, report: Report) -> None:
    _heading(paper, "How this was made", wording.METHOD)
    for name, value in report.versions.model_dump().items():
        _pair(paper, name, [Run(value, _SMALL)])
