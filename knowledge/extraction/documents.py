"""Any document file as a `Document`: which format it is in, and what all formats are held to."""

from pathlib import PurePath
from typing import Final

from knowledge.extraction.markdown import read_markdown
from knowledge.extraction.pdf import MAX_CHARACTERS, read_pdf
from knowledge.extraction.text import Found, one_line
from knowledge.extraction.word import read_word
from knowledge.source import Unreadable
from knowledge.types import Document

DOCUMENT_SUFFIXES: Final = (".md", ".markdown", ".txt", ".pdf", ".docx")
MAX_DOCUMENT_BYTES: Final = 20_000_000
_OTHERS: Final = {
    b"\xd0\xcf\x11\xe0": ("is an old or protected Office file", "save it as .docx without a password"),
    b"{\\rtf": ("is a rich-text file", "save it as .docx, .pdf or .md"),
}


def read_document(name: str, content: bytes) -> Document:
    """The document in the bytes of a file called `name`, known by that name. Raises `Unreadable`."""
    if len(content) > MAX_DOCUMENT_BYTES:
        raise Unreadable(f"is larger than {MAX_DOCUMENT_BYTES // 1_000_000} MB", "split it, or leave out its pictures")
    if not content.strip():
        raise Unreadable("is empty", "write the content, or leave the file out")
    found = _found(PurePath(name).suffix.lower(), content)
    if not found.sections:
        raise Unreadable("has no text", "add a version with text")
    if sum(len(section.text) for section in found.sections) > MAX_CHARACTERS:
        raise Unreadable(f"has more than {MAX_CHARACTERS:,} characters", "split it")
    return Document(id=document_id(name), title=found.title or _named(name), sections=tuple(found.sections))


def document_id(name: str) -> str:
    """What a document is known by: its file's name, of Markdown without the ending."""
    path = PurePath(name)
    return path.stem if path.suffix.lower() == ".md" else path.name


def _found(suffix: str, content: bytes) -> Found:
    for magic, (wrong, right) in _OTHERS.items():
        if content.startswith(magic):
            raise Unreadable(wrong, right)
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return read_pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return read_word(content)
    if suffix in (".pdf", ".docx"):
        raise Unreadable(f"is no {suffix[1:].upper()} file, whatever its name says", "check that it is the right file")
    return read_markdown(_decoded(content))


def _decoded(content: bytes) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"is not UTF-8 text (byte {error.start})", "save it as UTF-8") from error
    if "\0" in text:
        raise Unreadable("is a binary file, not text", "add .md, .pdf or .docx files")
    return text


def _named(name: str) -> str:
    """A title from a file's name."""
    words = one_line(PurePath(name).stem.replace("_", " ").replace("-", " "))
    return f"{words[:1].upper()}{words[1:]}" or name
