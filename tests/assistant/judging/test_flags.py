"""Each red flag's rule: when it fires, when it stays silent, and what it points at."""

from collections.abc import Sequence

import pytest

from assistant.judging.flags import RULES, Seen, find_flags
from assistant.types import (
    CriterionScore,
    EvidenceKind,
    ExchangeReport,
    Flag,
    SpanKind,
    TurnEvidence,
    UnscoredReason,
)
from knowledge.load import load_knowledge

FLAGS = load_knowledge().red_flags


def exchange(
    index: int,
    depth: float | None = 3.0,
    on: dict[str, float] | None = None,
    given: Sequence[EvidenceKind] = (),
    claimed: Sequence[EvidenceKind] = (),
    load: float | None = None,
) -> ExchangeReport:
    """Exchange number `index`: question in turn `2 * index`, answer in the next; `on` are its criteria's scores."""
    scores = tuple(
        CriterionScore(id=name, level=1, score=score, probabilities=(0.2,) * 5) for name, score in (on or {}).items()
    )
    return ExchangeReport(
        index=index,
        question_turns=(2 * index,),
        answer_turns=(2 * index + 1,),
        depth=depth,
        depth_interval=None,
        buzzword_load=load,
        criteria=scores,
        given=tuple(given),
        claimed=tuple(claimed),
        unscored_reason=None if depth else UnscoredReason.NOT_ADDRESSED,
    )


def span(index: int, kind: SpanKind, text: str = "words") -> TurnEvidence:
    """A span in the answer of exchange number `index`."""
    return TurnEvidence(turn=2 * index + 1, start=0, end=len(text), text=text, kind=kind)


def found(
    exchanges: Sequence[ExchangeReport],
    evidence: Sequence[TurnEvidence] = (),
    load: float | None = None,
    terms: int = 0,
) -> dict[str, Flag]:
    flags = find_flags(Seen(tuple(exchanges), tuple(evidence), load, terms), FLAGS)
    return {flag.id: flag for flag in flags}


EVERYTHING = tuple(EvidenceKind)


def test_every_rule_is_for_a_flag_that_is_known() -> None:
    assert set(RULES) <= set(FLAGS)


def test_nothing_asked_nothing_flagged() -> None:
    assert found([]) == {}
    assert found([exchange(n, None) for n in range(9)]) == {}


def test_a_good_interview_has_no_flags() -> None:
    scores = {"data_judgement": 4.0, "problem_framing": 4.0, "monitoring": 4.5, "failure_analysis": 4.0}
    good = [exchange(n, 4.2, scores, given=EVERYTHING, load=0.1) for n in range(6)]
    assert found(good, [span(n, "evidence") for n in range(6)], load=0.1, terms=30) == {}


@pytest.mark.parametrize(
    ("load", "terms", "fires"), [(0.6, 8, True), (1.0, 20, True), (0.59, 20, False), (0.9, 7, False), (None, 2, False)]
)
def test_buzzword_heavy(load: float | None, terms: int, fires: bool) -> None:
    exchanges = [exchange(0, given=EVERYTHING, load=0.2), exchange(1, given=EVERYTHING, load=0.9)]
    evidence = [span(0, "buzzword", "drift"), span(1, "buzzword", "synergy")]
    flags = found(exchanges, evidence, load, terms)
    assert ("buzzword_heavy" in flags) is fires
    if fires:
        flag = flags["buzzword_heavy"]
        assert (flag.exchanges, flag.turn, flag.quote) == ((1,), 3, "synergy")
        assert f"{round((load or 0) * terms)} of {terms}" in flag.why


def test_buzzword_heavy_points_at_terms_scattered_over_answers_and_at_unscored_ones() -> None:
    scattered = [exchange(n, None if n % 2 else 2.0, given=EVERYTHING) for n in range(5)]
    flag = found(scattered, [span(n, "buzzword") for n in range(5)], 1.0, 10)["buzzword_heavy"]
    assert flag.exchanges == (0, 1, 2, 3, 4)
    assert (flag.turn, flag.quote) == (1, "words")


def test_generalities() -> None:
    thin = [exchange(n, 2.0, given=EVERYTHING) for n in range(3)]
    vague = [span(n, "vague", f"claim {n}") for n in range(3)]
    flag = found(thin, vague)["generalities"]
    assert (flag.exchanges, flag.turn, flag.quote) == ((0, 1, 2), 1, "claim 0")
    assert "generalities" not in found(thin, vague[:2])
    assert "generalities" not in found(thin, [*vague, span(1, "evidence")])
    assert "generalities" not in found([exchange(n, 2.5, given=EVERYTHING) for n in range(3)], vague)


def test_never_built() -> None:
    thin = [exchange(n, 1.5, given=EVERYTHING) for n in range(3)]
    deep = [exchange(n, 4.0, given=EVERYTHING) for n in range(3, 7)]
    assert found(thin, terms=8)["never_built"].exchanges == (0, 1, 2)
    assert "never_built" not in found(thin, terms=7), "who has neither words nor work is just thin"
    assert "never_built" not in found([*thin, *deep], terms=8)
    assert "never_built" in found([*thin, *deep[:3]], terms=8)
    assert "never_built" not in found(thin[:2], terms=8)


@pytest.mark.parametrize(("flag", "criterion"), [("no_goal", "problem_framing"), ("blind_after_launch", "monitoring")])
def test_thin_on_a_subject_every_time_it_was_asked(flag: str, criterion: str) -> None:
    thin = [exchange(n, on={criterion: 1.4}, given=EVERYTHING) for n in range(2)]
    assert found(thin)[flag].exchanges == (0, 1)
    assert flag not in found([*thin, exchange(2, on={criterion: 2.0}, given=EVERYTHING)])
    assert flag not in found([exchange(0, on={"serving": 1.0}, given=EVERYTHING)])


def test_one_thin_answer_does_not_speak_for_an_interview_with_concrete_ones() -> None:
    thin, other = exchange(0, 1.4, on={"problem_framing": 1.4}), exchange(1, 1.8, on={"serving": 1.8})
    assert "no_goal" in found([thin, other])
    assert "no_goal" not in found([thin, other, exchange(2, 4.0, on={"serving": 4.0})])


def test_a_flag_says_what_else_it_may_be_and_what_settles_it() -> None:
    flag = found([exchange(0, 1.4, on={"monitoring": 1.2})])["blind_after_launch"]
    known = FLAGS["blind_after_launch"]
    assert (flag.name, flag.innocent, flag.ask) == (known.name, known.not_to_confuse_with, known.ask)


def test_generalities_are_shown_by_the_surest() -> None:
    thin = [exchange(n, 2.0) for n in range(3)]
    vague = [span(n, "vague", f"claim {n}").model_copy(update={"sure": 0.5 + 0.1 * (n == 1)}) for n in range(3)]
    assert found(thin, vague)["generalities"].quote == "claim 1"


def test_flags_come_in_the_order_of_the_knowledge_and_only_known_ones() -> None:
    many = [exchange(n, 1.5, {"monitoring": 1.2, "data_judgement": 1.2}) for n in range(3)]
    evidence = [span(n, "vague") for n in range(3)]
    flags = list(found(many, evidence, terms=9))
    assert flags == [name for name in FLAGS if name in flags]
    assert len(flags) >= 3
    assert find_flags(Seen(tuple(many), tuple(evidence), None, 9), {}) == ()
