"""A report in reading order: the transcript as blocks of one exchange each, and where each exchange lies in time.

Shared by every format that shows the transcript; holds no layout.
"""

from dataclasses import dataclass
from itertools import groupby

from assistant.reporting.highlights import Piece, by_turn, pieces, turns_by_index
from assistant.types import CriterionReport, EvidenceKind, ExchangeReport, Report, Turn


@dataclass(frozen=True)
class SpokenTurn:
    """A turn with its text cut into highlighted pieces."""

    turn: Turn
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Block:
    """Neighbouring turns of one exchange, or of none. `first` is true where the exchange begins."""

    exchange: ExchangeReport | None
    first: bool
    turns: tuple[SpokenTurn, ...]


def blocks(report: Report) -> tuple[Block, ...]:
    """The transcript, every turn once and in order."""
    spans = by_turn(report)
    exchange_of = {
        turn: exchange for exchange in report.exchanges for turn in (*exchange.question_turns, *exchange.answer_turns)
    }
    seen: set[int] = set()
    found: list[Block] = []
    for place, group in groupby(report.turns, key=lambda turn: _place(exchange_of.get(turn.index))):
        spoken = tuple(SpokenTurn(turn, pieces(turn.text, spans.get(turn.index, ()))) for turn in group)
        exchange = exchange_of.get(spoken[0].turn.index)
        found.append(Block(exchange, exchange is not None and place not in seen, spoken))
        seen.add(place)
    return tuple(found)


def _place(exchange: ExchangeReport | None) -> int:
    return exchange.index if exchange else -1


def shown_criteria(report: Report) -> tuple[CriterionReport, ...]:
    """The criteria, or none of them where all only repeat why the whole report has no score."""
    reasons = {criterion.unscored_reason for criterion in report.criteria if criterion.score is None}
    repeated = report.depth is None and reasons == {report.unscored_reason}
    return () if repeated and all(criterion.score is None for criterion in report.criteria) else report.criteria


def not_found(report: Report, exchange: ExchangeReport) -> tuple[EvidenceKind, ...]:
    """The kinds of evidence that the exchange neither gives nor claims, and that no marked words of it give."""
    marked = {span.gives for span in report.evidence if span.kind == "evidence" and span.turn in exchange.answer_turns}
    return tuple(kind for kind in EvidenceKind if kind not in {*exchange.given, *exchange.claimed, *marked})


def opening(report: Report, exchange: ExchangeReport, length: int = 90) -> str:
    """The beginning of the exchange's question, to recognise it by; at most `length` characters."""
    turns = turns_by_index(report)
    words = " ".join(" ".join(turns[index].text.split()) for index in exchange.question_turns if index in turns)
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"


def starts(report: Report) -> tuple[float | None, ...]:
    """When each exchange begins, in seconds; None where the file has no time for it."""
    turns = turns_by_index(report)
    return tuple(
        next(
            (
                start
                for index in (*exchange.question_turns, *exchange.answer_turns)
                if index in turns and (start := turns[index].start_s) is not None
            ),
            None,
        )
        for exchange in report.exchanges
    )
