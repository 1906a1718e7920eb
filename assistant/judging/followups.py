"""What is still worth asking after an interview, in the bank's own words, anchored in what was said.

For an exchange that left something open: the kind of evidence its criteria ask for and that was claimed, or else not
heard; the nearest question of the bank has a probe for it. The model words nothing here, so the source is `bank`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.judging.criteria import JudgedCriterion
from assistant.types import EvidenceKind, ExchangeReport, FollowUp, TurnEvidence
from knowledge.types import Question

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
    """An exchange that left something open: what is missing, the bank's probe for it, the words to take it up by."""

    exchange: ExchangeReport
    question: Question
    missing: EvidenceKind
    probe: str
    anchor: TurnEvidence


def follow_ups(
    exchanges: Sequence[ExchangeReport],
    evidence: Sequence[TurnEvidence],
    nearest: Mapping[int, Question],
    criteria: Sequence[JudgedCriterion],
    asked: str = "",
) -> tuple[FollowUp, ...]:
    """The follow-ups of an interview, the most open exchange first; none twice, none of what was `asked` already.

    `nearest`: bank question by exchange index. `asked`: everything the interviewers said.
    """
    wanted = {criterion.id: criterion.central for criterion in criteria}
    heard = asked.casefold()
    found: dict[str, Open] = {}
    for exchange in sorted(exchanges, key=lambda exchange: exchange.depth or 0):
        left = _open(exchange, evidence, nearest.get(exchange.index), wanted)
        if new := next((o for o in left if o.probe not in found and o.probe.casefold() not in heard), None):
            found[new.probe] = new
    return tuple(map(_follow_up, found.values()))[:MOST]


def _open(
    exchange: ExchangeReport,
    evidence: Sequence[TurnEvidence],
    question: Question | None,
    wanted: Mapping[str, Sequence[EvidenceKind]],
) -> Iterator[Open]:
    """What an exchange left open and the bank has a probe for: first what was only claimed, then what was not heard."""
    anchor = _anchor([span for span in evidence if span.turn in exchange.answer_turns])
    if question is None or anchor is None or exchange.depth is None or exchange.depth >= SETTLED:
        return
    asked_for = dict.fromkeys(kind for c in exchange.criteria if c.score is not None for kind in wanted.get(c.id, ()))
    missing = sorted((k for k in asked_for if k not in exchange.given), key=lambda kind: kind not in exchange.claimed)
    for kind in missing:
        if probe := question.follow_ups.probe(kind):
            yield Open(exchange, question, kind, probe, anchor)


def _anchor(spans: Sequence[TurnEvidence]) -> TurnEvidence | None:
    """The words to come back to: a vague claim before a buzzword before what was given."""
    return min(spans, key=lambda span: ("vague", "buzzword", "evidence").index(span.kind), default=None)


def _follow_up(found: Open) -> FollowUp:
    claimed, absent = WHY[found.missing]
    return FollowUp(
        turn=found.anchor.turn,
        question=found.probe,
        quote=found.anchor.text,
        missing=found.missing,
        why=claimed if found.missing in found.exchange.claimed else absent,
        listen_for=found.question.strong[0],
        source="bank",
    )
