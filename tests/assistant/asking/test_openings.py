"""Opening questions: for whom they are meant, spread by weight, no two alike, the same each time, each with why."""

import itertools

import pytest

from assistant.asking.openings import Near, criterion_weights, eligible, opening_card, openings, sets_task
from assistant.errors import UnknownIdError
from knowledge.load import load_knowledge
from knowledge.types import Knowledge, Question, Seniority

KNOWLEDGE = load_knowledge()
EVERY = [
    (stage, role, level)
    for stage in KNOWLEDGE.stages
    for role in (None, *KNOWLEDGE.roles)
    for level in (None, *(seniority.value for seniority in Seniority))
]

MANY = len(KNOWLEDGE.questions)


@pytest.mark.parametrize(("stage", "role", "level"), EVERY)
def test_each_is_meant_for_it_and_every_important_criterion_comes_before_any_comes_twice(
    stage: str, role: str | None, level: str | None
) -> None:
    weights = criterion_weights(KNOWLEDGE, stage, role)
    found = openings(KNOWLEDGE, stage, role, level, MANY)
    assert {opening.question.id for opening in found} == {
        question.id for question in eligible(KNOWLEDGE, stage, role, level)
    }
    for opening in found:
        question = opening.question
        assert question.stage == stage
        assert role is None or role in question.roles
        assert level is None or level in question.seniority
        assert opening.weight == weights[question.criterion] > 0
        assert KNOWLEDGE.criteria[question.criterion].name in opening.why
    heaviest = found[0].weight
    criteria = [opening.question.criterion for opening in found]
    twice = next((place for place, name in enumerate(criteria) if name in criteria[:place]), len(criteria))
    assert all(weights[name] < heaviest / 3 for name in set(criteria[twice:]) - set(criteria[:twice]))
    once = [opening.weight for opening in found[:twice]]
    assert once == sorted(once, reverse=True)


def test_n_is_the_most_and_the_first_stay_the_first() -> None:
    five = openings(KNOWLEDGE, "scale", "ml_engineer", "senior")
    assert len(five) == 5
    assert openings(KNOWLEDGE, "scale", "ml_engineer", "senior", 3) == five[:3]
    assert openings(KNOWLEDGE, "scale", "ml_engineer", "senior", 0) == ()


@pytest.mark.parametrize("stage", KNOWLEDGE.stages)
def test_the_stage_changes_what_is_asked(stage: str) -> None:
    asked = {opening.question.id for opening in openings(KNOWLEDGE, stage, "ml_engineer", "senior")}
    for other in set(KNOWLEDGE.stages) - {stage}:
        assert not asked & {opening.question.id for opening in openings(KNOWLEDGE, other, "ml_engineer", "senior")}


def test_within_a_criterion_the_question_meant_for_the_seniority_comes_first() -> None:
    order = list(Seniority)
    for level in order:
        found = openings(KNOWLEDGE, "scale", "ml_engineer", level, MANY, reach=len(order))
        own = [opening.question.seniority for opening in found if opening.question.criterion == "ownership"]
        away = [min(abs(order.index(one) - order.index(level)) for one in named) for named in own]
        assert away == sorted(away)
        assert away[0] == 0


def test_a_description_brings_what_is_near_to_it_forward_and_is_quoted_once() -> None:
    plain = openings(KNOWLEDGE, "scale", "ml_engineer", "senior", MANY)
    last = plain[-1].question
    near = {last.id: Near(0.9, "We disagree\nabout   everything."), plain[0].question.id: Near(0.1, "Far away.")}
    found = openings(KNOWLEDGE, "scale", "ml_engineer", "senior", MANY, near)
    same = [opening.question.id for opening in found if opening.question.criterion == last.criterion]
    assert same[0] == last.id
    told = {opening.question.id: opening.why for opening in found}
    assert told[last.id].endswith("The description says “We disagree about everything”.")
    assert sum("The description says" in why for why in told.values()) == 1
    both = dict.fromkeys((plain[0].question.id, last.id), Near(0.9, "The same words."))
    whys = [opening.why for opening in openings(KNOWLEDGE, "scale", "ml_engineer", "senior", MANY, both)]
    assert sum("The same words" in why for why in whys) == 1


def test_what_is_left_out_does_not_come_back() -> None:
    first = openings(KNOWLEDGE, "scale", "ml_engineer", "senior", MANY)
    left = openings(KNOWLEDGE, "scale", "ml_engineer", "senior", MANY, leave_out={first[0].question.id})
    assert {opening.question.id for opening in left} == {opening.question.id for opening in first[1:]}


def test_reach_takes_in_the_nearest_seniorities_after_the_own() -> None:
    own = openings(KNOWLEDGE, "scale", "ml_engineer", "junior", 100)
    wider = openings(KNOWLEDGE, "scale", "ml_engineer", "junior", 100, reach=1)
    assert {opening.question.id for opening in own} < {opening.question.id for opening in wider}
    for opening in wider:
        assert {"junior", "mid"} & set(opening.question.seniority)
    for criterion in {opening.question.criterion for opening in own}:
        first = next(opening.question for opening in wider if opening.question.criterion == criterion)
        assert "junior" in first.seniority


def with_questions(*questions: Question) -> Knowledge:
    return KNOWLEDGE.model_copy(update={"questions": {question.id: question for question in questions}})


def test_near_duplicates_are_asked_once() -> None:
    one = KNOWLEDGE.questions["serve-cost"]
    again = one.model_copy(
        update={"id": "team-cost", "text": "Describe how you brought the cost of running models down."}
    )
    other = KNOWLEDGE.questions["serve-latency"]
    found = openings(with_questions(one, again, other), "scale", "ml_engineer")
    assert [opening.question.id for opening in found] == ["serve-cost", "serve-latency"]
    bank = KNOWLEDGE.questions.values()
    for stage in KNOWLEDGE.stages:
        of_stage = [question for question in bank if question.stage == stage]
        for first, second in itertools.combinations(of_stage, 2):
            both = openings(with_questions(first, second), stage)
            assert len(both) == 2, (first.id, second.id)


def test_a_criterion_that_does_not_count_is_not_asked() -> None:
    stage = KNOWLEDGE.stages["scale"]
    silent = stage.model_copy(update={"weights": {**stage.weights, "serving": 0.0}})
    knowledge = KNOWLEDGE.model_copy(update={"stages": {**KNOWLEDGE.stages, "scale": silent}})
    assert "serving" not in {opening.question.criterion for opening in openings(knowledge, "scale", n=100)}


@pytest.mark.parametrize("given", [("soon", None, None), ("scale", "poet", None), ("scale", None, "guru")])
def test_unknown_ids_are_told(given: tuple[str, str | None, str | None]) -> None:
    with pytest.raises(UnknownIdError, match="known: "):
        openings(KNOWLEDGE, *given)


def test_a_card_holds_what_to_listen_for() -> None:
    opening = openings(KNOWLEDGE, "scale", "ml_engineer", "senior")[0]
    card = opening_card(opening)
    question = opening.question
    assert (card.kind, card.question, card.bank_id, card.criterion) == (
        "opening",
        question.text,
        question.id,
        question.criterion,
    )
    assert all(point in f"{card.listen_for} {card.strong}" for point in question.strong)
    assert all(point in card.weak for point in question.weak)
    assert card.why == opening.why
    assert card.source == "bank"
    cards = [opening_card(one) for one in openings(KNOWLEDGE, "scale", n=100)]
    assert len({one.key for one in cards}) == len(cards)


@pytest.mark.parametrize(
    ("question", "task"),
    [
        ("A bill reads 40 euros for machines and 310 for traffic. Where would you start?", True),
        ("Work out what that allows you to say.", True),
        ("Before your most recent long training run, how did you work out what it would cost?", False),
        ("Which misbehaviour of a live system have you never fully explained?", False),
        ("Tell me about a half-finished finding for colleagues who would read it while you slept.", False),
    ],
)
def test_a_task_is_told_from_a_question_on_the_past(question: str, task: bool) -> None:
    assert sets_task(question) is task


@pytest.mark.parametrize("role", KNOWLEDGE.roles)
@pytest.mark.parametrize("stage", KNOWLEDGE.stages)
def test_tasks_come_between_stories_wherever_there_are_stories(stage: str, role: str) -> None:
    first = [sets_task(one.question.text) for one in openings(KNOWLEDGE, stage, role, "mid", 6)]
    assert first[:2] == [False, False]
    assert sum(first) <= 2
