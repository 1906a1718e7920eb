"""The knowledge cut into passages: the short texts that are embedded, stored and found again.

A passage is about one thing and short enough for the embedding window (256 tokens of all-MiniLM-L6-v2). Of a list whose
entries stand for themselves each is a passage, numbered from 1 (`recognise.3`). Not an index; see `store`.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from knowledge.lexicon import form
from knowledge.pieces import ROOM, guessed_tokens, pieces
from knowledge.types import AskedAs, Criterion, Document, Knowledge, Question, RedFlag, Role, Stage, Term, WorkSample

PassageKind = Literal[
    "question", "criterion", "stage", "role", "red_flag", "term", "work_sample", "document", "boilerplate"
]
ASKED_AS = "asked_as"
"""Begins the parts that hold other people's words for an entry."""
SECTION = "#"
"""Between the id of a document and the number of a section in it."""
LONGEST_CONTEXT = 200
"""Characters of title and headings that stand before a section's words."""
KINDS: tuple[PassageKind, ...] = get_args(PassageKind)
CONTENT: tuple[PassageKind, ...] = tuple(kind for kind in KINDS if kind != "boilerplate")
"""What people look for; boilerplate is there to be recognised, not to be found."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the knowledge. `entry` is the id of what it was cut from, `part` which piece of it.

    `stages` and `roles`: the ones it is meant for, empty where it is meant for all. `team`: the team added it, or put
    it in place of the package's. `score`: cosine similarity to the query, -1 to 1, where a search found it.
    """

    kind: PassageKind
    entry: str
    part: str
    text: str
    criterion: str | None = None
    stages: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    team: bool = False
    score: float | None = None

    @property
    def id(self) -> str:
        """Unique among the passages of one knowledge."""
        return f"{self.kind}:{self.entry}:{self.part}"

    @property
    def hash(self) -> str:
        """SHA-256 of the text, the only thing its vector depends on."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def __str__(self) -> str:
        score = "" if self.score is None else f"{self.score:.2f}  "
        whose = "team's " if self.team else ""
        return f"{score}{whose}{self.kind} {self.entry} ({self.part}): {self.text}"


def passages(knowledge: Knowledge) -> tuple[Passage, ...]:
    """Every passage of the knowledge, in a fixed order."""
    cut = tuple(
        replace(one, team=_source(one) in knowledge.team, roles=_roles(one, knowledge.roles)) for one in _all(knowledge)
    )
    return *cut, *_asked_as(cut, knowledge.asked_as)


def _asked_as(cut: Sequence[Passage], asked_as: AskedAs) -> Iterator[Passage]:
    """Other people's words for an entry, unless a team put its own in that place."""
    first: dict[tuple[str, str], Passage] = {}
    for passage in cut:
        first.setdefault((passage.kind, passage.entry), passage)
    for kind, entries in asked_as:
        for entry, texts in entries.items():
            own = first.get((kind, entry))
            if own is not None and not own.team:
                yield from (replace(own, part=part, text=text) for part, text in _numbered(ASKED_AS, texts))


def _roles(passage: Passage, roles: Mapping[str, Role]) -> tuple[str, ...]:
    """Whom a passage is meant for: what is asked of a role is asked of a team's own one that is like it."""
    if passage.kind not in ("question", "work_sample"):
        return passage.roles
    alike = (role.id for role in roles.values() if role.like in passage.roles)
    return tuple(dict.fromkeys((*passage.roles, *alike)))


def _source(passage: Passage) -> tuple[str, str]:
    """The kind and id of the entry that a passage comes from; that of a document is its section."""
    entry = passage.entry.rpartition(SECTION)[0] if passage.kind == "document" else passage.entry
    return passage.kind, entry


def _all(knowledge: Knowledge) -> Iterator[Passage]:
    for question in knowledge.questions.values():
        yield _question(question)
    for criterion in knowledge.criteria.values():
        yield from _criterion(criterion, knowledge.stages)
    for stage in knowledge.stages.values():
        yield from _stage(stage)
    for role in knowledge.roles.values():
        yield from _role(role)
    for flag in knowledge.red_flags.values():
        yield _red_flag(flag)
    for sample in knowledge.work_samples.values():
        yield from _work_sample(sample)
    for document in knowledge.documents.values():
        yield from _document(document)
    for entry, sentences in knowledge.boilerplate:
        yield from (Passage("boilerplate", entry, part, text) for part, text in _numbered("said", sentences))
    for term in knowledge.terms.values():
        yield _term(term)


def _question(question: Question) -> Passage:
    """With what strong and weak answers contain, which finds it better than its text alone.

    Reciprocal rank of the question that 240 written answers were given to, among 72: .37 by the text, .41 with the
    strong answers, .44 with both (95 % interval of the gain over the text: .03 to .12); of 25 short queries
    .80, .82 and .87.
    """
    return Passage(
        kind="question",
        entry=question.id,
        part="text",
        text=" ".join([question.text, *question.strong, *question.weak]),
        criterion=question.criterion,
        stages=(question.stage,),
        roles=question.roles,
    )


def _criterion(criterion: Criterion, stages: Mapping[str, Stage]) -> Iterator[Passage]:
    text = f"{criterion.name}. {criterion.description}"
    yield Passage("criterion", criterion.id, "description", text, criterion.id)
    for id_, words in criterion.stages.items():
        text = f"{criterion.name}, {stages[id_].name}. {words}"
        yield Passage("criterion", criterion.id, id_, text, criterion.id, stages=(id_,))


def _stage(stage: Stage) -> Iterator[Passage]:
    """Signs and sentences bare, so that they are found by what they say; the rest under the stage's name."""
    for part, text in (("summary", stage.summary), ("what_changes", stage.what_changes)):
        yield Passage("stage", stage.id, part, f"{stage.name}. {text}", stages=(stage.id,))
    lists = {"recognise": stage.recognise, "misleading": stage.misleading, "described_as": stage.described_as}
    for name, texts in lists.items():
        for part, text in _numbered(name, texts):
            yield Passage("stage", stage.id, part, text, stages=(stage.id,))


def _role(role: Role) -> Iterator[Passage]:
    joined = {
        "purpose": role.purpose,
        "nice_to_have": " ".join(role.nice_to_have),
        "seniority": " ".join(f"{name}: {text}" for name, text in role.seniority),
    }
    for part, text in joined.items():
        if text:
            yield Passage("role", role.id, part, f"{role.name}. {text}", roles=(role.id,))
    lists = {"outcomes": role.outcomes, "must_have": role.must_have, "described_as": role.described_as}
    for name, texts in lists.items():
        for part, text in _numbered(name, texts):
            yield Passage("role", role.id, part, text, roles=(role.id,))


def _numbered(name: str, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((f"{name}.{number}", text) for number, text in enumerate(texts, 1))


def _work_sample(sample: WorkSample) -> Iterator[Passage]:
    """The task as the candidate reads it, and what is planted in it."""
    for part, text in (("task", sample.task), ("watch_for", " ".join(sample.watch_for))):
        text = f"{sample.title}. {text}"
        yield Passage("work_sample", sample.id, part, text, stages=(sample.stage,), roles=(sample.role,))


def _document(document: Document) -> Iterator[Passage]:
    """Each section under its headings, in pieces where it is long: an entry is a section, a part one piece of it."""
    for number, section in enumerate(document.sections, 1):
        above = ", ".join([document.title, *section.heading])[:LONGEST_CONTEXT]
        place = f"page {section.page}" if section.page else "text"
        for piece, text in enumerate(pieces(section.text, ROOM - guessed_tokens(above)), 1):
            part = f"{place}.{piece}" if piece > 1 else place
            yield Passage("document", f"{document.id}{SECTION}{number}", part, f"{above}. {' '.join(text.split())}")


def _red_flag(flag: RedFlag) -> Passage:
    return Passage("red_flag", flag.id, "sign", f"{flag.name}. {flag.sign}")


def _term(term: Term) -> Passage:
    """With its variants, but for plurals and mere spellings: `RAG` is found by them alone."""
    whats = "; ".join(unpacking.what for unpacking in term.unpacked_by)
    names = [term.term]
    for variant in term.variants:
        if not any(form(variant).startswith(form(name)) for name in names):
            names.append(variant)
    return Passage("term", term.term, "unpacked_by", f"{', '.join(names)}: {whats}")
