"""How much experience a posting asks for, by plain rules: words in the title, years, and a few phrases.

Words about others do not count ("you report to the lead"), nor do years of anything else ("ten years of data").
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.asking.descriptions.posting import Posting, Sentence
from assistant.asking.descriptions.titles import names_a_job
from knowledge.types import Seniority

SENIOR_YEARS, MID_YEARS = 5, 2
"""Fewest years that are commonly asked of a senior and of a mid-level engineer; a lead is never told by years alone."""

_LEVELS: Mapping[Seniority, str] = {
    Seniority.JUNIOR: r"junior|jr|intern|internship|trainee|apprentice|graduate|student|entry[- ]level|beginner",
    Seniority.MID: r"mid|mid[- ]?level|middle|medior|intermediate|regular",
    Seniority.SENIOR: r"senior|sr|seasoned",
    Seniority.LEAD: r"lead|principal|staff|head|chief|director|team lead|tech lead",
}
_LEVEL = {level: re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE) for level, words in _LEVELS.items()}
_OF_OTHERS = re.compile(
    r"\b(?:report(?:s|ing)? to|with|alongside|mentor(?:s|ing)?|under|supported by|guidance of|than|from|by|for) "
    r"(?:\w+ ){0,3}?(?=(?:junior|graduate|student|senior|lead|principal|staff|head|director)\b).*",
    re.IGNORECASE,
)
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_YEARS = re.compile(
    rf"\b(?P<least>\d{{1,2}}|{'|'.join(_NUMBERS)})\s*(?:\+|plus|or more)?\s*(?:(?:-|–|to)\s*\w{{1,6}}\s*\+?\s*)?"
    r"(?:years?|yrs?)\b'?(?P<rest>.*)",
    re.IGNORECASE,
)
_OF_WORK = re.compile(
    r"^\W*(?:in\b|as an?\b|(?:\w+\W+){0,8}?experience|of (?:[\w-]+ ){0,3}?(?:work|practice|building|developing|running"
    r"|shipping|operating|engineering|training|designing|research))",
    re.IGNORECASE,
)
_YOURS = re.compile(
    r"\byou(?:'ve| have|'ll have| bring| worked)?\b|\bexperience\b|^\W*(?:at least|min|over|more than)", re.I
)
_OF_THINGS = re.compile(
    r"^\W*(?:worth )?of (?:[\w-]+ ){0,3}?(?:data|history|records?|logs?|photos?|sales|funding|growth)", re.I
)
_FIRST_JOB = (
    r"\bno (?:\w+ )?experience (?:is )?(?:required|needed|necessary|expected)|\bfirst job\b|\bcareer starters?\b",
    r"\b(?:recent|fresh|new) graduates?\b|\bfresh (?:out of|from) (?:university|college|school)\b",
)
_LEADS = (
    r"\byou(?:'ll| will)? (?:\w+ )?(?:lead|manage|head|run) (?:an?|the|our|your own) (?:\w+ )?(?:team|group)\b",
    r"\bset the direction for (?:an?|the|our|several)\b",
)
_OURS = re.compile(r"^(?:our|the (?:firm|company|team))\b|\bwe (?:have|bring|are|look)\b", re.IGNORECASE)
_PHRASES: tuple[tuple[Seniority, re.Pattern[str]], ...] = (
    (Seniority.JUNIOR, re.compile("|".join(_FIRST_JOB), re.IGNORECASE)),
    (Seniority.LEAD, re.compile("|".join(_LEADS), re.IGNORECASE)),
)


@dataclass(frozen=True)
class Experience:
    """The seniority, null where the words name several, with the words it was read from and where they stand."""

    level: Seniority | None
    words: str
    quote: str


def read_experience(posting: Posting) -> Experience | None:
    """The seniority that a posting asks for: its title first, then years, then phrases. None where it does not say."""
    spoken = [sentence for sentence in posting.sentences if sentence.section != "company"]
    for found in (*_by_title(posting.titles), *_by_years(spoken), *_by_phrase(spoken)):
        return found
    return None


def _by_title(titles: Sequence[Sentence]) -> Iterator[Experience]:
    for title in filter(lambda title: names_a_job(title.text), titles):
        own = _OF_OTHERS.sub("", title.text)
        found = {level: match for level, pattern in _LEVEL.items() if (match := pattern.search(own))}
        if set(found) == {Seniority.SENIOR, Seniority.LEAD}:
            found.pop(Seniority.SENIOR)
        if len(found) == 1:
            level, match = next(iter(found.items()))
            yield Experience(level, match[0], title.quote)
        elif found:
            yield Experience(None, " and ".join(match[0] for match in found.values()), title.quote)


def _by_years(sentences: Sequence[Sentence]) -> Iterator[Experience]:
    """The most years that any sentence asks for."""
    asked = [(years, found, sentence) for sentence in sentences for years, found in _years(sentence)]
    if asked:
        years, found, sentence = max(asked, key=lambda one: one[0])
        level = Seniority.SENIOR if years >= SENIOR_YEARS else Seniority.MID if years >= MID_YEARS else Seniority.JUNIOR
        yield Experience(level, found, sentence.quote)


def _years(sentence: Sentence) -> Iterator[tuple[int, str]]:
    for match in _YEARS.finditer(sentence.text):
        rest, before = match["rest"], sentence.text[: match.start()]
        worked = _OF_WORK.match(rest) and not _OURS.search(before)
        asks = sentence.section == "person" or _YOURS.search(before)
        if worked or (asks and not _OF_THINGS.match(rest)):
            least = match["least"].lower()
            number = int(least) if least.isdigit() else _NUMBERS.index(least) + 1
            yield number, match[0][: len(match[0]) - len(rest)].strip()


def _by_phrase(sentences: Sequence[Sentence]) -> Iterator[Experience]:
    for sentence in sentences:
        for level, pattern in _PHRASES:
            if match := pattern.search(sentence.text):
                yield Experience(level, match[0], sentence.quote)
