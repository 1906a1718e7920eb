"""What is still worth asking after an interview: the best follow-up of each exchange that left something open.

How a follow-up is found and worded is `assistant.asking.probing.followups`'s; here it is one for each exchange, in its
turn, and in the bank's words, so that the same interview gives the same report.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.asking.probing.followups import Answered, Inquiry, follow_ups
from assistant.asking.probing.history import Earlier
from assistant.judging.criteria import JudgedCriterion
from assistant.judging.judge import Judge
from assistant.judging.parts import split_parts
from assistant.transcripts.answers import AnswerText
from assistant.types import FollowUp, Judgement

MOST = 6
SETTLED = 4.0
CHOICE = 3
"""How many are looked at in an exchange, for the first may run from one turn into the next."""


@dataclass(frozen=True)
class Heard:
    """An exchange: what was asked, what was answered with the way back to its turns, and the judge's reading."""

    question: str
    answer: AnswerText
    judgement: Judgement


def report_follow_ups(
    judge: Judge, heard: Sequence[Heard], criteria: Sequence[JudgedCriterion]
) -> tuple[FollowUp, ...]:
    """At most `MOST`, the most open exchange first; none twice, none of what was asked. Raises StorageError."""
    earlier = [Earlier(asked) for each in heard for asked in _questions(each.question)]
    found: list[FollowUp] = []
    for each in sorted((h for h in heard if _open(h.judgement)), key=lambda h: h.judgement.depth or 0.0):
        if len(found) == MOST:
            break
        answered = Answered(each.question, each.answer.text, each.judgement, criteria)
        for inquiry in follow_ups(judge, answered, earlier, most=CHOICE).found:
            places = each.answer.locate(inquiry.start, inquiry.end)
            if len(places) == 1:
                found.append(_in_turn(inquiry, places[0][0]))
                earlier.append(Earlier(inquiry.question, inquiry.missing, inquiry.quote))
                break
    return tuple(found)


def _open(judgement: Judgement) -> bool:
    return judgement.depth is not None and judgement.depth < SETTLED


def _questions(said: str) -> Iterator[str]:
    """The sentences of an interviewer that ask."""
    return (part.text for part in split_parts(said) if part.text.endswith("?"))


def _in_turn(inquiry: Inquiry, turn: int) -> FollowUp:
    """The quote stands beside the question in a report, so that the question need not say it again."""
    return FollowUp(
        turn=turn,
        question=inquiry.ask,
        quote=inquiry.quote,
        missing=inquiry.missing,
        why=inquiry.why,
        listen_for=inquiry.listen_for,
        source=inquiry.source,
    )
