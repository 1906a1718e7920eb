"""Where an answer gives something, claims it, drops a term or recites: spans of it, exact to the character."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.judging.buzzwords import UsedTerm, used_terms
from assistant.judging.calibration import Calibration
from assistant.judging.criteria import JudgedCriterion
from assistant.judging.exchange import ExchangeReading, PartReading
from assistant.judging.readings import KINDS
from assistant.judging.recited import Recited
from assistant.types import Evidence, EvidenceKind
from knowledge.types import Term

FEWEST_WORDS = 4
"""Fewer say nothing by themselves ("Okay."); 2 % of what raters marked in training answers is so short."""
_FIGURE = re.compile(
    r"\d|%|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|millions?|billions?|dozens?|hal(?:f|ved)"
    r"|thirds?|quarters?|tenth|fifth|twice|thrice|triple[ds]?|doubled?|per ?cent|zero)\b",
    re.IGNORECASE,
)
"""Stands in 97 % of what raters of training answers marked as a number, and in 39 % of what they marked otherwise."""


def terms_in(
    answer: str, reading: ExchangeReading, calibration: Calibration, terms: Mapping[str, Term]
) -> tuple[UsedTerm, ...]:
    """The terms of the whole answer; what recites is in no part that was read, and unpacks none."""
    gives = [_gives(part, calibration) for part in reading.parts]
    return used_terms(answer, [part.part for part in reading.parts], gives, terms)


def quotes(
    reading: ExchangeReading,
    calibration: Calibration,
    recited: Iterable[Recited],
    terms: Iterable[UsedTerm],
    criteria: Sequence[JudgedCriterion],
) -> tuple[Evidence, ...]:
    """Every span of an answer that was judged by these criteria, in order."""
    spans = [span for part in reading.parts if (span := _span(part, calibration, criteria))]
    return _in_order([*spans, *quotes_unread(recited, terms)])


def quotes_unread(recited: Iterable[Recited], terms: Iterable[UsedTerm]) -> tuple[Evidence, ...]:
    """What can be shown of an answer without a score, in order."""
    return _in_order([*_recited(recited), *_dropped(terms)])


def _gives(part: PartReading, calibration: Calibration) -> bool:
    return 1 - part.vague - part.nothing >= calibration.gives_from


def _span(reading: PartReading, calibration: Calibration, criteria: Sequence[JudgedCriterion]) -> Evidence | None:
    part = reading.part
    if len(part.text.split()) < FEWEST_WORDS:
        return None
    if _gives(reading, calibration):
        sure, gives = _kind(reading)
        return Evidence(
            start=part.start,
            end=part.end,
            text=part.text,
            kind="evidence",
            criterion=_owner(gives, criteria),
            gives=gives,
            sure=round(sure, 3),
        )
    if reading.vague >= calibration.vague_from:
        sure = round(reading.vague, 3)
        return Evidence(start=part.start, end=part.end, text=part.text, kind="vague", sure=sure)
    return None


def _kind(reading: PartReading) -> tuple[float, EvidenceKind]:
    """The likeliest kind that the words allow, and how likely it is: without a figure nothing is a number."""
    figure = _FIGURE.search(reading.part.text)
    likely = zip(reading.kinds, KINDS, strict=True)
    return max((share, kind) for share, kind in likely if figure or kind is not EvidenceKind.METRIC)


def _owner(kind: EvidenceKind, criteria: Sequence[JudgedCriterion]) -> str | None:
    """The criterion that this kind of evidence carries, among those scored; supporting counts where none is central."""
    for wanted in ("central", "supporting"):
        for criterion in criteria:
            if kind in getattr(criterion, wanted):
                return criterion.id
    return None


def _recited(recited: Iterable[Recited]) -> Iterator[Evidence]:
    for one in recited:
        part = one.part
        yield Evidence(start=part.start, end=part.end, text=part.text, kind="vague", recites=one.criterion)


def _dropped(terms: Iterable[UsedTerm]) -> Iterator[Evidence]:
    """The terms that nothing unpacks."""
    for term in terms:
        if not term.unpacked:
            yield Evidence(start=term.use.start, end=term.use.end, text=term.use.used, kind="buzzword")


def _in_order(spans: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(spans, key=lambda span: (span.start, span.end)))
