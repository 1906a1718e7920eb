"""A panel's plan: minutes add up, nobody asks what another asks, what matters is covered or said not to be."""

import pytest
from pydantic import ValidationError

from assistant.asking.openings import IMPORTANT, criterion_weights
from assistant.asking.plan import rank
from assistant.errors import InputError, UnknownIdError
from assistant.preparing.panel import Panelist, PanelPlan, Session
from assistant.preparing.people import panel_of
from assistant.preparing.planning import Wanted, frame, plan_panel
from knowledge.load import load_knowledge
from knowledge.types import Guide, WorkSample

KNOWLEDGE = load_knowledge()
PANELS = [(45,), (60,), (20, 20), (45, 60), (30, 45, 60), (45, 45, 45, 45), (120,), (25, 90)]
EVERY = [(stage, role, panel) for stage in KNOWLEDGE.stages for role in KNOWLEDGE.roles for panel in PANELS]


def plan_for(stage: str, role: str | None, minutes: tuple[int, ...], **more: str) -> PanelPlan:
    panel = tuple(Panelist(name=f"P{place}", minutes=each) for place, each in enumerate(minutes, 1))
    return plan_panel(KNOWLEDGE, Wanted(stage=stage, role=role, panel=panel, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(("stage", "role", "minutes"), EVERY)
def test_every_plan_adds_up_and_asks_nothing_twice(stage: str, role: str, minutes: tuple[int, ...]) -> None:
    plan = plan_for(stage, role, minutes, seniority="senior")
    asked = [one.id for session in plan.sessions for one in (*session.asked, *session.reserve)]
    assert len(asked) == len(set(asked))
    for session, whole in zip(plan.sessions, minutes, strict=True):
        assert sum(step.minutes for step in session.steps) == session.minutes == whole
        assert [step.kind for step in session.steps if step.kind != "question"] == [
            "opening",
            "buffer",
            "candidate",
            "closing",
            "notes",
        ]
        assert session.asked
        assert next(step for step in session.steps if step.kind == "buffer").minutes >= frame(whole)["buffer"] >= 1
        assert {one.criterion for one in session.scorecard} == {one.criterion for one in session.asked}
    assert plan.sessions[0].asked[0].criterion == "ownership"


@pytest.mark.parametrize(("stage", "role", "minutes"), EVERY)
def test_coverage_is_told_as_it_is(stage: str, role: str, minutes: tuple[int, ...]) -> None:
    plan = plan_for(stage, role, minutes)
    weights = criterion_weights(KNOWLEDGE, stage, role)
    assert {one.criterion for one in plan.coverage} == {one for one in weights if weights[one]}
    for one in plan.coverage:
        by = tuple(s.interviewer for s in plan.sessions if one.criterion in {asked.criterion for asked in s.asked})
        assert (one.by, one.important) == (by, weights[one.criterion] >= IMPORTANT * max(weights.values()))
        assert one.state == ("twice" if len(by) > 1 else "once" if by else "left_out")
        assert bool(one.why) == (not by)


@pytest.mark.parametrize("role", KNOWLEDGE.roles)
@pytest.mark.parametrize("stage", KNOWLEDGE.stages)
def test_with_room_for_it_all_that_matters_is_asked_and_the_weightiest_by_two(stage: str, role: str) -> None:
    plan = plan_for(stage, role, (90, 90, 90))
    asked = [one.question.criterion for one in rank(KNOWLEDGE, stage, role, None, 200)]
    weightiest = max(one.share for one in plan.coverage if asked.count(one.criterion) > 1)
    assert not [one.name for one in plan.coverage if one.important and "no time" in one.why]
    assert any(one.state == "twice" for one in plan.coverage if one.share == weightiest)


def test_interviewers_have_different_themes_and_a_reason() -> None:
    plan = plan_for("scale", "ml_engineer", (45, 45))
    themes = [session.theme for session in plan.sessions]
    assert len(set(themes)) == 2
    assert all(session.why.endswith(".") for session in plan.sessions)
    again = next(one for one in plan.coverage if one.state == "twice")
    assert f"{again.name} is asked here apart from" in plan.sessions[1].why


def test_the_same_plan_each_time() -> None:
    assert plan_for("scale", "mlops_engineer", (45, 60)) == plan_for("scale", "mlops_engineer", (45, 60))


def test_a_session_that_does_not_add_up_is_none() -> None:
    session = plan_for("scale", "ml_engineer", (45,)).sessions[0]
    with pytest.raises(ValidationError, match="the steps take 45 minutes and the session 50"):
        Session.model_validate({**session.model_dump(), "minutes": 50})


@pytest.mark.parametrize(
    ("panel", "wrong"),
    [
        ((), "one to 8 interviewers, not 0"),
        ((Panelist(name="Ana", minutes=45), Panelist(name=" ana ", minutes=45)), "two interviewers are called"),
        (tuple(Panelist(name=str(n), minutes=45) for n in range(9)), "not 9"),
    ],
)
def test_no_plan_for_such_a_panel(panel: tuple[Panelist, ...], wrong: str) -> None:
    with pytest.raises(InputError, match=wrong):
        plan_panel(KNOWLEDGE, Wanted(stage="scale", panel=panel))


def test_unknown_ids_are_named() -> None:
    with pytest.raises(UnknownIdError, match="unknown role 'baker'"):
        plan_for("scale", "baker", (45,))
    with pytest.raises(UnknownIdError, match="unknown work sample 'none-such'"):
        plan_for("scale", "ml_engineer", (45,), sample="none-such")


def sample() -> WorkSample:
    lines = [Guide(criterion=one, weak="w", middling="m", strong="s") for one in ("evaluation", "communication")]
    return WorkSample(
        id="late-orders",
        role="ml_engineer",
        title="Late orders",
        stage="scale",
        seniority=("senior",),
        minutes=60,
        task="Find out why.",
        materials=("A table.",),
        deliverable="A page.",
        watch_for=("A column from the future.",),
        guide=tuple(lines),
        questions=("What did you try first?", "What would you do with another day?"),
        ai_use="Allowed.",
        adjust="May be talked through.",
    )


def test_a_work_sample_is_a_session_of_its_own_and_counts_as_a_look() -> None:
    knowledge = KNOWLEDGE.model_copy(update={"work_samples": {"late-orders": sample()}})
    panel = (Panelist(name="Ana", minutes=45), Panelist(name="Ben", minutes=45))
    plan = plan_panel(knowledge, Wanted(stage="scale", role="ml_engineer", panel=panel, sample="auto"))
    assert plan.work is not None
    assert (plan.work.minutes, [step.minutes for step in plan.work.steps]) == (78, [5, 60, 8, 5])
    assert plan.minutes == 90 + 78
    covered = {one.criterion: one for one in plan.coverage}
    assert covered["communication"].state in ("work_sample", "twice")
    assert "work sample" in covered["evaluation"].by
    host = next(one for one in plan.sessions if one.interviewer == plan.work.interviewer)
    shown = {"evaluation", "communication"}
    overlaps = [len(shown & {rating.criterion for rating in one.scorecard}) for one in plan.sessions]
    assert len(shown & {rating.criterion for rating in host.scorecard}) == min(overlaps)


def test_without_a_fitting_work_sample_that_is_said() -> None:
    knowledge = KNOWLEDGE.model_copy(update={"work_samples": {}})
    plan = plan_panel(knowledge, Wanted(stage="scale", role="ml_engineer", sample="auto"))
    assert plan.work is None
    assert any("no work sample" in note for note in plan.notes)


@pytest.mark.parametrize(
    ("named", "count", "minutes", "panel"),
    [
        ("Ana:45,Ben: 60 min", 0, [30], [("Ana", 45), ("Ben", 60)]),
        ("Ana, Ben", 0, [30], [("Ana", 30), ("Ben", 30)]),
        ("Ana; Ben Ö.", 0, [30, 50], [("Ana", 30), ("Ben Ö.", 50)]),
        (None, 2, [45], [("Interviewer 1", 45), ("Interviewer 2", 45)]),
    ],
)
def test_who_interviews(named: str | None, count: int, minutes: list[int], panel: list[tuple[str, int]]) -> None:
    assert [(one.name, one.minutes) for one in panel_of(named, count, minutes)] == panel


@pytest.mark.parametrize(
    ("named", "minutes", "wrong"),
    [
        ("", [45], "one to 8 interviewers"),
        (":45", [45], "is no interviewer"),
        ("Ana:long", [45], "is no interviewer"),
        ("Ana:5", [45], "20 to 120 minutes"),
        ("Ana,Ben", [45, 45, 45], "3 lengths for 2 interviewers"),
        ("x" * 61, [45], "up to 60 letters"),
    ],
)
def test_who_cannot_interview(named: str, minutes: list[int], wrong: str) -> None:
    with pytest.raises(InputError, match=wrong):
        panel_of(named, 0, minutes)
