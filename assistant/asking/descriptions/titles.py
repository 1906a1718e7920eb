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
    """A profession within a role's own words (`backend developer` in `ML backend developer`) is that role."""
    named = list(_named(sentence.text, roles))
    others = [found for found in _OTHER.finditer(sentence.text) if not any(_overlap(found, one) for _, one in named)]
    ours = sentence.text
    for found in others:
        ours = ours[: found.start()] + " " * len(found[0]) + ours[found.end() :]
    words = {role: one[0] for role, one in reversed(named)} if _HEAD.search(ours) else {}
    special = [role for role in words if not roles[role].general] or list(words)
    if len(special) == 1:
        yield Title(special[0], words[special[0]], sentence.quote)
    elif others and not words:
        yield Title(None, others[0][0], sentence.quote)


def _named(text: str, roles: Mapping[str, Role]) -> Iterator[tuple[str, re.Match[str]]]:
    """The roles whose title words stand in it; of words within longer ones (`ML` in `ML platform`) only the longer."""
    matches = [(role.id, found) for role in roles.values() for found in _pattern(role.titles).finditer(text)]
    for role, found in matches:
        if not any(_within(found.span(), other.span()) for _, other in matches):
            yield role, found


def _within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return inner != outer and outer[0] <= inner[0] and inner[1] <= outer[1]


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()


def _pattern(titles: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(titles, key=len, reverse=True)
    words = "|".join(r"[\s-]?".join(map(re.escape, title.split())) for title in longest_first)
    return re.compile(rf"(?<!\w)(?:{words or '(?!)'})(?!\w)", re.IGNORECASE)
