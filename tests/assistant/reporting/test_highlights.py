"""Highlighting never changes the words, and the foremost kind wins where spans collide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reporting.highlights import check_quotes, pieces
from assistant.types import EvidenceKind, Flag, Report, SpanKind, TurnEvidence
from tests.assistant.reporting import sample

TEXT = "0123456789"


def spans(*places: tuple[int, int, SpanKind]) -> tuple[TurnEvidence, ...]:
    return tuple(TurnEvidence(turn=0, start=a, end=b, text=TEXT[a:b], kind=kind) for a, b, kind in places)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ((), [("0123456789", None, False)]),
        (((0, 10, "vague"),), [("0123456789", "vague", True)]),
        (
            ((2, 4, "buzzword"), (0, 6, "vague")),
            [("012345", "vague", True), ("6789", None, False)],
        ),
        (
            ((0, 6, "vague"), (2, 4, "evidence")),
            [("01", "vague", False), ("23", "evidence", True), ("45", "vague", True), ("6789", None, False)],
        ),
        (
            ((0, 5, "evidence"), (3, 8, "buzzword")),
            [("01234", "evidence", True), ("567", "buzzword", True), ("89", None, False)],
        ),
        (
            ((0, 5, "vague"), (5, 10, "vague")),
            [("01234", "vague", True), ("56789", "vague", True)],
        ),
    ],
)
def test_the_foremost_span_shows(
    places: tuple[tuple[int, int, SpanKind], ...], expected: list[tuple[str, SpanKind | None, bool]]
) -> None:
    found = pieces(TEXT, spans(*places))
    assert [(piece.text, piece.span.kind if piece.span else None, piece.closes) for piece in found] == expected


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(1, 10), st.sampled_from(["evidence", "vague", "buzzword"])).filter(
            lambda place: place[0] < place[1]
        ),
        max_size=8,
    )
)
def test_the_pieces_are_the_text(places: list[tuple[int, int, SpanKind]]) -> None:
    assert "".join(piece.text for piece in pieces(TEXT, spans(*places))) == TEXT


def test_an_empty_text_has_no_pieces() -> None:
    assert pieces("", ()) == ()


def _with_span(**changes: object) -> Report:
    whole = sample.report()
    return whole.model_copy(update={"evidence": (whole.evidence[0].model_copy(update=changes),)})


@pytest.mark.parametrize(
    "broken",
    [
        _with_span(start=1),
        _with_span(turn=99),
        _with_span(text="something else"),
        _with_span(text="", start=0, end=0),
        sample.report().model_copy(
            update={"flags": (Flag(id="x", turn=3, quote="never said", exchanges=(), why="because"),)}
        ),
        sample.report().model_copy(
            update={"flags": (Flag(id="x", turn=None, quote="the", exchanges=(), why="because"),)}
        ),
    ],
)
def test_a_quote_that_was_not_said_is_refused(broken: Report) -> None:
    with pytest.raises(ValueError, match="the quote"):
        check_quotes(broken)


def test_the_samples_quotes_stand() -> None:
    check_quotes(sample.report())
    check_quotes(sample.long())
    assert {span.gives for span in sample.report().evidence} >= {EvidenceKind.METRIC, None}
