"""What a title says: which role it names, and that it names a profession that no role here is for.

Titles are found in a posting by where they stand; the words that mean a role are the knowledge's.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.asking.descriptions.posting import Sentence
from knowledge.types import Role

_HEAD = re.compile(
    r"\b(?:engineer|developer|scientist|researcher|specialist|architect|expert|consultant|practitioner|programmer|intern"
    r"|internship|trainee|student|freelancer|lead|person|colleague|research|engineering|head of|director of)s?\b",
    re.IGNORECASE,
)
_OTHER_WORDS = (
    r"(?:product|project|program(?:me)?|account|sales|marketing|delivery|office|people|community|operations)"
    r" (?:manager|owner|lead)",
    r"(?:data |business |financial |market )?analyst|data (?:scientist|engineer)|statistician|annotator|tester",
    r"(?:front[- ]?end|back[- ]?end|full[- ]?stack|web|mobile|ios|android|java(?:script)?|go|rust|c\+\+|php)"
    r"(?: software)? (?:engineer|developer|intern)",
    r"(?:technical )?writer|(?:ux |ui |product )?designer|recruiter|lawyer|counsel|nurse|teacher|professor|accountant",
    r"administrator|secretary|translator|salesperson",
)
_OTHER = re.compile(rf"\b(?:{'|'.join(_OTHER_WORDS)})s?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Title:
    """A title found in a posting. `role` is null where it names a profession that no role is for; `words` say what."""

    role: str | None
    words: str
    quote: str


def read_title(titles: Sequence[Sentence], roles: Mapping[str, Role]) -> Title | None:
    """What the likeliest title that says anything says; None where none does."""
    return next((title for sentence in titles for title in _title(sentence, roles)), None)


def names_a_job(text: str) -> bool:
    """Whether some profession is named in it, ours or another."""
    return bool(_HEAD.search(text) or _OTHER.search(text))


def _title(sentence: Sentence, roles: Mapping[str, Role]) -> Iterator[Title]:
    other = _OTHER.search(sentence.text)
    ours = _OTHER.sub(lambda found: " " * len(found[0]), sentence.text)
    found = list(_named(ours, roles)) if _HEAD.search(ours) else []
    special = [(role, words) for role, words in found if not roles[role].general]
    distinct = {role for role, _ in special} or {role for role, _ in found}
    if len(distinct) == 1:
        role, words = (special or found)[0]
        yield Title(role, words, sentence.quote)
    elif other and not found:
        yield Title(None, other[0], sentence.quote)


def _named(text: str, roles: Mapping[str, Role]) -> Iterator[tuple[str, str]]:
    """The roles whose title words stand in it; of words within longer ones (`ML` in `ML platform`) only the longer."""
    spans = [(found.span(), role.id) for role in roles.values() for found in _pattern(role.titles).finditer(text)]
    for (start, end), role_id in spans:
        if not any(a <= start and end <= b and (a, b) != (start, end) for (a, b), _ in spans):
            yield role_id, text[start:end]


def _pattern(titles: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(titles, key=len, reverse=True)
    words = "|".join(r"[\s-]?".join(map(re.escape, title.split())) for title in longest_first)
    return re.compile(rf"(?<!\w)(?:{words or '(?!)'})(?!\w)", re.IGNORECASE)
