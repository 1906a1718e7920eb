"""Documents become sections, whatever their format; what is no document is refused with the reason."""

import pytest

from knowledge.extraction import documents as limits
from knowledge.extraction import pdf as pdf_module
from knowledge.extraction import read_document
from knowledge.extraction import word as word_module
from knowledge.source import Unreadable
from knowledge.types import Section
from tests.knowledge.extraction.files import DOCUMENT, docx, paragraph, pdf, zipped

GUIDE = """---
author: somebody
---
# How we interview

Ask everybody the same.

## Timing ##

Forty-five minutes.
Not more.

### The close

```
# no heading, a comment
```

Pay
---
Say the range.

- a list
---
* another
<!-- not to be read -->
"""


def test_markdown_is_cut_at_its_headings() -> None:
    document = read_document("guide.md", GUIDE.replace("\n", "\r\n").encode())
    assert (document.id, document.title) == ("guide", "How we interview")
    assert [(section.heading, section.text) for section in document.sections] == [
        ((), "Ask everybody the same."),
        (("Timing",), "Forty-five minutes.\nNot more."),
        (("Timing", "The close"), "```\n# no heading, a comment\n```"),
        (("Pay",), "Say the range.\n\n- a list\n---\n* another"),
    ]


def test_several_headings_of_the_first_level_are_no_title() -> None:
    document = read_document("our_own-notes.md", b"# One\n\nfirst\n\n# Two\n\nsecond\n")
    assert document.title == "Our own notes"
    assert [section.heading for section in document.sections] == [("One",), ("Two",)]


def test_plain_text_is_one_section() -> None:
    document = read_document("notes.txt", "﻿Just words, one after another.".encode())
    assert (document.id, document.title, len(document.sections)) == ("notes.txt", "Notes", 1)


def test_a_word_document_is_cut_at_its_heading_styles_in_any_language() -> None:
    body = (
        paragraph("Our guide", "Titel")
        + paragraph("Before all.")
        + paragraph("Timing", "berschrift1")
        + "<w:tbl><w:tr><w:tc>"
        + paragraph("left")
        + "</w:tc><w:tc>"
        + paragraph("right")
        + "</w:tc></w:tr></w:tbl>"
        + paragraph("The close", "Own")
        + "<w:p><w:del><w:r><w:delText>gone</w:delText><w:t>struck</w:t></w:r></w:del>"
        + "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>"
        + "<mc:AlternateContent><mc:Choice><w:r><w:t>d</w:t></w:r></mc:Choice>"
        + "<mc:Fallback><w:r><w:t>twice</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
    )
    document = read_document("guide.docx", docx(body))
    assert (document.id, document.title) == ("guide.docx", "Our guide")
    assert [(section.heading, section.text) for section in document.sections] == [
        ((), "Before all."),
        (("Timing",), "left\n\nright"),
        (("Timing", "The close"), "a b\ncd"),
    ]


def test_a_pdf_is_cut_at_its_pages() -> None:
    first = "The inter-\nviewer reads the anchors\nbefore the interview."
    document = read_document("guide.pdf", pdf(first, "", "Third page.", title="Our guide"))
    assert (document.id, document.title) == ("guide.pdf", "Our guide")
    assert document.sections == (
        Section(page=1, text="The interviewer reads the anchors before the interview."),
        Section(page=3, text="Third page."),
    )


def test_what_steers_a_terminal_or_turns_the_reading_order_is_dropped() -> None:
    text = "plain\x1b[31m red \u202eright to left\u202c soft\u00adhyphen \u0645\u06cc\u200c\u062e"
    assert read_document("a.md", text.encode()).sections[0].text == (
        "plain[31m red right to left softhyphen \u0645\u06cc\u200c\u062e"
    )


ENTITIES = DOCUMENT.replace("<w:document", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document', 1)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.md", b" \n\t", "is empty"),
        ("a.md", b"# A heading alone", "has no text"),
        ("a.md", b"caf\xe9", r"is not UTF-8 text \(byte 3\)"),
        ("a.md", b"a\0b", "is a binary file"),
        ("a.pdf", b"words", "is no PDF file, whatever its name says"),
        ("a.docx", b"words", "is no DOCX file, whatever its name says"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1", "is an old or protected Office file"),
        ("a.rtf", b"{\\rtf1 words}", "is a rich-text file"),
        ("a.pdf", b"%PDF-1.4\n% and nothing more", "is no whole PDF"),
        ("a.pdf", pdf("some words on it")[:-400], "is no whole PDF"),
        ("a.pdf", pdf("secret", password="sesame"), "is protected with a password"),
        ("a.pdf", pdf("", ""), "has no text, only pictures of it perhaps"),
        ("a.docx", zipped({"xl/workbook.xml": "<a/>"}), "is a ZIP archive, but no Word document"),
        ("a.docx", docx(paragraph("words"))[:-30], "is no whole Word document"),
        ("a.docx", docx("<w:p>"), "is no whole Word document"),
        ("a.docx", docx("", document=ENTITIES), "declares entities"),
        ("a.docx", docx(""), "has no text"),
        ("a.docx", zipped({"word/document.xml": "<a/>"}), "is a Word document without a body"),
    ],
)
def test_what_is_no_document_is_refused_with_the_reason(name: str, content: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_document(name, content)


def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unreadable, match="unpacks to more than 30 MB"):
        read_document("a.docx", docx(paragraph("x" * 31_000_000)))
    with pytest.raises(Unreadable, match="has more parts than"):
        read_document("a.docx", docx("<w:p/>" * 1_000_001))
    monkeypatch.setattr(limits, "MAX_DOCUMENT_BYTES", 100)
    with pytest.raises(Unreadable, match="is larger than"):
        read_document("a.md", b"x" * 101)
    monkeypatch.setattr(limits, "MAX_CHARACTERS", 50)
    with pytest.raises(Unreadable, match="has more than 50 characters"):
        read_document("a.md", b"x" * 60)


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module, "TIMEOUT_S", 0.01)
    with pytest.raises(Unreadable, match="took more than"):
        read_document("a.pdf", pdf("words"))


def test_nested_paragraphs_do_not_exhaust_the_stack() -> None:
    deep = "<w:sdt>" * 5000 + paragraph("deep") + "</w:sdt>" * 5000
    assert read_document("a.docx", docx(deep)).sections[0].text == "deep"
    assert word_module.MAX_NODES > 5000
