"""What a posting's sentences are like: which role's passages, and which questions of the bank.

A sentence counts for the role whose passage is nearest to it in meaning, by as much as that is nearer than the next
best and than what is said of any company. Most sentences count for none. For the stage see `stages`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.asking.descriptions.posting import Sentence
from assistant.asking.openings import Near
from knowledge.passages import Passage, PassageKind
from knowledge.types import Knowledge

NAMED: tuple[PassageKind, ...] = ("stage", "role", "boilerplate")
ASKED: tuple[PassageKind, ...] = ("question",)
PASSAGES = 100
"""Of each of the two, so that a large bank does not push the roles out."""
FEWEST_WORDS = 4
MOST_SENTENCES = 120
"""Reading one takes about 50 ms on a busy core; descriptions have 15 to 60."""
PARTS = ("purpose", "outcomes", "must_have", "described_as")
"""Of a role, what its work is told by."""
ABOUT = 0.45
"""Cosine that some sentence of a description of such work reaches; one of an advertisement for nurses reached .44."""
NEAR_ENOUGH = 0.3
"""Cosine under which a sentence is like nothing."""
DULLER = 0.05
"""A sentence that is nearer to boilerplate than to a question by more than this is no reason to ask it."""
COUNTED = 6
"""Only the sentences that say most are added up, so that a long text does not say more by its length."""
TOLD = 0.25
TWICE = 2.0
"""A guess needs `TOLD` in all, and this many times what speaks for the next best. Chosen on twelve descriptions."""


class Embeds(Protocol):
    """Turns texts into L2-normalised vectors; `identity` names the model."""

    @property
    def identity(self) -> str:
        """Which model's vectors these are."""
        ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector per text."""
        ...


class Finds(Protocol):
    """The index of the knowledge, and the model that it is searched with."""

    @property
    def embedder(self) -> Embeds:
        """The model."""
        ...

    def search(
        self,
        query: str,
        kind: Sequence[PassageKind],
        stage: None = None,
        role: None = None,
        k: int = 5,
        vector: list[float] | None = None,
    ) -> tuple[Passage, ...]:
        """The `k` passages nearest in meaning; `vector`: the query's."""
        ...


@dataclass(frozen=True)
class Compared:
    """A sentence with its vector and the passages nearest to it, best first."""

    sentence: Sentence
    passages: tuple[Passage, ...]
    vector: tuple[float, ...] = ()

    def best(self, wanted: Callable[[Passage], bool]) -> Passage | None:
        """The nearest passage that is wanted."""
        return next(filter(wanted, self.passages), None)


@dataclass(frozen=True)
class Vote:
    """A sentence that speaks for an entry of the knowledge: by how much, and what of it the sentence is like."""

    entry: str
    weight: float
    sentence: Sentence
    passage: Passage


@dataclass(frozen=True)
class Verdict:
    """The entry that the sentences speak for, null where they do not say enough, and the votes, the weightiest first.

    `weight`: what the sentences say for it in all.
    """

    entry: str | None
    votes: tuple[Vote, ...]
    weight: float = 0.0


def telling(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The first `MOST_SENTENCES` that may say something: no headings, nothing about the company."""
    whole = [one for one in sentences if one.section != "company" and one.words >= FEWEST_WORDS]
    return tuple(whole[:MOST_SENTENCES])


def compare(store: Finds, sentences: Sequence[Sentence]) -> tuple[Compared, ...]:
    """The sentences that may say something, with what they are like. Raises StoreError."""
    told = telling(sentences)
    vectors = store.embedder.embed_documents([one.text for one in told])
    return tuple(_compared(store, one, vector) for one, vector in zip(told, vectors, strict=True))


def _compared(store: Finds, sentence: Sentence, vector: list[float]) -> Compared:
    found = [
        passage for kinds in (NAMED, ASKED) for passage in store.search(sentence.text, kinds, k=PASSAGES, vector=vector)
    ]
    return Compared(sentence, tuple(sorted(found, key=lambda passage: -(passage.score or 0))), tuple(vector))


def role_of(knowledge: Knowledge, compared: Sequence[Compared]) -> Verdict:
    """The role that the sentences speak for."""
    return _verdict([vote for one in compared for vote in _votes(one, knowledge.roles)])


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


def _votes(one: Compared, roles: Mapping[str, object]) -> Iterator[Vote]:
    """At most one vote, for the role whose passage is nearest, by its lead over the next and what any company says."""
    own: dict[str, Passage] = {}
    for found in one.passages:
        if found.kind == "role" and found.entry in roles and found.part.split(".")[0] in PARTS:
            own.setdefault(found.entry, found)
    if not own:
        return
    entry, passage = max(own.items(), key=lambda pair: pair[1].score or 0)
    others = [passage.score or 0 for other, passage in own.items() if other != entry]
    dull = one.best(lambda passage: passage.kind == "boilerplate" and passage.entry == "company")
    score = passage.score or 0
    lead = score - max([*others, (dull.score or 0) if dull else 0])
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
