"""Plain wordings: what they show of each kind of evidence, and what only looks like it."""

import time

import pytest

from assistant.asking.probing.plainly import shown, shows
from assistant.types import EvidenceKind

K = EvidenceKind


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (K.METRIC, "contacts fell 9 percent"),
        (K.METRIC, "it went from thirty-one to about nineteen"),
        (K.METRIC, "recall of .81 in the end"),
        (K.METRIC, "wrong in 8 out of 10"),
        (K.BASELINE, "my rule caught more real spam than their product"),
        (K.BASELINE, "compared with the clerks' list"),
        (K.BASELINE, "it used to take a whole night"),
        (K.OWN_PART, "I'd just rewritten nothing, I blanked the review text"),
        (K.OWN_PART, "three hundred notes, counted by hand"),
        (K.TRADE_OFF, "at the price of two minutes a night"),
        (K.TRADE_OFF, "we gave up the two-stage design"),
        (K.FAILURE, "and then it broke on the night photos"),
        (K.SCALE, "about four million rows"),
        (K.DATA, "the labels came from user reports"),
        (K.DECISION, "I put the correction into the service instead"),
        (K.MECHANISM, "the fake one went through Excel, which chopped the timestamps"),
        (K.MECHANISM, "because the button was just in German"),
    ],
)
def test_what_plain_words_show(kind: EvidenceKind, text: str) -> None:
    assert kind in shown(text)
    assert shows(text, kind)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (K.METRIC, "it was much faster and everybody was happy"),
        (K.BASELINE, "we booked the big room, the one with the table"),
        (K.OWN_PART, "I think I needed more time and I worked hard"),
        (K.OWN_PART, "we built it and we shipped it"),
        (K.FAILURE, "nobody missed it"),
        (K.SCALE, "an account with more than six listings"),
        (K.SCALE, "twenty percent fewer cases"),
        (K.MECHANISM, "I'm good at this because I'm patient"),
    ],
)
def test_what_only_looks_like_it(kind: EvidenceKind, text: str) -> None:
    assert kind not in shown(text)


@pytest.mark.parametrize(
    "piece", ["0.1.", "one two three ", "1 ", "I um ", "from a b 1 ", "up from one ", "a", "his was "]
)
def test_no_pasted_text_makes_it_slow(piece: str) -> None:
    """Numbers with endless points once took minutes."""
    started = time.process_time()
    shown((piece * 50_000)[:50_000])
    assert time.process_time() - started < 20
