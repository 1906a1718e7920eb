"""A desk and a practice that keep their records in memory and read nothing. For tests of the page only.

Texts play parts: `slow` waits for `release`, `down` finds no engine until `down` is false, `broken` is a fault of ours.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from assistant.asking.events import Card, Setup
from assistant.asking.views import (
    AnswerFeedback,
    Covered,
    CriterionFeedback,
    DeskView,
    Entry,
    Guess,
    Heard,
    Lacking,
    Line,
    Moment,
    PracticeSummary,
    PracticeView,
    Quote,
    SkeletonStep,
)
from assistant.errors import ConflictError, EngineUnreachable, InputError, UnknownIdError
from assistant.scoring import Progress
from assistant.types import EvidenceKind

HOSTILE = (
    "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"> "
    "${document.title='taken'} {{value}} {{#each value}}x{{/each}} </textarea></details><b onclick=alert(1)>bold</b>"
)
FIRST = "Tell me about a model you took from a first idea to people using it."
QUESTIONS = (
    FIRST,
    "How did you know that it was better than what was there before?",
    "What broke first, and how did you notice?",
)
FOLLOW_UP = "What was the number before, and how did you measure it?"
DOWN = "the engine at http://localhost:8077 does not answer; start it, or wait until it is up"
_BEGAN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass
class Scripted:
    """What the tests turn: whether the engine is down, and what lets slow work go on."""

    down: bool = False
    release: threading.Event = field(default_factory=threading.Event)
    fault: Exception | None = None

    def reset(self) -> None:
        """As at the start."""
        self.down, self.fault = False, None
        self.release.clear()

    def play(self, text: str) -> Iterator[Progress]:
        """Reads a text, as it asks."""
        yield Progress(0, 1, "Reading the answer")
        if text.startswith("slow"):
            self.release.wait(20)
        if self.down:
            raise EngineUnreachable(DOWN)
        if text.startswith("broken"):
            raise RuntimeError("a fault on purpose")


@dataclass(frozen=True)
class Interview:
    """An interview's record, as far as the fake keeps it."""

    setup: Setup
    began: datetime
    seen: int = 2
    lines: tuple[Line, ...] = ()
    cards: tuple[Card, ...] = ()
    question: str | None = None
    waiting: str | None = None
    heard: int = 0


def card(key: str, question: str, quote: str | None = None) -> Card:
    """A card with everything on it."""
    return Card(
        key=key,
        kind="follow_up" if quote else "opening",
        question=question,
        quote=quote,
        missing=EvidenceKind.METRIC if quote else None,
        criterion="evaluation",
        why="It settles whether the gain was measured or felt.",
        listen_for="A number before, a number after, and on which data.",
        strong="“Precision at ten went from .61 to .74 on three weeks of held-out traffic.”",
        weak="“It was a lot better, everybody noticed.”",
        source="bank" if quote is None else "model",
    )


@dataclass
class ScriptedDesk(Scripted):
    """Interviews in memory. What is typed becomes a follow-up with its first words as the quote."""

    interviews: dict[str, Interview] = field(default_factory=dict)
    number: Iterator[int] = field(default_factory=lambda: count(1))

    def open(self, setup: Setup) -> DeskView:
        if self.fault:
            raise self.fault
        place = next(self.number)
        cards = tuple(card(f"2.{at}", question) for at, question in enumerate(QUESTIONS))
        self.interviews[f"i{place}"] = Interview(setup, _BEGAN + timedelta(hours=place), cards=cards)
        return self.view(f"i{place}")

    def view(self, interview: str) -> DeskView:
        now = self._known(interview)
        return DeskView(
            id=interview,
            seen=now.seen,
            setup=now.setup,
            lines=now.lines,
            question=now.question,
            cards=now.cards,
            coverage=covered(now.heard),
            elapsed_s=95.0 * now.heard,
            doing="Reading the answer" if now.waiting is not None else None,
            ended=False,
        )

    def say(self, interview: str, text: str, seen: int, said: bool = False) -> DeskView:
        now = self._known(interview)
        if not text.strip():
            raise InputError("the message has no words; type what they said, or what you want to know")
        if seen != now.seen:
            raise ConflictError("this interview was continued elsewhere")
        lines = (*now.lines, Line(who="interviewer", text=text, note="said" if said else ""))
        self.interviews[interview] = replace(now, seen=seen + 1, lines=lines, waiting=text)
        return self.view(interview)

    def decide(self, interview: str, card: str, accepted: bool) -> DeskView:
        now = self._known(interview)
        chosen = next((one for one in now.cards if one.key == card), None)
        if chosen is None:
            raise InputError("this card is no longer on the table; look at the cards that are")
        left = tuple(one for one in now.cards if one.key != card)
        asked = (Line(who="interviewer", text=chosen.question, note="asked"),) if accepted else ()
        question = chosen.question if accepted else now.question
        self.interviews[interview] = replace(
            now, seen=now.seen + 1, cards=left, lines=(*now.lines, *asked), question=question
        )
        return self.view(interview)

    def advance(self, interview: str) -> Iterator[Progress | DeskView]:
        now = self._known(interview)
        if now.waiting is not None:
            yield from self.play(now.waiting)
            cards = tuple(
                card(f"{now.seen}.{at}", each, now.waiting[:300]) for at, each in enumerate([FOLLOW_UP, QUESTIONS[2]])
            )
            lines = (*now.lines, Line(who="assistant", text="Heard: a comparison. Only claimed: a number."))
            self.interviews[interview] = replace(
                now, seen=now.seen + 2, lines=lines, cards=cards, waiting=None, heard=now.heard + 1
            )
        yield self.view(interview)

    def past(self) -> tuple[Entry, ...]:
        return tuple(
            Entry(id=key, setup=now.setup, started=now.began, answers=now.heard, ended=False)
            for key, now in reversed(self.interviews.items())
        )

    def delete(self, interview: str) -> None:
        self._known(interview)
        del self.interviews[interview]

    def _known(self, interview: str) -> Interview:
        if interview not in self.interviews:
            raise UnknownIdError("interview", interview)
        return self.interviews[interview]


def covered(heard: int) -> tuple[Covered, ...]:
    """Criteria of which more are settled, the more was heard."""
    names = ("Evaluation beyond accuracy", "Data judgement", "Failure analysis and debugging", "Monitoring and drift")
    return tuple(
        Covered(
            id=name,
            name=name,
            weight=1.0,
            state="settled" if place < heard - 1 else "thin" if place < heard else "open",
            score=3.0 if place < heard else None,
            interval=(2.0, 4.0) if place < heard else None,
            exchanges=max(0, heard - place),
        )
        for place, name in enumerate(names)
    )


@dataclass(frozen=True)
class Sitting:
    """A practice's record, as far as the fake keeps it."""

    owner: str
    setup: Setup
    began: datetime
    seen: int = 2
    answers: tuple[str, ...] = ()
    read: int = 0
    stopped: bool = False


@dataclass
class ScriptedPractice(Scripted):
    """Practices in memory, of three questions each; each answer's feedback quotes its first words."""

    practices: dict[str, Sitting] = field(default_factory=dict)
    number: Iterator[int] = field(default_factory=lambda: count(1))

    def open(self, owner: str, setup: Setup) -> PracticeView:
        if self.fault:
            raise self.fault
        place = next(self.number)
        self.practices[f"p{place}"] = Sitting(owner, setup, _BEGAN + timedelta(hours=place))
        return self.view(owner, f"p{place}")

    def view(self, owner: str, practice: str) -> PracticeView:
        now = self._known(owner, practice)
        reading = now.read < len(now.answers)
        ended = now.stopped or now.read == len(QUESTIONS)
        told = tuple(feedback(QUESTIONS[place], text) for place, text in enumerate(now.answers[: now.read]))
        return PracticeView(
            id=practice,
            seen=now.seen,
            setup=now.setup,
            lines=tuple(_lines(now)),
            question=None if ended or reading else QUESTIONS[now.read],
            number=min(now.read + 1, len(QUESTIONS)),
            of=len(QUESTIONS),
            elapsed_s=120.0 * len(now.answers),
            doing="Reading your answer" if reading else None,
            ended=ended,
            feedback=told,
            summary=summary(told) if ended else None,
        )

    def answer(self, owner: str, practice: str, text: str, seen: int) -> PracticeView:
        now = self._known(owner, practice)
        if not text.strip():
            raise InputError("the answer has no words; write a sentence, or “I have not done that”")
        if seen != now.seen:
            raise ConflictError("this practice was continued elsewhere")
        self.practices[practice] = replace(now, seen=seen + 1, answers=(*now.answers, text))
        return self.view(owner, practice)

    def advance(self, owner: str, practice: str) -> Iterator[Progress | PracticeView]:
        now = self._known(owner, practice)
        if now.read < len(now.answers):
            yield from self.play(now.answers[-1])
            self.practices[practice] = replace(now, seen=now.seen + 2, read=len(now.answers))
        yield self.view(owner, practice)

    def stop(self, owner: str, practice: str) -> PracticeView:
        now = self._known(owner, practice)
        self.practices[practice] = replace(now, seen=now.seen + 1, stopped=True)
        return self.view(owner, practice)

    def past(self, owner: str) -> tuple[Entry, ...]:
        return tuple(
            Entry(id=key, setup=now.setup, started=now.began, answers=len(now.answers), ended=now.stopped)
            for key, now in reversed(self.practices.items())
            if now.owner == owner
        )

    def delete(self, owner: str, practice: str) -> None:
        self._known(owner, practice)
        del self.practices[practice]

    def _known(self, owner: str, practice: str) -> Sitting:
        now = self.practices.get(practice)
        if now is None or now.owner != owner:
            raise UnknownIdError("practice", practice)
        return now


def _lines(now: Sitting) -> Iterator[Line]:
    for question, answer in zip(QUESTIONS, now.answers, strict=False):
        yield Line(who="interviewer", text=question)
        yield Line(who="candidate", text=answer)
    if not now.stopped and now.read == len(now.answers) < len(QUESTIONS):
        yield Line(who="interviewer", text=QUESTIONS[now.read])


def feedback(question: str, answer: str) -> AnswerFeedback:
    """Feedback that quotes the answer's first words; none with a score for an answer of one word."""
    if len(answer.split()) < 2:
        return AnswerFeedback(
            question=question,
            answer=answer,
            depth=None,
            interval=None,
            unscored_reason=None,
            unscored="There was too little to read. Two or three sentences on what you did are enough.",
            criteria=(),
            quotes=(),
            lacking=(),
            skeleton=(),
        )
    quote = Quote(
        start=0, end=len(answer[:60].rstrip()), text=answer[:60].rstrip(), kind="evidence", gives=EvidenceKind.DECISION
    )
    end = answer.find(" ", 70) if len(answer) > 90 else -1
    vague = (
        (Quote(start=61, end=end, text=answer[61:end], kind="vague", gives=EvidenceKind.METRIC),) if end > 61 else ()
    )
    return AnswerFeedback(
        question=question,
        answer=answer,
        depth=3.2,
        interval=(2.4, 4.0),
        unscored_reason=None,
        unscored=None,
        criteria=(
            CriterionFeedback(
                id="evaluation",
                name="Evaluation beyond accuracy",
                score=3.1,
                level=3,
                levels=5,
                here="You compared with what was there before, and said on what.",
                above="You also say how sure the comparison is, and what it would have missed.",
                quotes=(quote,),
            ),
        ),
        quotes=(quote, *vague),
        lacking=(
            Lacking(
                kind=EvidenceKind.METRIC,
                why="I heard that it got better, but no number to hold it against.",
                ask=FOLLOW_UP,
            ),
        ),
        skeleton=(
            SkeletonStep(title="What it was for", said=(quote,), gap=None),
            SkeletonStep(title="What changed", said=(), gap="[the number before and after, and on which data]"),
            SkeletonStep(title="What it cost", said=(), gap="[what you gave up for it]"),
        ),
    )


def summary(told: tuple[AnswerFeedback, ...]) -> PracticeSummary:
    """What remains of the feedback."""
    scored = [each for each in told if each.depth]
    return PracticeSummary(
        opening=f"{len(scored)} of your {len(told)} answers could be read closely.",
        heard=(Heard(id="evaluation", name="Evaluation beyond accuracy", score=3.1, answers=len(scored)),)
        if scored
        else (),
        strongest=Moment(answer=0, quote=scored[0].quotes[0], why="It names a decision.") if scored else None,
        practise=scored[0].lacking[0] if scored else None,
    )


def describe(words: str) -> Guess:
    """Reads “senior” and “production”, and nothing else."""
    if not words.strip():
        raise InputError("the description has no words; paste its text")
    reasons = []
    if "senior" in words.casefold():
        reasons.append("Seniority: senior, because it says “senior”.")
    if "production" in words.casefold():
        reasons.append("Stage: prototype to production, because it says “production”.")
    return Guess(
        role="ml_engineer" if reasons else None,
        stage="prototype_to_production" if "production" in words.casefold() else None,
        seniority="senior" if "senior" in words.casefold() else None,
        reasons=tuple(reasons),
    )
