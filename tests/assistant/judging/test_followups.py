"""What is still worth asking after an interview: one for each open exchange, in its turn, in the bank's words."""

from typing import cast

import pytest

from assistant.judging.followups import MOST, SETTLED, Heard, report_follow_ups
from assistant.judging.judge import Judge
from assistant.transcripts.answers import answer_text
from assistant.types import EvidenceKind, Exchange, FollowUp, Transcript, Turn
from tests.assistant.asking.probing.test_followups import Stub
from tests.assistant.asking.records import judgement
from tests.assistant.judging.readings import criterion

CRITERIA = [criterion("ownership", central=(EvidenceKind.METRIC, EvidenceKind.OWN_PART))]
CLAIM = "The {} loader was much faster than we hoped for."


def heard(number: int, score: float, *said: str, question: str = "How did it go?") -> Heard:
    """An exchange whose answer stands in turns from `10 * number` on."""
    spoken = said or (CLAIM.format(f"number{number}"),)
    turns = [Turn(index=i, speaker="C", text="…") for i in range(10 * number)]
    turns += [Turn(index=10 * number + i, speaker="C", text=text) for i, text in enumerate(spoken)]
    exchange = Exchange(index=number, question_turns=(), answer_turns=tuple(range(10 * number, len(turns))))
    transcript = Transcript(name="t", format="f", turns=tuple(turns))
    return Heard(question, answer_text(transcript, exchange), judgement({"ownership": score}))


def ask(*exchanges: Heard) -> tuple[FollowUp, ...]:
    return report_follow_ups(cast("Judge", Stub(cosine=0.0)), exchanges, CRITERIA)


def test_a_follow_up_stands_in_its_turn_beside_its_quote() -> None:
    (found,) = ask(heard(3, 2.0, "So we started.", CLAIM.format("new")))
    assert (found.turn, found.quote, found.source) == (31, CLAIM.format("new").rstrip("."), "bank")
    assert (found.missing, found.question) == (EvidenceKind.METRIC, "Which number showed you that?")
    assert (found.why, found.listen_for) == (
        Stub.knowledge.probes[EvidenceKind.METRIC].why_claimed,
        Stub.knowledge.probes[EvidenceKind.METRIC].listen_for,
    )


def test_the_most_open_exchange_comes_first_and_each_once() -> None:
    found = ask(heard(1, 3.0), heard(2, 2.0), heard(0, 3.0))
    assert [follow_up.turn for follow_up in found] == [20, 10, 0]
    assert len({follow_up.question for follow_up in found}) == 3


@pytest.mark.parametrize("score", [SETTLED])
def test_what_is_settled_or_not_scored_is_left_alone(score: float) -> None:
    unscored = heard(1, 2.0)
    nothing = Heard(unscored.question, unscored.answer, judgement({}))
    assert ask(heard(0, score), nothing) == ()


def test_words_that_run_from_one_turn_into_the_next_are_not_quoted() -> None:
    (found,) = ask(heard(0, 2.0, "The new loader was", "much faster. There were some problems with it."))
    assert found.turn == 1
    assert found.quote == "There were some problems with it"


def test_what_the_interviewer_asked_is_not_asked_again() -> None:
    (found,) = ask(heard(0, 2.0, question="And how did it go? Right. Which NUMBER showed you that?"))
    assert found.question != "Which number showed you that?"
    assert found.missing is EvidenceKind.METRIC


def test_there_are_never_too_many() -> None:
    assert len(ask(*(heard(number, 2.0) for number in range(MOST + 3)))) == MOST


def test_the_same_interview_gives_the_same_follow_ups() -> None:
    exchanges = [heard(number, 2.0) for number in range(4)]
    assert ask(*exchanges) == ask(*exchanges)
