"""Candidates are set side by side only on what all were asked, in the order given, and never ranked."""

import json

import pytest

from assistant.reporting.comparison import compare, render_comparison_html, render_comparison_json
from assistant.types import CriterionReport, Report, UnscoredReason
from tests.assistant.reporting import sample


def candidate(name: str, **scores: float | UnscoredReason | None) -> Report:
    criteria = tuple(
        CriterionReport(
            id=identifier,
            name=identifier.title(),
            score=value if isinstance(value, float) else None,
            interval=(1.0, 5.0) if isinstance(value, float) else None,
            exchanges=(),
            evidence=(),
            unscored_reason=value if isinstance(value, UnscoredReason) else None,
        )
        for identifier, value in scores.items()
    )
    return sample.report().model_copy(update={"candidate": name, "criteria": criteria})


NOT_ASKED, DECLINED = UnscoredReason.NOT_ASKED, UnscoredReason.DECLINED


def test_only_what_all_were_asked_is_compared() -> None:
    found = compare(
        [
            candidate("Zoe", serving=2.0, mlops=3.0, modelling=DECLINED),
            candidate("Abe", serving=4.5, mlops=NOT_ASKED, modelling=4.0, ownership=2.0),
        ]
    )
    assert [candidate.candidate for candidate in found.candidates] == ["Zoe", "Abe"]
    assert [(row.id, [cell.score for cell in row.cells]) for row in found.criteria] == [
        ("serving", [2.0, 4.5]),
        ("modelling", [None, 4.0]),
    ]
    assert [(row.id, row.asked) for row in found.left_out] == [("mlops", (0,)), ("ownership", (1,))]


def test_an_interview_without_a_score_is_named_and_not_compared() -> None:
    found = compare([candidate("Zoe", serving=2.0), sample.unscored(), candidate("Abe", serving=3.0)])
    assert [candidate.compared for candidate in found.candidates] == [True, False, True]
    assert [cell.candidate for cell in found.criteria[0].cells] == [0, 2]
    page = render_comparison_html(found, ["zoe/report.html", "x/report.html", "abe/report.html"])
    assert "Not compared: Only Ravi Oduya speaks in this file" in page


@pytest.mark.parametrize("reports", [[], [sample.report()], [sample.report(), sample.unscored()]])
def test_fewer_than_two_scores_compare_nothing(reports: list[Report]) -> None:
    found = compare(reports)
    assert found.criteria == ()
    assert "nothing is set side by side" in render_comparison_html(found, ["a"] * len(reports))


def test_different_stages_are_pointed_out() -> None:
    other = candidate("Abe", serving=3.0).model_copy(update={"stage": "scale", "stage_assumed": False})
    page = render_comparison_html(compare([candidate("Zoe", serving=2.0), other]), ["a", "b"])
    assert "read for different stages" in page


def test_json_keeps_the_order_and_hostile_names_stay_names() -> None:
    name = "</style><script>alert(1)</script>"
    found = compare([candidate(name, serving=2.0), candidate(name, serving=3.0)])
    assert json.loads(render_comparison_json(found))["candidates"][1]["candidate"] == name
    page = render_comparison_html(found, ["a", "b"])
    assert "<script" not in page
    assert "(1)</bdi>" in page
