"""A mock interview: answers are written before they are read, and what comes next follows from the record alone.

Practices live in a store of their own and belong to whoever holds the owner's secret.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

from assistant.archive import Archive
from assistant.asking.events import Asked, Ended, Event, Judged, Said, Setup, Started
from assistant.asking.feedback import feedback, practice_summary
from assistant.asking.interviewer import Interviewer, check_words
from assistant.asking.log import Standing, Talk, standing
from assistant.asking.policy import Again, Ask, Close, Move, Probe, next_move
from assistant.asking.steps import Step, carry_out
from assistant.asking.views import AnswerFeedback, Entry, Line, PracticeView
from assistant.errors import InputError
from assistant.scoring import Progress

READING = "Reading your answer"
CHOOSING = "Choosing the next question"
REMEMBERED = 512
"""Feedback takes a hundredth of a second for an answer, seconds for twenty thousand words; views show it again."""


class PracticeRoom:
    """Mock interviews over one archive; see `assistant.asking.views.Practice`."""

    def __init__(self, archive: Archive, interviewer: Interviewer) -> None:
        self._archive, self._interviewer = archive, interviewer
        self._told = lru_cache(maxsize=REMEMBERED)(self._tell)

    def open(self, owner: str, setup: Setup) -> PracticeView:
        """A new practice with its first question. Raises UnknownIdError, or InputError where no question fits."""
        setup = self._interviewer.completed(setup)
        plan = self._interviewer.plan(setup)
        practice = self._archive.create(owner, Started(setup=setup, plan=plan))
        for _ in self.advance(owner, practice):
            pass
        return self.view(owner, practice)

    def view(self, owner: str, practice: str) -> PracticeView:
        """As it stands. Raises UnknownIdError."""
        now = self._standing(owner, practice)
        step = self._due(now)
        given = self._feedback(now)
        return PracticeView(
            id=practice,
            seen=now.seen,
            setup=now.setup,
            lines=tuple(_lines(now)),
            question=now.talks[-1].asked[-1].question if now.waiting else None,
            number=len(now.talks),
            of=max(len(now.talks), _likely_number(now)),
            elapsed_s=now.elapsed_s,
            doing=step.doing if step else None,
            ended=now.ended is not None,
            feedback=given,
            summary=practice_summary(given, self._interviewer.criteria(now.setup)) if now.ended else None,
        )

    def answer(self, owner: str, practice: str, text: str, seen: int) -> PracticeView:
        """Writes an answer; `advance` reads it. Raises InputError or ConflictError, having written nothing."""
        check_words(text, "answer")
        now = self._standing(owner, practice)
        if now.ended:
            raise InputError("this practice has ended; start a new one to go on")
        if now.seen == seen and not now.waiting:
            raise InputError("the last answer is still being read; wait for the next question")
        self._archive.append(practice, [Said(text=text)], seen)
        return self.view(owner, practice)

    def advance(self, owner: str, practice: str) -> Iterator[Progress | PracticeView]:
        """Reads and asks on until an answer is wanted. Raises EngineError; asking again goes on from there."""
        yield from carry_out(self._archive, practice, owner, self._due)
        yield self.view(owner, practice)

    def stop(self, owner: str, practice: str) -> PracticeView:
        """Ends it now; `advance` still reads an answer that was not read yet."""
        now = self._standing(owner, practice)
        if not now.ended:
            self._archive.append(practice, [Ended(why="stopped")], now.seen)
        return self.view(owner, practice)

    def past(self, owner: str) -> tuple[Entry, ...]:
        """The owner's practices, the newest first."""
        return self._archive.entries(owner, "practice")

    def delete(self, owner: str, practice: str) -> None:
        """Removes a practice and everything in it."""
        self._archive.delete(practice, owner)

    def _standing(self, owner: str, practice: str) -> Standing:
        return standing(self._archive.events(practice, owner))

    def _due(self, now: Standing) -> Step | None:
        if now.talks and now.talks[-1].unread:
            return Step(READING, partial(self._judged, now))
        if now.ended or now.waiting:
            return None
        return Step(CHOOSING, partial(self._moved, now))

    def _judged(self, now: Standing) -> tuple[Event, ...]:
        return (Judged(exchange=len(now.talks) - 1, judgement=self._interviewer.hear(now.setup, now.talks[-1])),)

    def _moved(self, now: Standing) -> tuple[Event, ...]:
        move = next_move(now, self._interviewer.coverage(now))
        return (self._event(now, move),)

    def _event(self, now: Standing, move: Move) -> Event:
        match move:
            case Ask(question):
                return Asked(
                    question=question.text,
                    opens=True,
                    source="bank",
                    bank_id=question.id,
                    criterion=question.criterion,
                )
            case Again(words):
                return Asked(question=words, opens=False, source="bank", plain=True)
            case Probe(otherwise):
                return self._probe(now) or self._event(now, otherwise)
            case Close(why):
                return Ended(why=why)

    def _probe(self, now: Standing) -> Asked | None:
        for found in self._interviewer.follow_ups(now, most=1).found:
            return Asked(
                question=found.question,
                opens=False,
                source=found.source,
                criterion=found.criterion,
                missing=found.missing,
                quote=found.quote,
            )
        return None

    def _feedback(self, now: Standing) -> tuple[AnswerFeedback, ...]:
        return tuple(self._told(now.setup, talk) for talk in now.talks if talk.judgement and not talk.unread)

    def _tell(self, setup: Setup, talk: Talk) -> AnswerFeedback:
        assert talk.judgement is not None
        interviewer = self._interviewer
        criteria = interviewer.criteria(setup)
        bank = interviewer.bank(talk)
        return feedback(talk.asked[0].question, talk.answer, talk.judgement, criteria, bank, interviewer.knowledge)


def _lines(now: Standing) -> Iterator[Line]:
    """Questions and answers in the order they were put."""
    for talk in now.talks:
        answers: Sequence[Said | None] = [*talk.said, *[None] * (len(talk.asked) - len(talk.said))]
        for asked, said in zip(talk.asked, answers, strict=True):
            yield Line(who="interviewer", text=asked.question, note="" if asked.opens else "follow-up")
            if said:
                yield Line(who="candidate", text=said.text)


def _likely_number(now: Standing) -> int:
    """How many opening questions are likely: those of the plan that fit the time, at most all of them."""
    left = now.setup.minutes
    for number, question in enumerate(now.plan.questions):
        left -= question.minutes
        if left < 0:
            return max(1, number)
    return max(1, len(now.plan.questions))
