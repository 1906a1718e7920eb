"""What is still worth asking: in the bank's words, about words that were said, once."""

from collections.abc import Mapping, Sequence

import pytest

from assistant.judging.followups import MOST, SETTLED, WHY, follow_ups
from assistant.types import CriterionScore, EvidenceKind, ExchangeReport, FollowUp, SpanKind, TurnEvidence
from knowledge.types import FollowUps, Question
from tests.assistant.judging.readings import criterion

METRIC, BASELINE, DATA = EvidenceKind.METRIC, EvidenceKind.BASELINE, EvidenceKind.DATA
CRITERIA = [criterion("evaluation", central=(METRIC, BASELINE)), criterion("data", central=(DATA,))]


def question(name: str, **probes: str) -> Question:
    return Question(
        id=name,
        text=f"What about {name}?",
        stage="scale",
        roles=("ml_engineer",),
        seniority=("mid",),
        minutes=5,
        strong=("a number", "a rival"),
        weak=("neither",),
        follow_ups=FollowUps(**probes),
        criterion="evaluation",
    )


ASK = question("eval", metric="By how much?", baseline="Against what?", data="From where?")


def exchange(
    index: int,
    depth: float | None = 2.0,
    given: Sequence[EvidenceKind] = (),
    claimed: Sequence[EvidenceKind] = (),
    on: Mapping[str, float | None] | None = None,
) -> ExchangeReport:
    scores = {"evaluation": 2.0} if on is None else on
    return ExchangeReport(
        index=index,
        question_turns=(2 * index,),
        answer_turns=(2 * index + 1,),
        depth=depth,
        depth_interval=None,
        buzzword_load=None,
        criteria=tuple(CriterionScore(id=n, level=None, score=s, probabilities=None) for n, s in scores.items()),
        given=tuple(given),
        claimed=tuple(claimed),
        unscored_reason=None,
    )


def span(index: int, kind: SpanKind, text: str) -> TurnEvidence:
    return TurnEvidence(turn=2 * index + 1, start=0, end=len(text), text=text, kind=kind)


SPANS = [span(n, "evidence", f"we did {n}") for n in range(20)]


def ask(
    exchanges: Sequence[ExchangeReport],
    evidence: Sequence[TurnEvidence] = SPANS,
    nearest: Mapping[int, Question] | None = None,
    asked: str = "",
) -> tuple[FollowUp, ...]:
    return follow_ups(exchanges, evidence, nearest or {e.index: ASK for e in exchanges}, CRITERIA, asked)


@pytest.mark.parametrize(
    ("given", "claimed", "missing"),
    [
        ([], [], METRIC),
        ([METRIC], [], BASELINE),
        ([], [BASELINE], BASELINE),
        ([], [METRIC, BASELINE], METRIC),
        ([METRIC, BASELINE], [DATA], None),
    ],
)
def test_what_is_missing_is_what_the_criteria_ask_for(
    given: list[EvidenceKind], claimed: list[EvidenceKind], missing: EvidenceKind | None
) -> None:
    found = ask([exchange(0, given=given, claimed=claimed)])
    assert [f.missing for f in found] == ([missing] if missing else [])


def test_a_follow_up_is_the_banks_probe_with_the_words_it_takes_up() -> None:
    (found,) = ask([exchange(3, claimed=[METRIC])])
    assert (found.question, found.source, found.missing) == ("By how much?", "bank", METRIC)
    assert (found.turn, found.quote) == (7, "we did 3")
    assert found.why == WHY[METRIC][0]
    assert found.listen_for == "a number"
    (absent,) = ask([exchange(3)])
    assert absent.why == WHY[METRIC][1]


def test_a_vague_claim_is_taken_up_before_a_buzzword_and_that_before_evidence() -> None:
    spans = [span(0, "evidence", "nine percent"), span(0, "buzzword", "MLOps"), span(0, "vague", "so much better")]
    assert [ask([exchange(0)], spans[:n])[0].quote for n in (1, 2, 3)] == ["nine percent", "MLOps", "so much better"]


def test_without_words_to_quote_nothing_is_asked() -> None:
    assert ask([exchange(0)], [span(1, "vague", "elsewhere")]) == ()


@pytest.mark.parametrize("depth", [None, SETTLED, 5.0])
def test_what_is_settled_or_not_scored_is_left_alone(depth: float | None) -> None:
    assert ask([exchange(0, depth)]) == ()


def test_the_most_open_exchange_comes_first() -> None:
    asks = {n: question(f"q{n}", metric=f"How much, {n}?") for n in range(3)}
    found = ask([exchange(0, 3.0), exchange(1, 1.2), exchange(2, 2.0)], nearest=asks)
    assert [f.question for f in found] == ["How much, 1?", "How much, 2?", "How much, 0?"]


def test_no_question_twice_the_first_is_kept() -> None:
    found = ask([exchange(0, 3.0), exchange(1, 1.2)])
    assert [(f.question, f.turn) for f in found] == [("By how much?", 3), ("Against what?", 1)]


def test_what_the_interviewer_asked_already_is_not_asked_again() -> None:
    (found,) = ask([exchange(0)], asked="Right. by how MUCH? And then?")
    assert found.question == "Against what?"


def test_where_the_bank_has_no_probe_the_next_missing_kind_is_asked_for() -> None:
    (found,) = ask([exchange(0)], nearest={0: question("q", baseline="Against what?")})
    assert found.missing is BASELINE
    assert ask([exchange(0)], nearest={0: question("q", scale="How large?")}) == ()


def test_only_criteria_that_were_scored_ask_for_anything() -> None:
    (found,) = ask([exchange(0, on={"evaluation": None, "data": 2.0})])
    assert found.missing is DATA
    assert ask([exchange(0, on={"unheard_of": 2.0})]) == ()


def test_there_are_never_too_many() -> None:
    asks = {n: question(f"q{n}", metric=f"How much, {n}?") for n in range(20)}
    assert len(ask([exchange(n) for n in range(20)], nearest=asks)) == MOST
