"""What the page and the terminal see of an interview and of a practice, and what they may do to one; no more than this.

Every view is computed from the record alone, so that a reload shows what was there before.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Literal, Protocol

from assistant.asking.events import Card, Setup
from assistant.scoring import Progress
from assistant.types import EvidenceKind, Interval, Score, SpanKind, UnscoredReason, Value


class Line(Value):
    """Something that was said or typed. `note` is a few words about it, such as what it was taken for."""

    who: Literal["interviewer", "candidate", "assistant"]
    text: str
    note: str = ""


class Covered(Value):
    """How far a criterion is covered: `open` (nothing heard), `thin` (heard, not settled), `settled`."""

    id: str
    name: str
    weight: float
    state: Literal["open", "thin", "settled"]
    score: Score | None
    interval: Interval | None
    exchanges: int


class DeskView(Value):
    """The interviewer's chat. `doing` says what is still to be done to the last message, null where nothing is."""

    id: str
    seen: int
    setup: Setup
    lines: tuple[Line, ...]
    question: str | None
    cards: tuple[Card, ...]
    coverage: tuple[Covered, ...]
    elapsed_s: float
    doing: str | None
    ended: bool


class Quote(Value):
    """A span of an answer: `text == answer[start:end]`. `recites`: whose anchor it repeats, as in `Evidence`."""

    start: int
    end: int
    text: str
    kind: SpanKind
    gives: EvidenceKind | None = None
    recites: str | None = None


class Lacking(Value):
    """Something that was not heard in an answer: which kind of evidence, why it would help, the question that asks.

    `why` is worded as what was not heard, never as what was not said: the judge misses half of what is there.
    """

    kind: EvidenceKind
    why: str
    ask: str


class SkeletonStep(Value):
    """One step of a stronger version of an answer: what it is for, their own words for it, and what to fill in.

    `gap` stands in square brackets and speaks to them; at least one of `said` and `gap` is there.
    """

    title: str
    said: tuple[Quote, ...]
    gap: str | None

    @property
    def text(self) -> str:
        """The step as one line, their words in quotation marks."""
        said = " … ".join(f"“{quote.text}”" for quote in self.said)
        return " ".join(filter(None, (f"{self.title}:", said, self.gap)))


class CriterionFeedback(Value):
    """One criterion of one answer: the anchor it stands at, the next one up, and the words that earned it."""

    id: str
    name: str
    score: Score
    level: int
    levels: int
    here: str
    above: str | None
    quotes: tuple[Quote, ...]


class AnswerFeedback(Value):
    """What a candidate is told about one question and everything they said to it.

    `unscored` says in whole sentences that there is no score and what to do next; null where there is one. `skeleton`:
    a stronger version of their own answer as 3-6 steps; empty where there is no score. `criteria`: the one that was
    asked about, then at most two that have quotes of their own; `depth` is over all that were heard.
    """

    question: str
    answer: str
    depth: Score | None
    interval: Interval | None
    unscored_reason: UnscoredReason | None
    unscored: str | None
    criteria: tuple[CriterionFeedback, ...]
    quotes: tuple[Quote, ...]
    lacking: tuple[Lacking, ...]
    skeleton: tuple[SkeletonStep, ...]


class Heard(Value):
    """A criterion over a whole practice: the mean score over the answers that speak to it, and how many those are."""

    id: str
    name: str
    score: Score
    answers: int


class Moment(Value):
    """The strongest words of a practice. `answer`: the place in `feedback`, from 0; `why`: what they give."""

    answer: int
    quote: Quote
    why: str


class PracticeSummary(Value):
    """What remains of a practice: a sentence on what was read, what was heard, the best words, one thing to practise.

    `strongest` is null where no words were heard to give anything, `practise` where nothing was lacking.
    """

    opening: str
    heard: tuple[Heard, ...]
    strongest: Moment | None
    practise: Lacking | None


class PracticeView(Value):
    """A practice. `question` is what waits for an answer, null while `doing` goes on or when it has `ended`.

    `summary` is null until it has ended.
    """

    id: str
    seen: int
    setup: Setup
    lines: tuple[Line, ...]
    question: str | None
    number: int
    of: int
    elapsed_s: float
    doing: str | None
    ended: bool
    feedback: tuple[AnswerFeedback, ...]
    summary: PracticeSummary | None = None


class Entry(Value):
    """An interview or a practice in a list. `answers`: how many were given."""

    id: str
    setup: Setup
    started: datetime
    answers: int
    ended: bool


class Ground(Value):
    """What one part of a guess rests on, or in `why` that the text does not say.

    `quote`, `more` and `against` stand in the description exactly so; `matched` is what in the knowledge `quote` was
    taken for. `confidence`: the probability that `value` is right, null too, where it is known. `ask`: the question to
    the team that would settle it.
    """

    part: Literal["role", "stage", "seniority"]
    value: str | None
    why: str
    quote: str | None = None
    matched: str | None = None
    confidence: float | None = None
    more: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    ask: str | None = None


class Guess(Value):
    """What a job description says an interview is for: ids of the knowledge, null where it does not say.

    `reasons` are whole sentences to show, one for each part, with the words it was read from, and what else the reader
    should know; `grounds` the same by part.
    """

    role: str | None = None
    stage: str | None = None
    seniority: str | None = None
    reasons: tuple[str, ...] = ()
    grounds: tuple[Ground, ...] = ()


Describe = Callable[[str], Guess]
"""Reads a job description. Raises InputError for one without words."""


class Desk(Protocol):
    """The interviewer's assistant. Errors are PlumblineError; ConflictError where another tab was quicker."""

    def open(self, setup: Setup) -> DeskView:
        """A new interview, with opening cards offered. Needs no engine."""
        ...

    def view(self, interview: str) -> DeskView:
        """As it stands. Raises UnknownIdError where it does not exist (any more)."""
        ...

    def say(self, interview: str, text: str, seen: int, said: bool = False) -> DeskView:
        """Writes what was typed; `seen` is the view's that was on the screen. `advance` answers it.

        `said`: the text is what the candidate said and nothing else; otherwise that is found out.
        """
        ...

    def decide(self, interview: str, card: str, accepted: bool) -> DeskView:
        """Takes a card (it becomes the question that is asked) or puts it away and offers another."""
        ...

    def advance(self, interview: str) -> Iterator[Progress | DeskView]:
        """Does what is still to be done, if anything; the last thing yielded is the view. May be tried again."""
        ...

    def past(self) -> tuple[Entry, ...]:
        """The interviews of this place, the newest first."""
        ...

    def delete(self, interview: str) -> None:
        """Removes an interview and everything in it."""
        ...


class Practice(Protocol):
    """Mock interviews. `owner` is a secret only its owner holds; other owners' practices do not exist for it."""

    def open(self, owner: str, setup: Setup) -> PracticeView:
        """A new practice with its first question. Needs no engine."""
        ...

    def view(self, owner: str, practice: str) -> PracticeView:
        """As it stands. Raises UnknownIdError."""
        ...

    def answer(self, owner: str, practice: str, text: str, seen: int) -> PracticeView:
        """Writes an answer; `advance` reads it and asks on. Raises InputError for an empty one or when it has ended."""
        ...

    def advance(self, owner: str, practice: str) -> Iterator[Progress | PracticeView]:
        """Does what is still to be done, if anything; the last thing yielded is the view. May be tried again."""
        ...

    def stop(self, owner: str, practice: str) -> PracticeView:
        """Ends it now."""
        ...

    def past(self, owner: str) -> tuple[Entry, ...]:
        """The owner's practices, the newest first."""
        ...

    def delete(self, owner: str, practice: str) -> None:
        """Removes a practice and everything in it."""
        ...
