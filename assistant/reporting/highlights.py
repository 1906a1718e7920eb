"""A turn's text cut where highlighting begins and ends. The pieces joined are always the text itself.

Where spans of several kinds cover the same words, evidence shows before a vague claim and that before a buzzword.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from assistant.types import Report, SpanKind, Turn, TurnEvidence

_RANK: Final[dict[SpanKind, int]] = {"evidence": 0, "vague": 1, "buzzword": 2}


@dataclass(frozen=True)
class Piece:
    """A run of text under one span, or under none. `closes` is true for the span's last visible piece."""

    text: str
    span: TurnEvidence | None = None
    closes: bool = False


def pieces(text: str, spans: Iterable[TurnEvidence]) -> tuple[Piece, ...]:
    """The text as pieces in order, each under the foremost span that covers it."""
    shown = sorted(spans, key=lambda span: (_RANK[span.kind], span.start, span.end))
    cuts = sorted({0, len(text), *(span.start for span in shown), *(span.end for span in shown)})
    found: list[Piece] = []
    for start, end in pairwise(cuts):
        top = next((span for span in shown if span.start <= start and end <= span.end), None)
        if found and found[-1].span is top:
            found[-1] = Piece(found[-1].text + text[start:end], top)
        else:
            found.append(Piece(text[start:end], top))
    last = {id(piece.span): place for place, piece in enumerate(found) if piece.span}
    return tuple(
        Piece(piece.text, piece.span, closes=last.get(id(piece.span)) == place) for place, piece in enumerate(found)
    )


def by_turn(report: Report) -> dict[int, tuple[TurnEvidence, ...]]:
    """The report's spans by the index of their turn."""
    spans: dict[int, list[TurnEvidence]] = {}
    for span in report.evidence:
        spans.setdefault(span.turn, []).append(span)
    return {turn: tuple(found) for turn, found in spans.items()}


def check_quotes(report: Report) -> None:
    """Every quote stands in its turn, letter for letter; ValueError names the first that does not."""
    texts = {turn.index: turn.text for turn in report.turns}
    for span in (*report.evidence, *(each for criterion in report.criteria for each in criterion.evidence)):
        if span.turn not in texts or texts[span.turn][span.start : span.end] != span.text or not span.text:
            raise ValueError(f"the quote {span.text!r} is not at {span.start}-{span.end} of turn {span.turn}")
    for turn, quote in _noted(report):
        if quote is not None and (turn is None or quote not in texts.get(turn, "")):
            raise ValueError(f"the quote {quote!r} does not stand in turn {turn}")


def _noted(report: Report) -> Iterator[tuple[int | None, str | None]]:
    yield from ((flag.turn, flag.quote) for flag in report.flags)
    yield from ((item.turn, item.quote) for item in report.follow_ups)
    yield from ((note.turn, note.quote) for note in report.coaching)


def turns_by_index(report: Report) -> dict[int, Turn]:
    """The report's turns by index."""
    return {turn.index: turn for turn in report.turns}
