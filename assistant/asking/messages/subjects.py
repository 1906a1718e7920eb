"""What the interviewer wants to hear more about: the subject of a request such as `more on the labelling, pls`.

Words only. A subject is an exact part of what was typed, with its article, or None where none is named.
"""

import re

MOST_WORDS = 8
_LOOKED_AT = 400
_SUBJECT = r"(?P<about>[^,.;:!?\n–—]{2,80})"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:more|deeper|deep|further|follow(?:ing|ed)?[- ]?(?:ups?|on)?|probe|probing|question|questions|one|"
        rf"another|dig|drill|zoom|push|press|poke|pull|something|anything|sth|details?|specifics?|numbers|stay|linger|"
        rf"keep|going|go|back|expand|elaborate|insist|continue|get|getting|curious|hear|know|concentrate|"
        rf"angle|go into|light|ask)\b"
        rf"(?: \w+){{0,3}}? (?:on|about|into|around|regarding|concerning|at|of|through) {_SUBJECT}",
        rf"\b(?:go|come|circle|get|return|back) (?:back )?to {_SUBJECT}",
        rf"\b(?:glossed over|skipped(?: over)?|brushed (?:over|off)|touched on|brought up|mentioned|avoided|dodged|"
        rf"(?:vague|hazy|unclear) (?:about|on)|jumped over|stay(?:ing)? (?:on|with)|push|press|insist on|probe|"
        rf"challenge|unpack|explore|test) {_SUBJECT}",
        r"^\W*(?P<about>[^,.;:!?\n–—]{2,40}?)"
        r"(?:,\s*(?:more|deeper|go on|further|follow.?up)|\s+(?:more|please|pls|plz)\W*$)",
    )
)
_END = re.compile(
    r"\s+(?:a (?:sec|bit|moment|little)|pls|please|plz|thing|things|bit|part|stuff|again|now|too|though|tho|he\b.*|"
    r"she\b.*|they\b.*|i\b.*|we\b.*|but\b.*|because\b.*|would\b.*|was\b.*|is\b.*|were\b.*|"
    r"and (?:moved|went|left|then)\b.*|that (?:he|she|they|i)\b.*)\s*$",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"^(?:that|this|it|here|there|him|her|them|one|the same|same|topic|this topic|that one|the topic|what|how|who|why|"
    r"something|anything|one thing|more|further|deeper)$",
    re.IGNORECASE,
)


def subject(text: str) -> str | None:
    """The subject that is named, in the words that were typed; None where none is."""
    shown = text[:_LOOKED_AT]
    for pattern in _PATTERNS:
        for match in pattern.finditer(shown):
            found = _trimmed(match["about"])
            if found and not _NOTHING.match(found) and len(found.split()) <= MOST_WORDS:
                return found
    return None


def _trimmed(found: str) -> str:
    before = ""
    found = found.strip(" \t\"'“”()")
    while found != before:
        before, found = found, _END.sub("", found).strip(" \t\"'“”()")
    return found
