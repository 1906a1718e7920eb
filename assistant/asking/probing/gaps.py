"""What an answer left open: the words that deserve a question, and the kind of evidence that is missing there.

Computed from the judge's reading and from what the words plainly show. Nothing is asked for that stands right there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.asking.probing.claims import LOUD, Claim, claims, likely_there, plainly_there
from assistant.asking.probing.clauses import Clause, clauses, words
from assistant.judging.criteria import JudgedCriterion
from assistant.types import Evidence, EvidenceKind, Judgement
from knowledge.lexicon import find_terms
from knowledge.types import Saying, Term
from knowledge.wording import is_private

_K = EvidenceKind

DESERVES: Mapping[Claim, Mapping[EvidenceKind, float]] = {
    Claim.COMPARES: {_K.METRIC: 2.0, _K.BASELINE: 2.0, _K.TRADE_OFF: 1.0, _K.MECHANISM: 1.0},
    Claim.PRAISES: {_K.METRIC: 1.5, _K.FAILURE: 0.9, _K.MECHANISM: 0.9},
    Claim.FASHION: {_K.MECHANISM: 1.5, _K.DECISION: 1.2, _K.OWN_PART: 0.8},
    Claim.SIZES: {_K.SCALE: 1.8},
    Claim.TROUBLE: {_K.FAILURE: 1.8, _K.MECHANISM: 1.0},
    Claim.DATA: {_K.DATA: 1.5},
    Claim.CHOOSES: {_K.DECISION: 1.8, _K.TRADE_OFF: 1.0},
    Claim.TEAM: {_K.OWN_PART: 1.2},
    Claim.ACTS: {_K.DECISION: 0.9, _K.MECHANISM: 0.7, _K.FAILURE: 0.5, _K.TRADE_OFF: 0.7},
    Claim.PRICE: {_K.TRADE_OFF: 1.5},
    Claim.GENERAL: {_K.OWN_PART: 1.3},
    Claim.ASIDE: {},
}
"""How much a kind of evidence is wanted after such a clause; what is not named makes no sensible question."""

HINTS: Mapping[Claim, frozenset[EvidenceKind]] = {
    Claim.COMPARES: frozenset({_K.METRIC, _K.BASELINE}),
    Claim.PRAISES: frozenset({_K.METRIC}),
    Claim.FASHION: frozenset({_K.MECHANISM}),
    Claim.SIZES: frozenset({_K.SCALE}),
    Claim.TROUBLE: frozenset({_K.FAILURE}),
    Claim.DATA: frozenset({_K.DATA}),
    Claim.CHOOSES: frozenset({_K.DECISION}),
    Claim.TEAM: frozenset({_K.OWN_PART}),
    Claim.PRICE: frozenset({_K.TRADE_OFF}),
}
"""What such a clause hints at, so that it is claimed and not only absent."""

_TOLD_AS_OURS = frozenset(("we", "we'd", "we've", "us"))

CENTRAL, SUPPORTING, CLAIMED, TOLD_AS_OURS = 0.8, 0.4, 0.5, 1.0
GIVEN, THERE, BESIDE, OF_NO_OCCASION = 1.5, 0.9, 0.6, 1.2
VAGUE, LOUD_WORDS, GIVES, ECHO, SHORT, DANGLES = 0.8, 0.5, 0.5, 1.5, 0.5, 1.0
"""What adds to a gap's weight and takes from it; set by reading the cards for 91 answers of the validation split."""

FULL_WORDS = 5
SHALLOW = 3.0
LEAST = 0.3
"""What weighs less is no gap: asked of an answer that gives nearly everything it would be asked for its own sake."""


@dataclass(frozen=True)
class Gap:
    """`quote == answer[start:end]`, one clause; `part` the sentence around it. `claimed`: hinted at, not only absent.

    `weight`: the higher, the sooner it should be asked about. `saying`: what the quote is about. `term`: the
    unexplained term in it, if there is one.
    """

    start: int
    end: int
    quote: str
    part: str
    missing: EvidenceKind
    claimed: bool
    weight: float
    saying: Saying = Saying.DOING
    term: Term | None = None


@dataclass(frozen=True)
class _Answer:
    """What is known of the whole answer: kinds that may well be in it, and whether it is told as the team's."""

    question: str
    judgement: Judgement
    wanted: Sequence[JudgedCriterion]
    there: frozenset[EvidenceKind]
    of_team: bool

    def spans(self, clause: Clause) -> list[Evidence]:
        """What the judge read where the clause stands."""
        return [span for span in self.judgement.evidence if span.start < clause.end and clause.start < span.end]


def find_gaps(
    question: str, answer: str, judgement: Judgement, criteria: Sequence[JudgedCriterion], terms: Mapping[str, Term]
) -> tuple[Gap, ...]:
    """Every gap, the best first. `criteria`: those the answer was judged by; only the scored ones count as wanted."""
    scored = {criterion.id for criterion in judgement.criteria if criterion.score is not None}
    wanted = [criterion for criterion in criteria if criterion.id in scored]
    whole = _Answer(question, judgement, wanted, likely_there(answer), _of_team(answer))
    said = [clause for clause in clauses(answer) if _may_be_taken_up(clause)]
    found = [gap for clause in said for gap in _in_clause(clause, whole, terms) if gap.weight >= LEAST]
    if not found and judgement.depth is not None and judgement.depth < SHALLOW:
        found = [gap for clause in said for gap in _gaps(clause, whole, _whose(clause), None)]
    return tuple(sorted(found, key=lambda gap: (-gap.weight, gap.start, gap.missing)))


def _may_be_taken_up(clause: Clause) -> bool:
    """Whether it is about the work: neither private nor said in passing."""
    return not is_private(clause.text) and Claim.ASIDE not in claims(clause.text)


def _of_team(answer: str) -> bool:
    said = words(answer)
    mine, ours = (
        sum(said.count(word) for word in some) for some in (("i", "i've", "i'd", "my"), ("we", "we've", "our"))
    )
    return ours >= 3 and ours >= 3 * mine


def _in_clause(clause: Clause, whole: _Answer, terms: Mapping[str, Term]) -> Iterator[Gap]:
    spans = whole.spans(clause)
    term = _unexplained(clause, spans, terms)
    deserved = _deserved(clause, term)
    if not deserved and any(span.kind == "vague" for span in spans):
        deserved = _whose(clause)
    yield from _gaps(clause, whole, deserved, term)


def _gaps(clause: Clause, whole: _Answer, deserved: Mapping[EvidenceKind, float], term: Term | None) -> Iterator[Gap]:
    found, spans = claims(clause.text), whole.spans(clause)
    saying = Saying.DOING if term else _saying(found)
    hinted = {kind for claim in found for kind in HINTS.get(claim, ())}
    here = plainly_there(clause.part) | {span.gives for span in spans if span.kind == "evidence" and span.gives}
    if Claim.GENERAL not in found and "i" in words(clause.text):
        here |= {_K.OWN_PART}
    worth = _worth(clause, spans, whole.question)
    for kind in deserved.keys() - here:
        weight = deserved[kind] + worth + _wanted(kind, whole) - _heard(kind, clause, whole)
        weight -= OF_NO_OCCASION * (saying is Saying.GENERAL and kind is not _K.OWN_PART)
        yield Gap(
            clause.start, clause.end, clause.text, clause.part, kind, kind in hinted, round(weight, 3), saying, term
        )


def _deserved(clause: Clause, term: Term | None) -> dict[EvidenceKind, float]:
    deserved: dict[EvidenceKind, float] = {}
    for claim in claims(clause.text):
        for kind, weight in DESERVES[claim].items():
            deserved[kind] = max(weight, deserved.get(kind, 0.0))
    for unpacking in term.unpacked_by if term else ():
        deserved[unpacking.kind] = max(1.5, deserved.get(unpacking.kind, 0.0))
    return deserved


def _whose(clause: Clause) -> dict[EvidenceKind, float]:
    """What can be asked after words that are in no list here, where somebody is said to do something."""
    return {_K.OWN_PART: 0.5} if _TOLD_AS_OURS & set(words(clause.text)) else {}


def _saying(found: frozenset[Claim]) -> Saying:
    if Claim.TROUBLE in found:
        return Saying.TROUBLE
    if Claim.GENERAL in found:
        return Saying.GENERAL
    done = found & {Claim.ACTS, Claim.CHOOSES, Claim.FASHION}
    return Saying.RESULT if found & {Claim.COMPARES, Claim.PRAISES, Claim.SIZES} and not done else Saying.DOING


def _unexplained(clause: Clause, spans: Sequence[Evidence], terms: Mapping[str, Term]) -> Term | None:
    dropped = {span.start - clause.start for span in spans if span.kind == "buzzword"}
    uses = find_terms(clause.text, terms.values()) if dropped else ()
    return next((terms[use.term] for use in uses if use.start in dropped), None)


def _worth(clause: Clause, spans: Sequence[Evidence], question: str) -> float:
    """How much a clause claims without giving anything, and whether it says enough, of the work, to be taken up."""
    kinds = {span.kind for span in spans}
    found = claims(clause.text)
    worth = VAGUE * ("vague" in kinds) + LOUD_WORDS * bool(found & LOUD) - GIVES * ("evidence" in kinds)
    worth -= ECHO * _echoes(clause, question)
    return worth - SHORT * (len(words(clause.text)) < FULL_WORDS) - DANGLES * clause.dangles


def _echoes(clause: Clause, question: str) -> bool:
    """Whether it only says the question back."""
    said = {word for word in words(clause.text) if len(word) > 3}
    return bool(said) and len(said & set(words(question))) >= 0.7 * len(said)


def _wanted(kind: EvidenceKind, whole: _Answer) -> float:
    """How much the criteria want a kind, and the judge heard it claimed; a team's story wants the own part."""
    central = any(kind in criterion.central for criterion in whole.wanted)
    supporting = any(kind in criterion.supporting for criterion in whole.wanted)
    asked_for = CENTRAL if central else SUPPORTING if supporting else 0.0
    claimed = CLAIMED * (kind in whole.judgement.claimed)
    return asked_for + claimed + TOLD_AS_OURS * (kind is _K.OWN_PART and whole.of_team)


def _heard(kind: EvidenceKind, clause: Clause, whole: _Answer) -> float:
    """How likely a kind was given elsewhere: by the judge, by the words of the answer, in the sentences beside it."""
    beside = plainly_there(clause.before) | plainly_there(clause.after)
    return GIVEN * (kind in whole.judgement.given) + THERE * (kind in whole.there) + BESIDE * (kind in beside)
