"""What is quoted, and as what: crumbs are not, and a number has a figure."""

from dataclasses import replace

import pytest

from assistant.judging.exchange import PartReading
from assistant.judging.parts import split_parts
from assistant.judging.quotes import quotes
from assistant.judging.readings import KINDS
from assistant.types import Evidence, EvidenceKind
from tests.assistant.judging.readings import calibration, criterion, reading


def quoted(words: str, **shares: float) -> tuple[Evidence, ...]:
    """The quotes of an answer of one part, given how likely it gives each kind."""
    (part,) = split_parts(words)
    kinds = tuple(shares.get(kind, 0.0) for kind in KINDS)
    read = PartReading(part, kinds, shares.get("vague", 0.0), shares.get("nothing", 0.0))
    whole = replace(reading(words), parts=(read,))
    return quotes(whole, calibration(), (), (), [criterion()])


@pytest.mark.parametrize("words", ["Okay.", "Plastic pipes.", "The sample rate."])
@pytest.mark.parametrize("share", ["metric", "vague"])
def test_a_few_words_are_no_quote(words: str, share: str) -> None:
    assert quoted(words, **{share: 0.9}) == ()
    assert len(quoted(f"It was 6 times {words}", **{share: 0.9})) == 1


@pytest.mark.parametrize(
    ("words", "gives"),
    [
        ("Out of a hundred digs they found some.", EvidenceKind.METRIC),
        ("It fell to 6.5 in the east.", EvidenceKind.METRIC),
        ("The share of leaks was halved by that.", EvidenceKind.METRIC),
        ("Seventeen of the holes were leaks.", EvidenceKind.METRIC),
        ("The quality of the party line was poor.", EvidenceKind.FAILURE),
        ("Nobody in the city had labelled anything.", EvidenceKind.FAILURE),
    ],
)
def test_a_number_has_a_figure(words: str, gives: EvidenceKind) -> None:
    (span,) = quoted(words, metric=0.6, failure=0.3)
    assert (span.gives, span.sure) == (gives, 0.6 if gives is EvidenceKind.METRIC else 0.3)
