"""What a list of events says: who asked and said what, what is judged, offered and still to be done. Pure functions.

Time is counted per answer, from the question to the end of the answer and at most `LONGEST_ANSWER_S`, so that a night
between two answers is not interview time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from assistant.asking.events import (
    Asked,
    Card,
    Decided,
    Ended,
    Judged,
    Offered,
    Plan,
    Recorded,
    Replied,
    Requested,
    Said,
    Setup,
    Started,
)
from assistant.errors import StorageError
from assistant.types import Judgement

LONGEST_ANSWER_S = 900.0
ANSWERS_JOINT = "\n\n"


@dataclass(frozen=True)
class Talk:
    """An exchange as it goes: questions and answers in order, and the last reading of it.

    `read`: how many of its answers that reading covers. `seconds`: how long it took so far.
    """

    asked: tuple[Asked, ...]
    said: tuple[Said, ...] = ()
    judgement: Judgement | None = None
    read: int = 0
    seconds: float = 0.0

    @property
    def question(self) -> str:
        """The question with its follow-ups."""
        return " ".join(asked.question for asked in self.asked)

    @property
    def answer(self) -> str:
        """Everything said to it."""
        return ANSWERS_JOINT.join(said.text for said in self.said)

    @property
    def news(self) -> int:
        """Where in the answer begins what was said last."""
        return len(self.answer) - len(self.said[-1].text) if self.said else 0

    @property
    def criteria(self) -> frozenset[str]:
        """The criteria that were asked about."""
        return frozenset(asked.criterion for asked in self.asked if asked.criterion)

    @property
    def unread(self) -> bool:
        """Whether something was said that no reading covers."""
        return len(self.said) > self.read


@dataclass(frozen=True)
class Standing:
    """Where an interview stands.

    `seen`: how many events there are. `waiting`: a question is put and has no answer. `requests`: what the interviewer
    typed and has no reply yet, the oldest first; `heard`: what the oldest reports as said is in the record already.
    `opened`: cards were looked for, if only in vain.
    """

    setup: Setup
    plan: Plan
    seen: int
    talks: tuple[Talk, ...] = ()
    waiting: bool = False
    requests: tuple[Requested, ...] = ()
    heard: bool = False
    opened: bool = False
    cards: tuple[Card, ...] = ()
    offered: tuple[Card, ...] = ()
    decided: Mapping[str, bool] = field(default_factory=dict)
    ended: Ended | None = None

    @property
    def elapsed_s(self) -> float:
        """Seconds of asking and answering so far."""
        return sum(talk.seconds for talk in self.talks)

    @property
    def asked(self) -> tuple[str, ...]:
        """Every question put so far."""
        return tuple(asked.question for talk in self.talks for asked in talk.asked)


def standing(records: Sequence[Recorded]) -> Standing:
    """The state that a list of events amounts to. Raises StorageError where it does not begin with `Started`."""
    if not records or not isinstance(records[0].event, Started):
        raise StorageError("this interview's record does not begin with its setup; it cannot be continued")
    first = records[0].event
    now, last = Standing(first.setup, first.plan, seen=1), records[0].at
    for record in records[1:]:
        now = replace(_after(now, record, last), seen=record.seq + 1)
        last = record.at if isinstance(record.event, Asked | Said) else last
    return now


def _after(now: Standing, record: Recorded, last: datetime) -> Standing:
    match record.event:
        case Asked() as asked:
            return replace(now, talks=_with_question(now.talks, asked), waiting=True)
        case Said() as said:
            seconds = min((record.at - last).total_seconds(), LONGEST_ANSWER_S)
            talks = _with_answer(now.talks, said, max(0.0, seconds))
            return replace(now, talks=talks, waiting=False, heard=bool(now.requests))
        case Judged() as judged:
            return replace(now, talks=_with_reading(now.talks, judged))
        case Requested() as request:
            return replace(now, requests=(*now.requests, request))
        case Replied():
            return replace(now, requests=now.requests[1:], heard=False)
        case Offered(cards=cards):
            return replace(now, cards=cards, offered=(*now.offered, *cards), opened=True)
        case Decided(card=key, accepted=accepted):
            left = tuple(card for card in now.cards if card.key != key)
            return replace(now, cards=left, decided={**now.decided, key: accepted})
        case Ended() as ended:
            return replace(now, ended=ended, waiting=False)
        case Started():
            raise StorageError("this interview's record begins twice; it cannot be continued")


def _with_question(talks: tuple[Talk, ...], asked: Asked) -> tuple[Talk, ...]:
    if asked.opens or not talks:
        return (*talks, Talk((asked,)))
    return (*talks[:-1], replace(talks[-1], asked=(*talks[-1].asked, asked)))


def _with_answer(talks: tuple[Talk, ...], said: Said, seconds: float) -> tuple[Talk, ...]:
    if not talks:
        raise StorageError("this interview's record has an answer before any question; it cannot be continued")
    talk = talks[-1]
    return (*talks[:-1], replace(talk, said=(*talk.said, said), seconds=talk.seconds + seconds))


def _with_reading(talks: tuple[Talk, ...], judged: Judged) -> tuple[Talk, ...]:
    talk = talks[judged.exchange]
    read = replace(talk, judgement=judged.judgement, read=len(talk.said))
    return (*talks[: judged.exchange], read, *talks[judged.exchange + 1 :])
