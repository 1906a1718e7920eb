"""Red flags to look into, by rule from what was read; never a verdict, and silent where too little was asked.

A flag that rests on no single sentence has no quote: it names the exchanges that it rests on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.types import ExchangeReport, Flag, TurnEvidence
from knowledge.types import RedFlag

FEWEST_EXCHANGES = 3
FEWEST_TERMS = 8
HEAVY_LOAD = 0.6
THIN = 2.5
WORDS_ONLY = 2.0
CONCRETE = 3.0
"""From this depth on an answer tells of work."""


@dataclass(frozen=True)
class Seen:
    """What the rules look at: all exchanges and spans, and the interview's buzzword load."""

    exchanges: tuple[ExchangeReport, ...]
    evidence: tuple[TurnEvidence, ...]
    buzzword_load: float | None
    terms_used: int

    @property
    def scored(self) -> tuple[ExchangeReport, ...]:
        """The exchanges that could be scored; only these can lack anything."""
        return tuple(e for e in self.exchanges if e.depth is not None)

    def asked(self, criterion: str) -> tuple[ExchangeReport, ...]:
        """The scored exchanges that speak to a criterion."""
        return tuple(e for e in self.scored if any(c.id == criterion and c.score is not None for c in e.criteria))

    def spans(self, exchanges: Sequence[ExchangeReport], kind: str) -> tuple[TurnEvidence, ...]:
        """The spans of one kind in the answers of some exchanges."""
        turns = {turn for exchange in exchanges for turn in exchange.answer_turns}
        return tuple(span for span in self.evidence if span.kind == kind and span.turn in turns)


@dataclass(frozen=True)
class Finding:
    """Where a flag shows, and why it was raised."""

    exchanges: tuple[ExchangeReport, ...]
    why: str
    span: TurnEvidence | None = None


def find_flags(seen: Seen, red_flags: Mapping[str, RedFlag]) -> tuple[Flag, ...]:
    """The flags that the rules raise, in the order of the knowledge."""
    findings = {name: rule(seen) for name, rule in RULES.items() if name in red_flags}
    return tuple(_flag(known, finding) for known in red_flags.values() if (finding := findings.get(known.id)))


def _flag(known: RedFlag, finding: Finding) -> Flag:
    span = finding.span
    return Flag(
        id=known.id,
        name=known.name,
        innocent=known.not_to_confuse_with,
        ask=known.ask,
        turn=span.turn if span else None,
        quote=span.text if span else None,
        exchanges=tuple(exchange.index for exchange in finding.exchanges),
        why=finding.why,
    )


def _buzzword_heavy(seen: Seen) -> Finding | None:
    if seen.buzzword_load is None or seen.terms_used < FEWEST_TERMS or seen.buzzword_load < HEAVY_LOAD:
        return None
    dropping = tuple(e for e in seen.exchanges if seen.spans([e], "buzzword"))
    heavy = tuple(e for e in dropping if (e.buzzword_load or 0) >= HEAVY_LOAD) or dropping
    share = f"{round(seen.buzzword_load * seen.terms_used)} of {seen.terms_used} terms used were left unexplained"
    return Finding(heavy, share, next(iter(seen.spans(heavy, "buzzword")), None))


def _generalities(seen: Seen) -> Finding | None:
    thin = tuple(
        e
        for e in seen.scored
        if (e.depth or THIN) < THIN and seen.spans([e], "vague") and not seen.spans([e], "evidence")
    )
    if len(thin) < FEWEST_EXCHANGES:
        return None
    surest = max(seen.spans(thin, "vague"), key=lambda span: span.sure or 0.0)
    return Finding(thin, f"{len(thin)} answers stay general throughout", surest)


def _never_built(seen: Seen) -> Finding | None:
    thin = tuple(e for e in seen.scored if (e.depth or THIN) < WORDS_ONLY)
    knows_words = seen.terms_used >= FEWEST_TERMS
    if len(thin) < FEWEST_EXCHANGES or 2 * len(thin) < len(seen.scored) or not knows_words:
        return None
    return Finding(thin, "the terms are there; in most answers nothing that was built is described")


def _thin_on(criterion: str, why: str) -> Callable[[Seen], Finding | None]:
    """One answer speaks for the interview only where no other is concrete: it may have been about something else."""

    def rule(seen: Seen) -> Finding | None:
        asked = seen.asked(criterion)
        thin = tuple(e for e in asked if any(c.id == criterion and (c.score or THIN) < WORDS_ONLY for c in e.criteria))
        alone = len(thin) == 1 and any((e.depth or 0.0) >= CONCRETE for e in seen.scored)
        return Finding(thin, why) if thin and len(thin) == len(asked) and not alone else None

    return rule


RULES: Mapping[str, Callable[[Seen], Finding | None]] = {
    "buzzword_heavy": _buzzword_heavy,
    "generalities": _generalities,
    "never_built": _never_built,
    "no_goal": _thin_on("problem_framing", "asked about the purpose, no answer ties the work to one"),
    "blind_after_launch": _thin_on(
        "monitoring", "asked about life after launch, nothing that was watched is described"
    ),
}
"""Rules by red-flag id. The others are for people to raise: that something was *not* given in a whole interview (data,
a failure, an own part) cannot be told by a judge that hears less than half of what is given; see the model card."""
