"""Feedback to a candidate: exact quotes, whole sentences, nothing asked for that is there, any text survived."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.asking.feedback import MOST_CRITERIA, MOST_LACKING, MOST_QUOTES, feedback, practice_summary
from assistant.asking.skeleton import FEWEST_STEPS, MOST_STEPS
from assistant.asking.views import AnswerFeedback, PracticeSummary, Quote
from assistant.asking.wording import KINDS, UNSCORED
from assistant.judging.criteria import JudgedCriterion, yardstick
from assistant.judging.parts import split_parts
from assistant.types import CriterionScore, Evidence, EvidenceKind, Judgement, UnscoredReason
from knowledge.load import load_knowledge
from knowledge.types import Question
from tests.assistant.asking.records import judgement

K = EvidenceKind
KNOWLEDGE = load_knowledge()
CRITERIA = yardstick(KNOWLEDGE, "prototype_to_production", None, None).criteria
BANK = next(q for q in KNOWLEDGE.questions.values() if q.criterion == "evaluation")
ANSWER = (
    "The labels came from user reports. So I read, like, sixty chats, because the new prompt asks back. "
    "Live, um, people asking for a human went up, from 22 percent to 29. It was much better for everybody."
)


def heard(answer: str, *kinds: EvidenceKind | None) -> tuple[Evidence, ...]:
    """The first parts of an answer as evidence of these kinds, vague where there is none."""
    return tuple(
        Evidence(start=part.start, end=part.end, text=part.text, kind="evidence" if kind else "vague", gives=kind)
        for part, kind in zip(split_parts(answer), kinds, strict=False)
    )


def told(
    read: Judgement,
    answer: str = ANSWER,
    question: str = BANK.text,
    bank: Question | None = BANK,
    criteria: Sequence[JudgedCriterion] = CRITERIA,
) -> AnswerFeedback:
    return feedback(question, answer, read, criteria, bank, KNOWLEDGE)


def read(scores: dict[str, float] | None = None, **changes: Any) -> Judgement:
    return judgement({"evaluation": 3.0} if scores is None else scores, **changes)


def quotes_of(one: AnswerFeedback) -> Iterator[Quote]:
    yield from one.quotes
    for criterion in one.criteria:
        yield from criterion.quotes
    for step in one.skeleton:
        yield from step.said


def test_a_criterion_shows_where_it_stands_and_what_is_one_up() -> None:
    (one,) = told(read()).criteria
    levels = KNOWLEDGE.criteria["evaluation"].levels
    assert (one.name, one.score, one.level, one.levels) == ("Evaluation beyond accuracy", 3.0, 3, 5)
    assert (one.here, one.above) == (levels[2], levels[3])


def test_above_the_highest_level_there_is_nothing() -> None:
    top = CriterionScore(id="evaluation", level=5, score=4.9, probabilities=(0.0, 0.0, 0.0, 0.1, 0.9))
    (one,) = told(read().model_copy(update={"criteria": (top,)})).criteria
    assert (one.here, one.above) == (KNOWLEDGE.criteria["evaluation"].levels[4], None)


def test_the_criterion_that_was_asked_about_comes_first_and_others_only_with_words_of_their_own() -> None:
    scores = {c.id: 3.0 for c in CRITERIA}
    assert [one.id for one in told(read(scores)).criteria] == [BANK.criterion]
    answer = " ".join(
        f"I wrote part {n} instead, because it broke for {n} percent, at the price of a day." for n in range(1, 12)
    )
    shown = told(read(scores, evidence=heard(answer, *[K.MECHANISM] * 11)), answer).criteria
    assert len(shown) == MOST_CRITERIA
    assert shown[0].id == BANK.criterion
    starts = [quote.start for one in shown for quote in one.quotes]
    assert len(starts) == len(set(starts)) == MOST_CRITERIA * MOST_QUOTES


def test_unscored_and_unknown_criteria_are_left_out() -> None:
    scored = read({"evaluation": 3.0, "gone": 3.0})
    unscored = CriterionScore(
        id="serving", level=None, score=None, probabilities=None, unscored_reason=UnscoredReason.NOT_ADDRESSED
    )
    both = scored.model_copy(update={"criteria": (*scored.criteria, unscored)})
    assert [one.id for one in told(both).criteria] == ["evaluation"]


def test_words_that_the_judge_alone_heard_count_for_the_criterion_that_was_asked_about_and_no_other() -> None:
    answer = "It was a long project with a nice team."
    spans = heard(answer, K.MECHANISM)
    shown = told(read({"evaluation": 3.0, "failure_analysis": 3.0}, evidence=spans), answer).criteria
    assert [(one.id, [quote.text for quote in one.quotes]) for one in shown] == [("evaluation", [answer])]


def test_what_a_quote_gives_is_what_its_words_show_where_the_judge_heard_something_else() -> None:
    spans = heard(ANSWER, K.MECHANISM, K.MECHANISM, K.MECHANISM, None)
    assert [quote.gives for quote in told(read(evidence=spans)).quotes] == [K.DATA, K.MECHANISM, K.METRIC, None]


@pytest.mark.parametrize("kind", K)
def test_what_the_judge_heard_is_never_lacking(kind: EvidenceKind) -> None:
    everything = told(read(given=[kind]), answer="There was a project with a nice team and long days.")
    assert kind not in {one.kind for one in everything.lacking}


def test_what_plain_words_show_is_not_lacking_though_the_judge_missed_it() -> None:
    """It hears under half of what is given."""
    shown = {one.kind for one in told(read()).lacking}
    assert not shown & {K.METRIC, K.DATA, K.OWN_PART}
    assert K.TRADE_OFF in shown


def test_claimed_kinds_come_first_and_no_more_than_three() -> None:
    vague = "There was a project with a nice team and long days."
    lacking = told(read(claimed=[K.MECHANISM]), answer=vague).lacking
    assert len(lacking) == MOST_LACKING
    assert lacking[0].kind is K.MECHANISM
    assert lacking[0].why.startswith("I heard a cause named")
    assert all(one.why.startswith("I did not hear") for one in lacking[1:])


def test_where_the_asked_criterion_has_everything_one_thing_of_another_is_named() -> None:
    asked = KNOWLEDGE.criteria["evaluation"].evidence
    everything = [*asked.central, *asked.supporting]
    lacking = told(read({"evaluation": 4.0, "mlops": 4.0}, given=everything), answer="There was a project.").lacking
    assert [one.kind for one in lacking] == [K.DECISION]


def test_a_question_is_the_banks_own_probe_unless_it_was_put_already() -> None:
    vague = "There was a project with a nice team and long days."
    (first, *_) = told(read(), answer=vague).lacking
    own = BANK.follow_ups.probe(first.kind)
    assert first.ask == own
    (again, *_) = told(read(), answer=vague, question=f"{BANK.text} {own}").lacking
    assert again.ask == KNOWLEDGE.probes[first.kind].probes[0]
    (typed, *_) = told(read(), answer=vague, bank=None).lacking
    assert typed.ask == KNOWLEDGE.probes[typed.kind].probes[0]


@pytest.mark.parametrize("reason", UnscoredReason)
def test_without_a_score_there_are_whole_sentences_and_no_skeleton(reason: UnscoredReason) -> None:
    one = told(judgement(reason=reason))
    assert one.depth is None
    assert one.unscored_reason is reason
    assert one.unscored is not None
    assert re.fullmatch(r"[A-Z][^.;]+.*[.]", one.unscored)
    assert one.unscored.count(".") >= 2, "says why, and what to do next"
    assert (one.criteria, one.lacking, one.skeleton) == ((), (), ())


@pytest.mark.parametrize(
    "text", [*UNSCORED.values(), *(text for words in KINDS.values() for text in vars(words).values())]
)
def test_no_word_blames_praises_or_guesses_at_feelings(text: str) -> None:
    """The judge misses half of what is said, so nothing may say that it was not said."""
    forbidden = (
        r"you (?:did not|didn.t|failed|never|should have|forgot)|great|excellent|amazing|perfect|weak|poor|bad answer|"
        r"nervous|confident|unsure|honest|hire|reject|obviously|simply|!"
    )
    assert not re.search(forbidden, text, re.IGNORECASE)


def test_words_that_hint_at_a_number_are_taken_up() -> None:
    answer = "We rebuilt the ranking service last spring. It was much better than before for everybody."
    one = told(read(evidence=heard(answer, None, None)), answer=answer)
    gaps = " ".join(step.gap or "" for step in one.skeleton)
    (quoted,) = re.findall(r"“(.+?)”", gaps)
    assert quoted in answer
    assert "better" in quoted


def summary_of(*judgements: Judgement, answer: str = ANSWER) -> PracticeSummary:
    return practice_summary([told(each, answer) for each in judgements], CRITERIA)


@pytest.mark.parametrize(
    ("judgements", "opening"),
    [
        ([], "This practice ended before there was an answer to read."),
        ([read()], "You answered one question, and it has a score."),
        ([read(), read()], "You answered 2 questions, and each has a score."),
        (
            [read(), read(), judgement(reason=UnscoredReason.DECLINED)],
            "You answered 3 questions, and 2 of them have a score.",
        ),
        (
            [judgement(reason=UnscoredReason.EMPTY)],
            "You answered one question. There is no score, which says nothing about you; below is what to do next.",
        ),
    ],
)
def test_a_practice_opens_with_what_was_read(judgements: Iterable[Judgement], opening: str) -> None:
    assert summary_of(*judgements).opening == opening


def test_a_practice_tells_what_was_heard_over_all_answers() -> None:
    summary = summary_of(read({"evaluation": 2.0}), read({"evaluation": 4.0}), read({"serving": 3.0}))
    heard_of = {one.id: (one.score, one.answers) for one in summary.heard}
    assert heard_of == {"evaluation": (3.0, 2), "serving": (3.0, 1)}


def test_the_strongest_moment_is_an_exact_quote_without_what_fills_time() -> None:
    spans = heard(ANSWER, K.DATA, None, K.METRIC)
    strongest = summary_of(read({"evaluation": 2.0}), read({"evaluation": 4.0}, evidence=spans)).strongest
    assert strongest is not None
    assert strongest.answer == 1
    assert strongest.quote.text == "Live, um, people asking for a human went up, from 22 percent to 29"
    assert strongest.quote.text == ANSWER[strongest.quote.start : strongest.quote.end]
    assert strongest.why == KINDS[K.METRIC].earned


def test_the_one_thing_to_practise_was_lacking_most_often() -> None:
    vague = "There was a project with a nice team and long days."
    practise = summary_of(read(), read(given=[K.METRIC]), read(given=[K.METRIC]), answer=vague).practise
    assert practise is not None
    assert practise.kind is K.BASELINE
    assert practise.why.startswith("In 3 of 3 answers I did not hear what it was compared with.")
    assert summary_of(read(given=list(K))).practise is None


AWKWARD = (
    "Yes.",
    "🙂🙂 👩‍👩‍👧‍👦",
    "<script>alert('x')</script> <b>I wrote</b> the loader & it took 20 % longer than the old one.",
    '```python\nfor i in range(10):\n    print(f"{i=}")  # 0.1.0.1\n```\nI wrote that because it broke.',
    "“I said ‘no’”, “because it broke”, and “I wrote it” instead of “them”.",
    "And then we had another long meeting about the model, because it broke 3 times. " * 1400,
    "the model was slower and I wrote it instead because " * 300,
    "I \u202ewrote\u202c the\u00a0loader\r\nin\tthe\u2028first week because it broke twice, \x1b[31mred\x1b[0m.",
    "Я написал это сам, потому что оно сломалось.",
)


def check(answer: str, one: AnswerFeedback) -> None:
    for quote in quotes_of(one):
        assert quote.text == answer[quote.start : quote.end]
        assert quote.text.strip()
    assert len(one.lacking) <= MOST_LACKING
    assert FEWEST_STEPS <= len(one.skeleton) <= MOST_STEPS
    for step in one.skeleton:
        assert step.said or step.gap
        assert step.gap is None or re.fullmatch(r"\[(?:Say|Add|Where you said) .*\.\]", step.gap, re.DOTALL)
        rest = step.text
        for quote in step.said:
            assert f"“{quote.text}”" in rest


@pytest.mark.parametrize("answer", AWKWARD, ids=lambda answer: answer[:12])
def test_any_text_gets_feedback(answer: str) -> None:
    kinds = (K.MECHANISM, None, K.METRIC) * 500
    check(answer, told(read(evidence=heard(answer, *kinds), claimed=[K.METRIC]), answer))


SAID = (
    *(
        "I",
        "we",
        "it",
        "wrote",
        "because",
        "the",
        "model",
        "labels",
        "better",
        "9",
        "percent",
        "31",
        "to",
        "19",
        "broke",
    ),
    *("slower", "cost", "us", "instead", "and then", "um,", "I, I", ",", ".", "!", "—", "“quoted”", "<b>", "🙂", "\n"),
)
SPEECH = st.lists(st.sampled_from(SAID), max_size=120).map(" ".join)
KINDS_HEARD = st.lists(st.sampled_from([None, *K]), max_size=12)


@settings(max_examples=60, deadline=None)
@given(SPEECH | st.text(max_size=300), KINDS_HEARD, st.sets(st.sampled_from(K)))
def test_every_quote_is_exact_whatever_was_said(
    answer: str, kinds: list[EvidenceKind | None], claimed: set[EvidenceKind]
) -> None:
    spans = heard(answer, *kinds)
    check(answer, told(read(evidence=spans, claimed=sorted(claimed)), answer))
