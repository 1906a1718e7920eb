"""What is still worth asking after an interview, in the bank's own words, anchored in what was said.

For an exchange that left something open: the kind of evidence its criteria ask for and that was claimed, or else not
heard; the nearest question of the bank has a probe for it. The model words nothing here, so the source is `bank`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.types import EvidenceKind, ExchangeReport, FollowUp, TurnEvidence
from knowledge.types import Criterion, Question

MOST = 6
SETTLED = 4.0

WHY: Mapping[EvidenceKind, tuple[str, str]] = {
    EvidenceKind.METRIC: ("a result is claimed without its number", "no number says how good or bad it was"),
    EvidenceKind.BASELINE: ("it is called better, without better than what", "nothing says what it was compared with"),
    EvidenceKind.OWN_PART: ("the work is told as the team's", "nothing says what the candidate did themselves"),
    EvidenceKind.TRADE_OFF: ("a price is hinted at, not named", "nothing says what was given up for it"),
    EvidenceKind.FAILURE: ("trouble is mentioned, not what it did", "nothing says what went wrong on the way"),
    EvidenceKind.SCALE: ("size is asserted, not stated", "nothing says how much data, traffic or time it was"),
    EvidenceKind.DATA: (
        "data is mentioned, not what was in it",
        "nothing says where the data came from or what was wrong with it",
    ),
    EvidenceKind.DECISION: ("a choice is mentioned without its ground", "nothing says which alternatives were weighed"),
    EvidenceKind.MECHANISM: ("a cause is named, not how it works", "nothing says how or why it works"),
}


@dataclass(frozen=True)
class Open:
    """An exchange that left something open, the nearest bank question, and the words to take it up by."""

    exchange: ExchangeReport
    question: Question
    missing: EvidenceKind
    anchor: TurnEvidence


def follow_ups(
    exchanges: Sequence[ExchangeReport],
    evidence: Sequence[TurnEvidence],
    nearest: Mapping[int, Question],
    criteria: Mapping[str, Criterion],
) -> tuple[FollowUp, ...]:
    """The follow-ups of an interview, the most open exchange first. `nearest`: bank question by exchange index."""
    open_ones = [found for e in exchanges if (found := _open(e, evidence, nearest.get(e.index), criteria))]
    open_ones.sort(key=lambda found: found.exchange.depth or 0)
    worded = (_follow_up(found) for found in open_ones)
    unique = {follow_up.question: follow_up for follow_up in worded if follow_up}
    return tuple(unique.values())[:MOST]


def _open(
    exchange: ExchangeReport,
    evidence: Sequence[TurnEvidence],
    question: Question | None,
    criteria: Mapping[str, Criterion],
) -> Open | None:
    if question is None or exchange.depth is None or exchange.depth >= SETTLED:
        return None
    wanted = [
        kind for score in exchange.criteria if score.id in criteria for kind in criteria[score.id].evidence.central
    ]
    missing = next((k for k in wanted if k in exchange.claimed), None) or next(
        (k for k in wanted if k not in exchange.given), None
    )
    spans = [span for span in evidence if span.turn in exchange.answer_turns]
    anchor = min(spans, key=lambda span: ("vague", "buzzword", "evidence").index(span.kind), default=None)
    return Open(exchange, question, missing, anchor) if missing and anchor else None


def _follow_up(found: Open) -> FollowUp | None:
    probe = found.question.follow_ups.probe(found.missing)
    if probe is None:
        return None
    claimed, absent = WHY[found.missing]
    return FollowUp(
        turn=found.anchor.turn,
        question=probe,
        quote=found.anchor.text,
        missing=found.missing,
        why=claimed if found.missing in found.exchange.claimed else absent,
        listen_for=found.question.strong[0],
        source="bank",
    )
