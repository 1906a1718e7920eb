"""By what is judged: the knowledge's criteria weighted by stage and role, or exactly a team's own."""

import pytest

from assistant.errors import UnknownIdError
from assistant.judging.criteria import DEFAULT_STAGE, EVERY_KIND, check_ids, yardstick
from assistant.types import EvidenceKind
from knowledge.types import EvidenceWanted, Knowledge, Rubric, RubricCriterion

RUBRIC = Rubric(
    id="team",
    criteria=(
        RubricCriterion(
            id="data_judgement", name="Data", description="Knows the rows.", levels=("no", "yes"), weight=2
        ),
        RubricCriterion(
            id="calm",
            name="Calm",
            description="Stays calm.",
            levels=("no", "half", "yes"),
            evidence=EvidenceWanted(central=(EvidenceKind.FAILURE,)),
        ),
    ),
)


def test_weights_are_stage_times_role(knowledge: Knowledge) -> None:
    by = yardstick(knowledge, "scale", "mlops_engineer", None)
    stage, role = knowledge.stages["scale"].weights, knowledge.roles["mlops_engineer"].weights
    assert {c.id: c.weight for c in by.criteria} == pytest.approx({id_: stage[id_] * role[id_] for id_ in stage})
    assert len({c.weight for c in by.criteria}) > 1


def test_without_a_role_the_stage_alone_weighs(knowledge: Knowledge) -> None:
    by = yardstick(knowledge, DEFAULT_STAGE, None, None)
    assert {c.id: c.weight for c in by.criteria} == dict(knowledge.stages[DEFAULT_STAGE].weights)
    assert [c.id for c in by.criteria] == list(knowledge.criteria)
    assert not by.closed


def test_stages_weigh_differently(knowledge: Knowledge) -> None:
    weights = {tuple(c.weight for c in yardstick(knowledge, stage, None, None).criteria) for stage in knowledge.stages}
    assert len(weights) == len(knowledge.stages)


def test_a_rubric_is_exactly_its_criteria(knowledge: Knowledge) -> None:
    by = yardstick(knowledge, "scale", "mlops_engineer", RUBRIC)
    assert by.closed
    assert [(c.id, len(c.levels), c.weight) for c in by.criteria] == [("data_judgement", 2, 2.0), ("calm", 3, 1.0)]
    assert by.criteria[0].description == "Knows the rows.", "an id of ours does not bring our criterion back"
    assert (by.criteria[0].central, by.criteria[0].supporting) == (EVERY_KIND, ())
    assert by.criteria[1].central == (EvidenceKind.FAILURE,)


def test_versions_tell_rubrics_apart(knowledge: Knowledge) -> None:
    other = RUBRIC.model_copy(update={"criteria": RUBRIC.criteria[:1]})
    versions = {yardstick(knowledge, "scale", None, rubric).version for rubric in (None, RUBRIC, other)}
    assert len(versions) == 3
    assert f"plumbline@{knowledge.version}" in versions


@pytest.mark.parametrize("rubric", [None, RUBRIC])
@pytest.mark.parametrize(("stage", "role"), [("growth", None), ("", None), ("scale", "chef"), ("scale", "")])
def test_unknown_ids_list_the_known_ones(
    knowledge: Knowledge, stage: str, role: str | None, rubric: Rubric | None
) -> None:
    with pytest.raises(UnknownIdError) as told:
        yardstick(knowledge, stage, role, rubric)
    known = knowledge.stages if stage != "scale" else knowledge.roles
    assert all(id_ in str(told.value) for id_ in known)


def test_unknown_seniorities_list_the_known_ones(knowledge: Knowledge) -> None:
    check_ids(knowledge, None, None, "senior")
    with pytest.raises(UnknownIdError, match="unknown seniority 'boss'; known: junior, lead, mid, senior"):
        check_ids(knowledge, None, None, "boss")
