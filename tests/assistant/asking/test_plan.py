"""The plan: what fits the time first, a whole project at its beginning, something lighter at its end, and a reserve."""

from math import ceil

import pytest

from assistant.asking.events import Plan, Setup
from assistant.asking.openings import Near, criterion_weights
from assistant.asking.plan import make_plan
from assistant.errors import UnknownIdError
from knowledge.load import load_knowledge
from knowledge.types import Seniority

KNOWLEDGE = load_knowledge()
EVERY = [
    (stage, role, level, minutes)
    for stage in KNOWLEDGE.stages
    for role in (None, *KNOWLEDGE.roles)
    for level in (None, *(seniority.value for seniority in Seniority))
    for minutes in (5, 30, 45, 120)
]


def plan_for(stage: str, role: str | None, level: str | None, minutes: int) -> Plan:
    setup = Setup(kind="practice", stage=stage, role=role, seniority=level, minutes=minutes)
    return make_plan(KNOWLEDGE, setup)


def fitting(plan: Plan, minutes: int) -> int:
    """How many of the first questions fit the time; of an empty or too long plan one."""
    spent, count = 0, 0
    for question in plan.questions:
        spent += question.minutes
        if spent > minutes:
            break
        count += 1
    return max(count, 1)


@pytest.mark.parametrize(("stage", "role", "level", "minutes"), EVERY)
def test_a_plan_fills_the_time_and_leaves_a_choice(
    stage: str, role: str | None, level: str | None, minutes: int
) -> None:
    plan = plan_for(stage, role, level, minutes)
    ids = [question.id for question in plan.questions]
    assert len(ids) == len(set(ids))
    bank = [KNOWLEDGE.questions[name] for name in ids]
    assert all(question.stage == stage and (role is None or role in question.roles) for question in bank)
    fits = fitting(plan, minutes)
    possible = [q for q in KNOWLEDGE.questions.values() if q.stage == stage and (role is None or role in q.roles)]
    assert len(ids) == min(fits + ceil(0.4 * fits), len(possible))
    spent = sum(question.minutes for question in plan.questions[:fits])
    assert spent <= minutes or fits == 1
    heard = {question.criterion for question in plan.questions[:fits]}
    new = [question for question in plan.questions[fits:] if question.criterion not in heard]
    assert not [question.id for question in new if spent + question.minutes <= minutes]


@pytest.mark.parametrize("minutes", [30, 45, 60])
@pytest.mark.parametrize("stage", KNOWLEDGE.stages)
@pytest.mark.parametrize("level", list(Seniority))
def test_it_begins_with_a_whole_project_and_ends_lighter(stage: str, level: Seniority, minutes: int) -> None:
    plan = plan_for(stage, "ml_engineer", level.value, minutes)
    bank = [question for question in KNOWLEDGE.questions.values() if question.stage == stage]
    whole = [question for question in bank if question.criterion == "ownership" and level in question.seniority]
    if whole:
        assert plan.questions[0].id in {question.id for question in whole}
        assert plan.questions[0].minutes == max(question.minutes for question in whole)
    used = plan.questions[: fitting(plan, minutes)]
    assert used[-1].minutes == min(question.minutes for question in used[1:])


@pytest.mark.parametrize("minutes", [30, 45])
@pytest.mark.parametrize("stage", KNOWLEDGE.stages)
@pytest.mark.parametrize("role", KNOWLEDGE.roles)
def test_no_criterion_comes_twice_before_every_important_one_came(stage: str, role: str, minutes: int) -> None:
    weights = criterion_weights(KNOWLEDGE, stage, role)
    plan = plan_for(stage, role, "senior", minutes)
    criteria = [question.criterion for question in plan.questions]
    asked = {q.criterion for q in KNOWLEDGE.questions.values() if q.stage == stage and role in q.roles}
    bar = max(weights[name] for name in asked) / 3
    if len(set(criteria)) < len(criteria):
        assert {name for name in asked if weights[name] >= bar} <= set(criteria)


def test_a_junior_is_asked_what_juniors_can_tell_before_anything_else() -> None:
    plan = plan_for("scale", "llm_engineer", "junior", 45)
    levels = [KNOWLEDGE.questions[question.id].seniority for question in plan.questions]
    assert all(Seniority.JUNIOR in level for level in levels[:3])
    assert all({Seniority.JUNIOR, Seniority.MID} & set(level) for level in levels)


def test_a_description_brings_its_subject_into_the_plan() -> None:
    setup = Setup(kind="interview", stage="scale", role="deep_learning_specialist", seniority="senior", minutes=30)
    without = {question.id for question in make_plan(KNOWLEDGE, setup).questions}
    wanted = next(
        question.id
        for question in KNOWLEDGE.questions.values()
        if question.id not in without
        and question.criterion == "serving"
        and question.stage == "scale"
        and "senior" in question.seniority
    )
    near = {wanted: Near(0.9, "The GPU bill has to come down.")}
    assert wanted in {question.id for question in make_plan(KNOWLEDGE, setup, near).questions}


def test_nothing_is_planned_where_the_bank_has_nothing() -> None:
    empty = KNOWLEDGE.model_copy(update={"questions": {}})
    assert make_plan(empty, Setup(kind="practice", stage="scale")).questions == ()
    with pytest.raises(UnknownIdError):
        make_plan(KNOWLEDGE, Setup(kind="practice", stage="soon"))
