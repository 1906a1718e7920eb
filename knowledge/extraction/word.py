"""DOCX: paragraphs and tables in order, sections by the heading styles. Read from the archive in memory by fixed names.

Deleted text of tracked changes, headers, footers, notes and pictures are left out. External entities are refused.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from knowledge.extraction.text import Found, one_line, section
from knowledge.source import Unreadable
from knowledge.types import Section

MAX_UNPACKED_BYTES = 30_000_000
MAX_NODES = 1_000_000
TITLE_LEVEL = 0
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT_OUT = frozenset(
    (f"{_W}del", f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
)
_SAVE_AGAIN = "open it in a word processor, save it as .docx again, and add that"


def read_word(content: bytes) -> Found:
    """The sections of a Word document. Raises `Unreadable`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            body = _part(archive, "word/document.xml").find(f"{_W}body")
            levels = _levels(_part(archive, "word/styles.xml")) if "word/styles.xml" in archive.namelist() else {}
    except KeyError as error:
        raise Unreadable("is a ZIP archive, but no Word document", "add .docx, .pdf or .md files") from error
    except NotImplementedError as error:
        raise Unreadable(f"is packed in a way that is not read ({error})", _SAVE_AGAIN) from error
    except RuntimeError as error:  # zipfile's word for a part that needs a password
        raise Unreadable("is protected with a password", "save it without one") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, ParseError) as error:
        raise Unreadable(f"is no whole Word document ({error})", _SAVE_AGAIN) from error
    if body is None:
        raise Unreadable("is a Word document without a body", _SAVE_AGAIN)
    return _found([(levels.get(style), text) for style, text in _paragraphs(body)])


def _found(paragraphs: list[tuple[int | None, str]]) -> Found:
    firsts = [text for level, text in paragraphs if level in (TITLE_LEVEL, 1) and text.strip()]
    said = next(((level, text) for level, text in paragraphs if text.strip()), (None, ""))
    titled = [text for level, text in paragraphs if level == TITLE_LEVEL and text.strip()]
    title = titled[0] if titled else said[1] if said[0] == 1 and len(firsts) == 1 else None
    return Found(one_line(title) if title else None, tuple(_sections(paragraphs, title)))


def _sections(paragraphs: list[tuple[int | None, str]], title: str | None) -> Iterator[Section]:
    path: list[tuple[int, str]] = []
    body: list[str] = []
    for level, text in [*paragraphs, (1, "")]:
        if level is None:
            body.append(text)
            continue
        if found := section([name for _, name in path], "\n\n".join(body)):
            yield found
        body = []
        path = [(above, name) for above, name in path if above < level]
        if one_line(text) and text != title:
            path.append((level, one_line(text)))


def _part(archive: zipfile.ZipFile, name: str) -> Element:
    """A part of the archive, unpacked up to a limit whatever its header says."""
    with archive.open(name) as stream:
        content = stream.read(MAX_UNPACKED_BYTES + 1)
    if len(content) > MAX_UNPACKED_BYTES:
        raise Unreadable(f"unpacks to more than {MAX_UNPACKED_BYTES // 1_000_000} MB of text", "split it")
    if content.count(b"<") > MAX_NODES:
        raise Unreadable("has more parts than a document for people has", "split it")
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Unreadable("declares entities, which a Word document never does", _SAVE_AGAIN) from error
    return root


def _levels(styles: Element) -> Mapping[str, int]:
    """By style id the level of a heading, 1 to 9, or `TITLE_LEVEL`. Ids are translated, names are not."""
    levels: dict[str, int] = {}
    for style in styles.iter(f"{_W}style"):
        id_, name = style.get(f"{_W}styleId", ""), _value(style.find(f"{_W}name")).lower()
        outline = _value(style.find(f"{_W}pPr/{_W}outlineLvl"))
        if name == "title":
            levels[id_] = TITLE_LEVEL
        elif name.startswith("heading ") and name[8:].isdecimal():
            levels[id_] = int(name[8:])
        elif outline.isdecimal() and int(outline) < 9:
            levels[id_] = int(outline) + 1
    return levels


def _paragraphs(body: Element) -> Iterator[tuple[str, str]]:
    """Every paragraph's style and text, those of tables too, in reading order."""
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if node.tag == f"{_W}p":
            yield _value(node.find(f"{_W}pPr/{_W}pStyle")), "".join(_words(node))
        elif node.tag not in _LEFT_OUT:
            waiting += reversed(node)


def _words(paragraph: Element) -> Iterator[str]:
    waiting = list(reversed(paragraph))
    while waiting:
        node = waiting.pop()
        if node.tag == f"{_W}t":
            yield node.text or ""
        elif node.tag in (f"{_W}br", f"{_W}cr", f"{_W}p"):
            yield "\n"
        elif node.tag == f"{_W}tab":
            yield " "
        if node.tag not in _LEFT_OUT and node.tag != f"{_W}pPr":
            waiting += reversed(node)


def _value(node: Element | None) -> str:
    return "" if node is None else node.get(f"{_W}val", "")
