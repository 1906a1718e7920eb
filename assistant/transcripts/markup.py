"""What surrounds the words in a file: cue tags, entities, Markdown escapes. Code (`List[int]`, `a < b`) stays."""

import html
import re

_TAG = re.compile(
    r"""</?(?:[biucvp]|ruby|rt|lang|span|font|em|strong|br)(?:\.[\w.-]+)*\s*/?>   # bare, or with a class
      | <(?:v|lang)(?:\.[\w.-]+)*\s+[^<>]+>                                        # a voice or a language
      | <(?:font|span|p|c)\s+[\w-]+=[^<>]*>                                        # with attributes
      | <\d{1,3}:\d{2}[\d:.,]*>                                                    # karaoke times
      | \{\\[^{}]*\}                                                               # positions in SRT
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def plain(raw: str) -> str:
    """A caption's words: no tags, entities decoded, any white space one space."""
    untagged = _TAG.sub("", _BREAK.sub(" ", raw))
    return one_spaced(_ENTITY.sub(lambda match: html.unescape(match[0]), untagged))


def plain_markdown(raw: str) -> str:
    """As `plain`, with backslash escapes undone; emphasis and links stay as they are written."""
    return plain(_ESCAPE.sub(r"\1", raw))


def one_spaced(text: str) -> str:
    """Any run of white space as one space, none at the ends."""
    return " ".join(text.split())
