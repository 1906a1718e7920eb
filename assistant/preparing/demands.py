"""The demands of a job description: which are vague, in which words, and which stand as they are.

By the words and subjects of the knowledge (`demands.yaml`) alone: what they list is found, what they miss is not. Every
quote is exact, with its place. What could stand there instead is `rewriting`'s.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from assistant.asking.descriptions.headings import LISTED, is_heading
from assistant.asking.descriptions.posting import Posting, Sentence, read_posting
from assistant.asking.descriptions.titles import names_a_job
from assistant.errors import InputError
from assistant.types import UnscoredReason
from knowledge.demands import Demands, OfAnotherStage, Subject, VagueKind, VagueWords
from knowledge.phrases import whole_words

LONGEST = 40_000
"""Characters; a posting has one to five pages of about 2,500."""
PAGE = 2_500
FEWEST_TOOLS, SINK, MANY_SUBJECTS = 4, 8, 14
"""From how many names on a list of tools is one, and from how many it, or a whole posting, asks for everything."""
FEWEST_WORDS, LONGEST_REST = 3, 16
FOREIGN = "The description does not seem to be in English; no demand was read in it."
_CONNECTING = re.compile(
    r"\b(?:and|or|and/or|with|in|of|the|a|an|our|your|such|as|like|similar|etc|other|strong|solid|good|very|excellent|some"
    r"|basic|practical|advanced|knowledge|experience|skills?|ideally|e\.g|tools?|stack|tech|libraries|frameworks|you|know"
    r"|bring|plus|nice|to|have|bonus|must|using|including|familiar|familiarity|proficiency|proficient)\b|[^\w+#]+",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[;:.!?](?:\s|$)|,\s+(?:and\s+)?"
    r"(?=(?:you|we|be|a|an|at least|one|some|excellent|strong|good|solid|very|who|which|that)\b)"
)
_OPEN = re.compile(r"\b(?:of|in|with|at|using|as|for|to|on|building|developing|work|practice)$", re.IGNORECASE)
_LOOSE = re.compile(r"[\s,]*(?:\b(?:and|or)\b[\s,]*)?$", re.IGNORECASE)
GENERIC = ("knowledge_of", "years")
"""Words that say how well something should be known, and not what."""
_SPEAKS = re.compile(
    r"\byou(?:'ll|'d| will| would| must| should| are| have| turn| own| lead| join| bring| know)\b", re.I
)


@dataclass(frozen=True)
class Found:
    """A vague demand: the words (`exact == text[start:end]`), the sentence they stand in, what they are about.

    `about`: the subjects of the clause, `named` the posting's own words for the first of them.
    """

    start: int
    end: int
    exact: str
    sentence: Sentence
    words: VagueWords | None
    kind: VagueKind
    about: tuple[Subject, ...] = ()
    named: str = ""


@dataclass(frozen=True)
class Stands:
    """A demand in which nothing vague was found. `listed`: it is an item of a list."""

    sentence: Sentence
    about: tuple[Subject, ...]
    listed: bool = False


@dataclass(frozen=True)
class Mismatch:
    """Words that another stage than the project's would need."""

    start: int
    end: int
    exact: str
    rule: OfAnotherStage


@dataclass(frozen=True)
class Reading:
    """What was found, in the order of the text. `notes` are sentences that the reader should know."""

    vague: tuple[Found, ...]
    concrete: tuple[Stands, ...]
    against: tuple[Mismatch, ...]
    notes: tuple[str, ...]
    posting: Posting


def find_demands(known: Demands, text: str, stage: str | None) -> Reading:
    """Reads a description. `stage`: the project's where it is known, for what does not fit it.

    Raises InputError for what is no description: without words, as long as a book, or no readable text.
    """
    if len(text) > LONGEST:
        pages = round(len(text) / PAGE)
        raise InputError(
            f"the description has {len(text):,} characters, about {pages} pages, and a posting has one to five; "
            "give the posting alone"
        )
    posting = read_posting(text)
    unreadable = posting.unreadable
    if unreadable is UnscoredReason.GIBBERISH:
        raise InputError("the description does not read like text; paste the words of the posting")
    if unreadable is UnscoredReason.LANGUAGE:
        return Reading((), (), (), (FOREIGN,), posting)
    listed = [_is_listed(text, one) for one in posting.sentences]
    vague = [found for one in posting.sentences for found in _in_sentence(known, one)]
    troubled = {id(found.sentence) for found in vague}
    concrete = [
        Stands(one, _subjects(known, one.text), mark)
        for one, mark in zip(posting.sentences, listed, strict=True)
        if id(one) not in troubled and _is_demand(one, mark)
    ]
    against = [found for one in posting.sentences for found in _against(known, one, stage)]
    return Reading(tuple(vague), tuple(concrete), tuple(against), tuple(_notes(known, vague, concrete)), posting)


def line_of(text: str, start: int) -> int:
    """The line of the pasted text, from 1."""
    return text.count("\n", 0, start) + 1


def _notes(known: Demands, vague: Sequence[Found], concrete: Sequence[Stands]) -> Iterator[str]:
    if not vague and not concrete:
        yield (
            "No demand was found: the text does not say what the person has to do or know. Ask whoever wrote it what "
            "should be different half a year after somebody started."
        )
    abouts = [*(one.about for one in vague), *(one.about for one in concrete)]
    subjects = {subject.id for about in abouts for subject in about}
    if len(subjects) >= MANY_SUBJECTS:
        kind = known.kinds[VagueKind.KITCHEN_SINK]
        yield f"The description asks for {len(subjects)} different subjects. {kind.why} {kind.ask}"


def _is_demand(sentence: Sentence, listed: bool) -> bool:
    """Asks something of the person: what is said of them, lists of tasks, and what speaks to the reader."""
    if sentence.section == "company" or sentence.words < FEWEST_WORDS or is_heading(sentence.text):
        return False
    speaks = _SPEAKS.search(sentence.text) is not None and not sentence.text.endswith("?")
    return sentence.section == "person" or listed or speaks


def _is_listed(text: str, sentence: Sentence) -> bool:
    """Whether a list's mark stands before it on its line."""
    line = text.rfind("\n", 0, sentence.start) + 1
    return LISTED.match(text[line : sentence.start] + "x") is not None or "<li" in text[line : sentence.start].lower()


def _in_sentence(known: Demands, sentence: Sentence) -> Iterator[Found]:
    """The vague words of a sentence: a list of tools, or whatever stands in it, each subject once."""
    flat = _Flat(sentence)
    company = sentence.section == "company"
    found = [one for one in _matches(known, flat) if one.words and (one.words.anywhere or not company)]
    names = company or is_heading(sentence.text) or names_a_job(sentence.text)
    tools = None if names else _tools(known, flat)
    if tools:
        found = [tools, *(one for one in found if one.kind is VagueKind.EXCLUSIONARY or _outside(one, tools))]
    told: set[str] = set()
    kept = _joined(_without_overlap(found), flat)
    for place, one in enumerate(kept):
        after = kept[place + 1] if place + 1 < len(kept) else None
        about = one if one is tools else _about(known, flat, one, after)
        subject = about.about[0].id if about.about else ""
        if one.kind is VagueKind.EXCLUSIONARY or (subject or one.kind) not in told:
            told.add(subject or one.kind)
            yield about


def _outside(found: Found, tools: Found) -> bool:
    """Whether it says something else than how well the tools should be known."""
    generic = found.words is not None and found.words.id in GENERIC
    return not generic and (found.end <= tools.start or found.start >= tools.end)


def _matches(known: Demands, flat: "_Flat") -> Iterator[Found]:
    for words in known.vague:
        for match in whole_words(words.patterns).finditer(flat.text):
            if match[0].strip():
                yield flat.found(match.start(), match.start() + len(match[0].rstrip()), words.kind, words)


def _without_overlap(found: Sequence[Found]) -> list[Found]:
    """In the order of the text; of overlapping ones the longest."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.kind is VagueKind.TOOL_LIST, one.end - one.start), reverse=True):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _joined(found: Sequence[Found], flat: "_Flat") -> list[Found]:
    """Where "familiar with" stands right before "modern tools", one of both."""
    joined: list[Found] = []
    for one in found:
        before = joined[-1] if joined else None
        if before and before.words and before.words.id in GENERIC and one.words and one.start - before.end <= 1:
            joined[-1] = flat.found(flat.at(before.start), flat.end_of(one), one.kind, one.words)
        else:
            joined.append(one)
    return joined


def _tools(known: Demands, flat: "_Flat") -> Found | None:
    """A list of tools with nothing to do with them; of many it asks for everything at once."""
    spans = [match.span() for match in _tool_pattern(known.tools).finditer(flat.text)]
    if not spans:
        return None
    left = list(flat.text)
    for start, end in spans:
        left[start:end] = " " * (end - start)
    bare = len(_CONNECTING.sub(" ", "".join(left)).split()) <= 1
    run = _longest_run(flat.text, spans)
    if len(run) < FEWEST_TOOLS and not (bare and len(spans) > 1):
        return None
    kind = VagueKind.KITCHEN_SINK if len(run) >= SINK else VagueKind.TOOL_LIST
    first, last = (run[0][0], run[-1][1]) if len(run) >= FEWEST_TOOLS else (spans[0][0], spans[-1][1])
    found = flat.found(first, last, kind, None)
    about = _subjects(known, flat.text[first:last])
    return replace(found, about=about, named=" ".join(flat.text[first:last].split()))


def _longest_run(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most names that follow each other with next to nothing between them."""
    runs: list[list[tuple[int, int]]] = [[]]
    for span in spans:
        between = text[runs[-1][-1][1] : span[0]] if runs[-1] else ""
        if runs[-1] and len(_CONNECTING.sub(" ", between).split()) > 1:
            runs.append([])
        runs[-1].append(span)
    return max(runs, key=len)


def _about(known: Demands, flat: "_Flat", found: Found, after: Found | None) -> Found:
    """With what it is about: by the rest of its clause, else by the whole sentence, else by what the words mean.

    Words that say only how well end where what they speak of does.
    """
    if found.kind is VagueKind.EXCLUSIONARY:
        return found
    clause = _CLAUSE.search(flat.text, flat.end_of(found))
    end = min(clause.start() if clause else len(flat.text), flat.at(after.start) if after else len(flat.text))
    rest = _LOOSE.sub("", flat.text[flat.at(found.start) : max(end, flat.end_of(found))])
    if found.words and found.words.id in GENERIC and _OPEN.search(found.exact) and len(rest.split()) <= LONGEST_REST:
        found = flat.found(flat.at(found.start), flat.at(found.start) + len(rest), found.kind, found.words)
    generic = found.words is None or found.words.subject is None
    own = [one for one in known.subjects if found.words and one.id == found.words.subject]
    says_how_well = found.words is not None and found.words.id in GENERIC
    subjects = _subjects(known, rest) or (() if says_how_well or not generic else _subjects(known, flat.text))
    if own and not generic:
        subjects = (*own, *(one for one in subjects if one not in own))
    return replace(found, about=subjects, named=_named(subjects, rest) if subjects else "")


def _named(subjects: Sequence[Subject], text: str) -> str:
    match = _first(subjects[0], text)
    return match[0].strip() if match else ""


def _subjects(known: Demands, text: str) -> tuple[Subject, ...]:
    """What the words are about, in the order in which it is named; the general one only where nothing else is."""
    places = [(match.start(), -match.end(), one) for one in known.subjects if (match := _first(one, text))]
    found = [one for *_, one in sorted(places, key=lambda place: place[:2])]
    special = [one for one in found if one.id not in GENERAL]
    return tuple(special or found)


GENERAL = ("machine_learning", "software")
"""Subjects that stand in nearly every demand, so that another one tells more."""


def _first(subject: Subject, text: str) -> re.Match[str] | None:
    return whole_words(subject.patterns).search(text)


def _against(known: Demands, sentence: Sentence, stage: str | None) -> Iterator[Mismatch]:
    flat = _Flat(sentence)
    for rule in known.against:
        if rule.stage == stage and sentence.section != "company":
            for match in whole_words(rule.patterns).finditer(flat.text):
                found = flat.found(match.start(), match.end(), VagueKind.HOLLOW, None)
                yield Mismatch(found.start, found.end, found.exact, rule)
                return


class _Flat:
    """A sentence on one line with straight apostrophes, and where each of its characters stands in the pasted text."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        characters: list[str] = []
        self._places: list[int] = []
        for place, character in enumerate(sentence.exact):
            if character.isspace():
                if not characters or characters[-1] == " ":
                    continue
                character = " "
            characters.append("'" if character in "’‘" else character)
            self._places.append(sentence.start + place)
        self.text = "".join(characters)

    def found(self, start: int, end: int, kind: VagueKind, words: VagueWords | None) -> Found:
        """The words from `start` to `end` of the line, as they stand in the text."""
        first, last = self._places[start], self._places[end - 1] + 1
        offset = self.sentence.start
        return Found(first, last, self.sentence.exact[first - offset : last - offset], self.sentence, words, kind)

    def at(self, place: int) -> int:
        """Where on the line something stands."""
        return self._places.index(place)

    def end_of(self, found: Found) -> int:
        """Where on the line the found words end."""
        return self._places.index(found.end - 1) + 1


@cache
def _tool_pattern(tools: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(tools, key=len, reverse=True))
    return re.compile(rf"(?<![\w+#.])(?:{names or '(?!)'})(?![\w+#])", re.IGNORECASE)
