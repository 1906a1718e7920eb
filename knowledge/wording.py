"""What is wrong with how a question is worded: stacked, leading, or about what must not be asked.

Also whether words of an answer are about the person's private life, which a question must not take up.

Lists of wordings, not an understanding of the question: what they find is worth a look, and what they miss may still be
wrong. `batch age`, `health check`, `race condition` and `child node` are ordinary words of the trade.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

FaultKind = Literal["stacked", "leading", "unlawful"]

_WH = r"(?:what|why|how|who|whom|whose|where|when|which)"
_AUX = r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should)"
_NOT = rf"(?:{_AUX}|wo|ca)n't"
_SENTENCE = re.compile(r"[^.?!]*(?:[.](?=\w)[^.?!]*)*(?:[.?!]+|$)")
_NEXT_CLAUSE = re.compile(
    rf"(?:,|;|\band\b|\bor\b|\bbut\b|,\s+(?:and|or|but))\s+(?={_WH}(?:\s+\w+)?\s+{_AUX}\b)"
    rf"|\b(?:and|or|but)\s+(?={_WH}\b)|,\s+(?:and|or|but)\s+(?={_AUX}\b)"
)
_SETS_THE_SCENE = rf"(?:when|where) (?!(?:exactly |else )?{_AUX}\b)"
_ASKS = re.compile(rf"^(?:and |or |but |so )?(?!{_SETS_THE_SCENE})(?:{_WH}|{_NOT}|{_AUX})\b")
_BACK = re.compile(r"\b(?:it|its|they|them|their|this|these|those|then|there|instead|either|both)\b|\bthat[?.]*$")
_NEW = re.compile(r"^(?!(?:and |but )?how (?:did|do) you).*\bthe\b|\b(?:a|an|your|our|my|his|her)\b")

_LEADING = re.compile(
    rf"\b(?:don't|wouldn't|would|do) you (?:not )?(?:agree|think so)\b|\b(?:don't|wouldn't) you (?:think|say|feel)\b"
    rf"|(?:^|[,;.?!] )(?:so |but |and )?{_NOT} (?:you|it|that|they|there|this|he|she)\b"
    r"|\b(?:surely|obviously|of course|i assume|i suppose|presumably you|you must have|as everyone knows)\b"
    r"|,\s*(?:right|correct|yes|no)\s*\?$"
)

_UNLAWFUL = {
    "age": r"\bhow old (?:are|were) you\b|\byour (?:age|date of birth|birthday|birth year)\b"
    r"|\b(?:when|what year) (?:were you born|do you (?:plan to )?retire|did you (?:leave|finish) school)\b",
    "family": r"\bare you (?:married|single|divorced|engaged|pregnant|a (?:mother|father|parent))\b"
    r"|\b(?:have|want|plan|planning|expecting|intend)(?: on)?(?: to have| having)? (?:any |more )?"
    r"(?:children|kids|a baby|a family)\b(?! in)"
    r"|\byour (?:husband|wife|spouse|kids|children|family|marital status|pregnancy|girlfriend|boyfriend|childcare)\b",
    "religion": r"\byour (?:religion|religious|faith|church|mosque|synagogue|temple)\b|\bdo you (?:pray|go to church)\b"
    r"|\bare you (?:a )?(?:religious|believer|christian|catholic|muslim|jewish|hindu|buddhist|sikh|atheist)\b",
    "health": r"\byour (?:health|mental health|disability|illness|medical history|medication|sick leave)\b"
    r"(?![ -](?:check|probe|endpoint|data|care|model|route))|\bare you (?:disabled|healthy|ill|sick|depressed)\b"
    r"|\bdo you (?:have|suffer from) (?:a |an |any )?(?:disabilit|illness|medical|health (?:problem|condition|issue))"
    r"|\bhow many sick days\b|\bhave you (?:ever )?been (?:ill|hospitali[sz]ed|depressed|in therapy)\b",
    "origin": r"\bwhere (?:are|were) you (?:really |originally )?(?:from|born)\b|\bwhere (?:are|were) your parents\b"
    r"|\byour (?:nationality|ethnicity|race|skin colou?r|accent|mother tongue|native language|birthplace|caste)\b"
    r"(?! condition)|\bare you a native speaker\b|\bwhere does your name come from\b",
    "gender and orientation": r"\byour (?:gender|sexual orientation|sexuality)\b"
    r"|\bare you (?:gay|lesbian|straight|bisexual|transgender|a (?:man|woman))\b",
    "politics and unions": r"\byour (?:politics|political (?:views|party|beliefs))\b|\bwho did you vote for\b"
    r"|\b(?:are|were) you (?:ever )?(?:in|a member of) (?:a|any|the) (?:trade )?union\b",
    "record and pay": r"\bhave you (?:ever )?been (?:arrested|convicted)\b|\byour criminal record\b"
    r"|\byour (?:current|last|previous|present) (?:salary|pay)\b|\bhow much (?:do|did) you earn\b",
}
_TOPICS = {topic: re.compile(pattern) for topic, pattern in _UNLAWFUL.items()}


_PRIVATE = re.compile(
    r"\bpregnan\w*|\b(?:maternity|paternity|parental|sick|bereavement) leave\b"
    r"|\bmy (?:own |late |ex-?)*(?:wife|husband|spouse|fianc\w+|girlfriend|boyfriend|kids?|children|child|sons?"
    r"|daughters?|baby|family|mother|mum|mom|father|dad|parents|marriage|wedding|divorce|religion|faith|church|mosque|temple"
    r"|synagogue|disability|illness|disease|cancer|adhd|autism|dyslexia|depression|anxiety|burnout|therap\w+|medication"
    r"|surgery|health|accent|nationality|ethnicity|age|birthday|visa|union)\b(?! (?:process|node|class|check|probe))"
    r"|\bi(?:'m| am| was| got| became|'ve been| had been) (?:\w+ )?(?:\d\d years old|married|divorced|widowed|disabled"
    r"|ill|sick|in hospital|hospitali[sz]ed|gay|lesbian|bisexual|transgender|muslim|jewish|christian|catholic|hindu)\b"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a question: `words` are the part that shows it, `why` says what it is."""

    kind: FaultKind
    words: str
    why: str


def faults(question: str) -> tuple[Fault, ...]:
    """What is wrong with the wording of a question; one sentence of set-up before it is no fault."""
    text = " ".join(question.replace("’", "'").split())
    return *_stacked(text), *_leading(text), *_unlawful(text)


def is_private(said: str) -> bool:
    """Whether the words of an answer are about family, health, faith, origin or age: never to be taken up."""
    return bool(_PRIVATE.search(" ".join(said.replace("’", "'").lower().split())))


def _stacked(text: str) -> Iterator[Fault]:
    """More than one thing is asked, unless the second narrows the first: refers back to it and brings nothing new."""
    sentences = [sentence.strip() for sentence in _SENTENCE.findall(text) if sentence.strip()]
    clauses = [clause for sentence in sentences for clause in _NEXT_CLAUSE.split(sentence)]
    asked = [clause for clause in clauses if _ASKS.match(clause.lower()) and _asks(clause, sentences)]
    if len(sentences) > 2:
        yield Fault("stacked", text, f"it has {len(sentences)} sentences; one of set-up and one question are enough")
    elif len(asked) > 2:
        yield Fault("stacked", text, f"it asks {len(asked)} things")
    elif len(asked) == 2 and not _narrows(asked[1].lower()):
        yield Fault("stacked", asked[1], "it asks a second thing that does not narrow the first")


def _asks(clause: str, sentences: list[str]) -> bool:
    """Whether a clause belongs to a sentence that asks."""
    return any(clause in sentence for sentence in sentences if sentence.endswith("?"))


def _narrows(clause: str) -> bool:
    """`how did you …` asks about what was just named, so there a `the` brings nothing new."""
    return bool(_BACK.search(clause)) or not _NEW.search(clause)


def _leading(text: str) -> Iterator[Fault]:
    for match in _LEADING.finditer(text.lower()):
        yield Fault("leading", text[match.start() : match.end()], "it suggests the answer")


def _unlawful(text: str) -> Iterator[Fault]:
    for topic, pattern in _TOPICS.items():
        for match in pattern.finditer(text.lower()):
            yield Fault("unlawful", text[match.start() : match.end()], f"it asks about {topic}")
