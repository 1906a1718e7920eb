"""Markdown, or plain text: headings of both kinds make sections, a fenced block is text whatever stands in it."""

import re
from collections.abc import Iterator

from knowledge.extraction.text import Found, one_line, section
from knowledge.types import Section

_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})(?:\s+(?P<words>.*?))?(?:\s+#+)?\s*")
_UNDERLINE = re.compile(r" {0,3}(?P<mark>=+|-{2,})\s*")
_FENCE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})")
_FRONT_MATTER = re.compile(r"\A---\s*\n.*?\n(?:---|\.\.\.)\s*\n", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_STARTS_BLOCK = re.compile(r"\s*(?:[-*+>|]|\d+[.)])\s")


def read_markdown(text: str) -> Found:
    """The sections by heading. A single heading of the first level at the top is the title, not a section's heading."""
    blocks = list(_blocks(_COMMENT.sub("", _FRONT_MATTER.sub("", text.replace("\r\n", "\n")))))
    headings = [(level, words) for level, words, _ in blocks if level]
    first = next(((level, words) for level, words, body in blocks if level or body.strip()), (0, ""))
    title = first[1] if first[0] == 1 and sum(level == 1 for level, _ in headings) == 1 else None
    return Found(title, tuple(_sections(blocks, title)))


def _sections(blocks: list[tuple[int, str, str]], title: str | None) -> Iterator[Section]:
    path: list[tuple[int, str]] = []
    for level, words, body in blocks:
        if level:
            path = [(above, name) for above, name in path if above < level]
            if words and words != title:
                path.append((level, words))
        if found := section([name for _, name in path], body):
            yield found


def _blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """Each heading with its level and the text below it; level 0 above the first."""
    level, words, body = 0, "", list[str]()
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark["mark"].startswith(fence)):
            fence = "" if fence else mark["mark"]
        elif not fence and (heading := _HEADING.fullmatch(line)):
            yield level, words, "\n".join(body)
            level, words, body = len(heading["marks"]), one_line(heading["words"] or ""), []
            continue
        elif not fence and (line_below := _UNDERLINE.fullmatch(line)) and _underlined(body):
            name = one_line(body.pop())
            yield level, words, "\n".join(body)
            level, words, body = (1 if line_below["mark"][0] == "=" else 2), name, []
            continue
        body.append(line)
    yield level, words, "\n".join(body)


def _underlined(body: list[str]) -> bool:
    """Whether the line above an underline is a heading: one line of its own, and no part of a list or a table."""
    alone = len(body) == 1 or (len(body) > 1 and not body[-2].strip())
    return bool(body and body[-1].strip()) and alone and not _STARTS_BLOCK.match(body[-1])
