"""What a posting's sentences are like: which stage's and which role's passages, and which questions of the bank.

A sentence counts for the stage or role whose passage is nearest to it in meaning, by as much as that is nearer than the
next best, than what is said of any company and, for a stage, than its misleading signs. Most sentences count for none.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from assistant.asking.descriptions.posting import Sentence
from assistant.asking.openings import Near
from knowledge.passages import Passage, PassageKind
from knowledge.types import Knowledge

KINDS: tuple[PassageKind, ...] = ("stage", "role", "boilerplate", "question")
PASSAGES = 100
FEWEST_WORDS = 4
MOST_SENTENCES = 120
"""Reading one takes about 50 ms on a busy core; descriptions have 15 to 60."""
ABOUT = 0.45
"""Cosine that some sentence of a description of such work reaches; one of an advertisement for nurses reached .44."""
NEAR_ENOUGH = 0.3
"""Cosine under which a sentence is like nothing."""
LIKE_A_SIGN = 0.25
"""Cosine under which a sign of the stage is not shown beside a phrase of it."""
DULLER = 0.05
"""A sentence that is nearer to boilerplate than to a question by more than this is no reason to ask it."""
PHRASE = 0.3
"""What a phrase of a stage counts: more than nearly all sentences do by their meaning alone."""
COUNTED = 6
"""Only the sentences that say most are added up, so that a long text does not say more by its length."""
TOLD = 0.25
TWICE = 2.0
"""A guess needs `TOLD` in all, and this many times what speaks for the next best. Chosen on twelve descriptions."""


class Finds(Protocol):
    """The index of the knowledge."""

    def search(
        self, query: str, kind: Sequence[PassageKind], stage: None = None, role: None = None, k: int = 5
    ) -> tuple[Passage, ...]:
        """The `k` passages nearest in meaning."""
        ...


@dataclass(frozen=True)
class Compared:
    """A sentence with the passages nearest to it, best first."""

    sentence: Sentence
    passages: tuple[Passage, ...]

    def best(self, wanted: Callable[[Passage], bool]) -> Passage | None:
        """The nearest passage that is wanted."""
        return next(filter(wanted, self.passages), None)


@dataclass(frozen=True)
class Vote:
    """A sentence that speaks for an entry of the knowledge: by how much, and what of it, or which words, it is like."""

    entry: str
    weight: float
    sentence: Sentence
    passage: Passage | None
    phrase: str | None = None


@dataclass(frozen=True)
class Verdict:
    """The entry that the sentences speak for, null where they do not say enough, and the votes, the weightiest first.

    `weight`: what the sentences say for it in all.
    """

    entry: str | None
    votes: tuple[Vote, ...]
    weight: float = 0.0


def compare(store: Finds, sentences: Sequence[Sentence]) -> tuple[Compared, ...]:
    """The sentences that may say something, with what they are like. Raises StoreError."""
    telling = [one for one in sentences if one.section != "company" and one.words >= FEWEST_WORDS]
    return tuple(Compared(one, store.search(one.text, KINDS, k=PASSAGES)) for one in telling[:MOST_SENTENCES])


def stage_of(knowledge: Knowledge, compared: Sequence[Compared]) -> Verdict:
    """The stage that the sentences about the work speak for; what is asked of a person fits any stage."""
    patterns = {stage.id: _pattern(stage.phrases) for stage in knowledge.stages.values()}
    votes = [vote for one in compared if one.sentence.section == "work" for vote in _stage_votes(one, patterns)]
    return _verdict(votes)


def role_of(knowledge: Knowledge, compared: Sequence[Compared]) -> Verdict:
    """The role that the sentences speak for."""
    parts = ("purpose", "outcomes", "must_have", "described_as")
    votes = [vote for one in compared for vote in _votes(one, "role", parts, knowledge.roles, {"company"})]
    return _verdict(votes)


def is_about_such_work(compared: Sequence[Compared]) -> bool:
    """Whether any sentence is near enough to what is asked of roles, projects or candidates here."""
    best = (one.best(lambda passage: passage.kind != "boilerplate") for one in compared)
    return any(passage.score is not None and passage.score >= ABOUT for passage in best if passage)


def near_questions(compared: Sequence[Compared]) -> dict[str, Near]:
    """For each question of the bank the sentence it is nearest to, by question id; boilerplate is near to none."""
    near: dict[str, Near] = {}
    for one in compared:
        dull = one.best(lambda passage: passage.kind == "boilerplate")
        for passage in one.passages:
            score = passage.score or 0.0
            telling = passage.kind == "question" and (dull is None or score > (dull.score or 0.0) - DULLER)
            if telling and (passage.entry not in near or near[passage.entry].score < score):
                near[passage.entry] = Near(score, one.sentence.exact)
    return near


def _stage_votes(one: Compared, patterns: Mapping[str, re.Pattern[str]]) -> Iterator[Vote]:
    """By a stage's phrases where one stage alone has them, otherwise by meaning."""
    found = {stage: match[0] for stage, pattern in patterns.items() if (match := pattern.search(one.sentence.text))}
    if len(found) == 1:
        stage, words = next(iter(found.items()))
        sign = one.best(lambda p: p.kind == "stage" and p.entry == stage and p.part.startswith("recognise"))
        yield Vote(stage, PHRASE, one.sentence, sign if sign and (sign.score or 0) >= LIKE_A_SIGN else None, words)
    elif not found:
        parts = ("summary", "recognise", "what_changes", "described_as")
        yield from _votes(one, "stage", parts, patterns, {"company", "person"})


def _votes(
    one: Compared, kind: PassageKind, parts: Sequence[str], entries: Mapping[str, object], dull: set[str]
) -> Iterator[Vote]:
    """At most one vote, for the entry whose passage is nearest, by its lead over everything else."""
    own: dict[str, Passage] = {}
    for found in one.passages:
        if found.kind == kind and found.entry in entries and found.part.split(".")[0] in parts:
            own.setdefault(found.entry, found)
    if not own:
        return
    entry, passage = max(own.items(), key=lambda pair: pair[1].score or 0)
    others = [passage.score or 0 for other, passage in own.items() if other != entry]
    against = one.best(
        lambda p: (
            (p.kind == "boilerplate" and p.entry in dull)
            or (p.kind == kind and p.entry == entry and p.part.startswith("misleading"))
        )
    )
    score = passage.score or 0
    lead = score - max([*others, (against.score or 0) if against else 0], default=0)
    if score >= NEAR_ENOUGH and lead > 0:
        yield Vote(entry, lead, one.sentence, passage)


def _verdict(votes: Sequence[Vote]) -> Verdict:
    ordered = tuple(sorted(votes, key=lambda vote: -vote.weight))
    entries = {vote.entry for vote in ordered}
    sums = {entry: sum([vote.weight for vote in ordered if vote.entry == entry][:COUNTED]) for entry in entries}
    if not sums:
        return Verdict(None, ())
    best, *rest = sorted(sums, key=lambda entry: -sums[entry])
    if sums[best] < TOLD or any(sums[best] < TWICE * sums[other] for other in rest):
        return Verdict(None, ordered)
    return Verdict(best, ordered, sums[best])


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = "|".join(f"(?:{phrase})" for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{alternatives or '(?!)'})(?!\w)", re.IGNORECASE)
