"""The headings of job descriptions, and what the sentences below them are about: the work, the person, the company."""

import re
from typing import Literal

Section = Literal["work", "person", "company"]
HEADING_WORDS = 8
LISTED = re.compile(r"\s*(?:[-–—*•·‣◦▪●○■✓✔✅➤➢»+]\s|\d{1,2}[.)]\s|[\U0001F300-\U0001FAFF☀-➿])")
"""How an item of a list begins."""

_COMPANY = (
    r"about (?:us|the company|our company)|who we are|our (?:company|mission|story|values|culture|offer)",
    r"why (?:join )?us|why work (?:with|for) us|(?:what )?we(?: can)? offer(?: you)?|what you(?:'ll)? get",
    r"what's in it for you|(?:our |the )?(?:benefits|perks|compensation|salary|pay|diversity)(?: .*)?",
    r"equal (?:employment )?opportunit.*|eeo.*|(?:how to )?apply|contact|location",
    r"(?:the |our )?(?:application|hiring|interview)(?: process)?",
)
_PERSON = (
    r"(?:\w+ ){0,2}(?:requirements|qualifications|skills|experience)(?: .*)?|(?:your )?(?:profile|background)",
    r"must[- ]haves?|nice[- ]to[- ]haves?|who you are|(?:a bit )?about you|you|you (?:have|bring|are)",
    r"what you(?:'ll)? bring|what we(?:'re| are)? (?:expect|look(?:ing)?)(?: .*)?|(?:bonus|extra)(?: points)?",
    r"preferred|tech(?:nology)? stack|tools|education|(?:the |our )?ideal candidate|(?:you )?should have",
)
_WORK = (
    r"(?:your |key |core |primary |main |the )?(?:responsibilities|tasks?|duties|role|job|project|position|challenge)",
    r"your mission|what you(?:'ll| will) (?:do|build|own|work on)|you will|(?:job |role )?description|day[- ]to[- ]day",
    r"about the (?:role|job|project|team|position|work)|in this role|status|goals?|where (?:we are|you come in)",
)
_KNOWN: tuple[tuple[Section, re.Pattern[str]], ...] = (
    ("work", re.compile("|".join(_WORK), re.IGNORECASE)),
    ("company", re.compile("|".join(_COMPANY), re.IGNORECASE)),
    ("person", re.compile("|".join(_PERSON), re.IGNORECASE)),
)
_OF_A_PERSON = re.compile(
    r"(?:you (?:have|know|bring|can|could|are|read|speak|like|enjoy|want|study|studied|understand|care|need)\b"
    r"|you:|you've|you're|(?:we|i) (?:expect|require|ask)|ideally|(?:at least |min\. )?\w{1,8}\+? years?\b"
    r"|(?:\w+ ){0,3}(?:experience|knowledge|familiarity|understanding|proficiency|expertise|fluency|degree|ability"
    r"|awareness) (?:in|with|of|as|to)\b"
    r"|(?:msc|phd|bsc|bachelor|master|proficien\w+|familiar|experienced|fluent|excellent|strong|solid|very good)\b)",
    re.IGNORECASE,
)
"""How a sentence begins that tells of the person wanted, wherever it stands."""


def is_heading(words: str) -> bool:
    """Whether a line is one by its marks, or says what headings of descriptions say."""
    bare = words.strip()
    if len(bare.split()) > HEADING_WORDS or bare[-1:] in ".!?,;|":
        return False
    marked = bare.startswith("#") or bare.endswith(":") or (bare.startswith("**") and bare.endswith("**"))
    return marked or known(bare) is not None or (bare.isupper() and len(bare.split()) > 1)


def heads_list(words: str, following: str) -> bool:
    """A short line without an end above a list."""
    short = len(words.split()) <= HEADING_WORDS and words.rstrip()[-1] not in ".!?,;"
    return short and not LISTED.match(words) and LISTED.match(following) is not None


def known(heading: str) -> Section | None:
    """What a heading says that follows, where it is one of those that descriptions share."""
    bare = " ".join(re.sub(r"[^\w' /&-]", " ", heading).split()).strip("-/& ")
    return next((section for section, pattern in _KNOWN if pattern.fullmatch(bare)), None)


def speaks_of_person(sentence: str) -> bool:
    """Whether a sentence tells what the person must be or have, by how it begins."""
    return _OF_A_PERSON.match(sentence) is not None
