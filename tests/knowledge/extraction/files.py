"""PDF and DOCX files made here, whole and broken."""

import io
import zipfile

from fpdf import FPDF

STYLES = """<?xml version="1.0" encoding="UTF-8"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
<w:style w:styleId="Own"><w:name w:val="Our heading"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
</w:styles>"""
DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{}</w:body></w:document>"""


def pdf(*pages: str, title: str = "", password: str = "") -> bytes:
    """A page for each text; one without words has a drawing."""
    paper = FPDF()
    paper.set_font("Helvetica", size=12)
    if title:
        paper.set_title(title)
    for text in pages:
        paper.add_page()
        if text:
            paper.multi_cell(0, text=text)
        else:
            paper.rect(10, 10, 50, 50)
    if password:
        paper.set_encryption(owner_password="owner", user_password=password)
    return bytes(paper.output())


def paragraph(text: str, style: str = "") -> str:
    """A paragraph as Word writes it."""
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{styled}<w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, document: str = DOCUMENT, **parts: str) -> bytes:
    """A Word document with this body; `parts` by name without folder and suffix."""
    return zipped({"word/document.xml": document.format(body), "word/styles.xml": STYLES, **parts})


def zipped(parts: dict[str, str]) -> bytes:
    """A ZIP archive with these parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return held.getvalue()
