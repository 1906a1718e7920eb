"""The PDF holds together whatever was said, breaks lines inside its margins, and links quotes to turns."""

import re
from contextlib import closing

import pytest
from fpdf import FPDF

from assistant.reporting.fonts import Fonts
from assistant.reporting.paper import LEFT, RIGHT, Ink, Paper, Run
from assistant.reporting.pdf import render_pdf
from assistant.types import Report
from tests.assistant.reporting import sample


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


@pytest.mark.parametrize("whole", [sample.report(), sample.unscored()], ids=["scored", "unscored"])
def test_a_report_becomes_a_pdf(whole: Report) -> None:
    pdf = render_pdf(whole)
    assert pdf.startswith(b"%PDF-")
    assert b"(Interview report: Ravi Oduya)" in pdf
    assert 1 <= pages(pdf) <= 6


def test_quotes_link_to_their_turns() -> None:
    assert render_pdf(sample.report()).count(b"/Subtype /Link") > 20


@pytest.mark.parametrize("text", [*sample.HOSTILE, "lone \ud800 surrogate", ""])
def test_any_words_can_be_printed(text: str) -> None:
    with closing(Paper(text[:50], text[:50])) as paper:
        paper.write([Run(text, Ink(under="vague")), Run(text, Ink(12, "B"))])
        assert bytes(paper.pdf.output()).startswith(b"%PDF-")


def test_a_long_interview_takes_many_pages() -> None:
    assert pages(render_pdf(sample.long(3))) > pages(render_pdf(sample.report()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain – “quotes” Ж", [("body", "plain – “quotes” Ж")]),
        ("a א b", [("body", "a "), ("KurintoSans", "א"), ("body", " b")]),
        ("中文", [("KurintoSansSC", "中文")]),
        ("x\u202ey\x00z\ud800", [("body", "xyz")]),
        ("a\u00a0b\u2028c", [("body", "a b c")]),
        ("ok 😀", [("body", "ok □")]),
        ("", []),
    ],
)
def test_every_character_finds_a_font_or_a_box(text: str, expected: list[tuple[str, str]]) -> None:
    with closing(Fonts(FPDF())) as fonts:
        assert fonts.pieces(text) == expected


@pytest.mark.parametrize("text", ["short words " * 60, "w" * 2000, "a " + "w" * 300 + " b", "中" * 300, "   x   "])
def test_lines_stay_inside_and_lose_no_letter(text: str) -> None:
    width = RIGHT - LEFT
    runs = [Run(text[: len(text) // 2]), Run(text[len(text) // 2 :], Ink(14, "B"))]
    with closing(Paper("t", "f")) as paper:
        lines = list(paper._lines(runs, width))
    assert all(sum(piece.width for piece in line) <= width + 0.01 for line in lines)
    letters = "".join(piece.text for line in lines for piece in line)
    assert letters.replace(" ", "") == text.replace(" ", "")
