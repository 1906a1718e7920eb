"""The team's own knowledge as people change it: files in and out, the index brought along, what is alike named.

The files are what counts. Where the index cannot be written, that is told, and whatever opens it next brings it up to
date. Raises PlumblineError.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import InputError
from assistant.scoring import Progress
from knowledge.check import SAME_QUESTION
from knowledge.embed import Embedder
from knowledge.errors import ContentError, KnowledgeError, Problem
from knowledge.finding import Found
from knowledge.passages import CONTENT, PassageKind
from knowledge.store import Store
from knowledge.team import Change, Team, TeamEntry
from knowledge.types import Knowledge, Question

NEAREST = 4
INDEXING = "indexing"


class Refused(InputError):
    """A change that was not made, with every reason."""

    def __init__(self, what: str, problems: Sequence[Problem]) -> None:
        self.what, self.problems = what, tuple(problems)
        super().__init__(str(ContentError(what, problems)))


@dataclass(frozen=True)
class Outcome:
    """What a change did. `alike`: questions that ask nearly the same; `unindexed`: why no search knows it yet."""

    change: Change
    alike: tuple[str, ...] = ()
    indexed: str = ""
    unindexed: str = ""


class Library:
    """A team's knowledge and the index that it is found in."""

    def __init__(self, team: Team, store: Store, embedder: Embedder) -> None:
        self._team, self._store, self._embedder = team, store, embedder

    def entries(self) -> tuple[TeamEntry, ...]:
        """What the team has added."""
        with _told():
            return self._team.entries()

    def text(self, name: str) -> str:
        """What an entry says."""
        with _told():
            return self._team.text(name)

    def knowledge(self) -> Knowledge:
        """The package's knowledge with the team's over it."""
        with _told():
            return self._team.knowledge()

    def find(
        self,
        query: str,
        kinds: Sequence[PassageKind] = CONTENT,
        stage: str | None = None,
        role: str | None = None,
        k: int = 5,
    ) -> tuple[Found, ...]:
        """Entries of the whole knowledge in a person's own words."""
        with _told():
            return self._store.find(query, kinds, stage, role, k)

    def add(self, paths: Sequence[Path], progress: Callable[[Progress], None], kind: str | None = None) -> Outcome:
        """Adds files, or none of them: then Refused has every problem of every file."""
        with _told():
            old = self._team.knowledge().questions if self._team.number else {}
            progress(Progress(0, 1, "reading"))
            change = self._team.add(paths, kind)
            knowledge = self._team.knowledge()
            outcome = self._indexed(change, knowledge, progress)
            fresh = [
                q for id_, q in knowledge.questions.items() if ("question", id_) in knowledge.team and old.get(id_) != q
            ]
            if outcome.unindexed or not fresh:
                return outcome
            return Outcome(change, tuple(self._alike(fresh, knowledge)), outcome.indexed)

    def remove(self, names: Sequence[str], progress: Callable[[Progress], None]) -> Outcome:
        """Removes entries by key or id, or none of them: then Refused has all that refers to them."""
        with _told():
            change = self._team.remove(names)
            return self._indexed(change, self._team.knowledge(), progress)

    def _indexed(self, change: Change, knowledge: Knowledge, progress: Callable[[Progress], None]) -> Outcome:
        try:
            build = self._store.build(knowledge, lambda done, total: progress(Progress(done, total, INDEXING)))
        except KnowledgeError as error:
            return Outcome(change, unindexed=str(error))
        return Outcome(change, indexed=str(build))

    def _alike(self, fresh: Sequence[Question], knowledge: Knowledge) -> Iterator[str]:
        """A sentence for each new question that asks nearly what another does."""
        told: set[frozenset[str]] = set()
        for question in fresh:
            vector = self._embedder.embed_query(question.text)
            for hit in self._store.search(question.text, "question", k=NEAREST, vector=vector):
                other, pair = knowledge.questions.get(hit.entry), frozenset((question.id, hit.entry))
                if other is None or other.id == question.id or pair in told:
                    continue
                if (cosine := _cosine(vector, self._embedder.embed_query(other.text))) >= SAME_QUESTION:
                    told.add(pair)
                    yield f"{question.id!r} asks nearly the same as {other.id!r} (cosine {cosine:.2f}): “{other.text}”"


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


@contextmanager
def _told() -> Iterator[None]:
    """What the knowledge refuses is the person's input."""
    try:
        yield
    except ContentError as error:
        raise Refused(error.what, error.problems) from error
    except KnowledgeError as error:
        raise InputError(str(error)) from error
