"""What relevance is fitted on: every criterion that raters were asked about, with what was read of it."""

from collections.abc import Sequence

import pytest

from assistant.judging.calibration import SPOKEN
from assistant.judging.criteria import EVERY_KIND, JudgedCriterion
from assistant.judging.relevance import Meaning
from assistant.judging.teams import TeamCriterion, TeamLevel
from finetune.pairs import Case, Pair, near_cases, rated_pairs, with_reading
from tests.assistant.judging.readings import reading
from tests.finetune.test_examples import label, row

CRITERIA = {
    f"own{n}": JudgedCriterion(f"own{n}", f"Own {n}", "Ours.", ("",) * 5, 1.0, EVERY_KIND, ()) for n in range(3)
}
THEIRS = TeamCriterion(id="soil", name="Care for soil", description="How the ground is kept.", split="validation")


class Likely:
    """Stands in for relevance: our criteria are the nearer the later they come."""

    def meaning(self, question: str, answer: str) -> Meaning:
        return Meaning(question, answer)  # type: ignore[arg-type]

    def features(self, meaning: Meaning, criteria: Sequence[JudgedCriterion]) -> dict[str, dict[str, float]]:
        assert meaning
        return {one.id: {"question": float([*CRITERIA].index(one.id))} for one in criteria}


def pair(name: str, own: bool = True) -> Pair:
    return Pair(row(label()), CRITERIA[name], heard=True, own=own)


def test_every_rated_criterion_comes_and_then_the_teams() -> None:
    labelled = row(label(), label())
    both = {"evaluation": CRITERIA["own1"], "serving": CRITERIA["own2"]}
    pairs = rated_pairs([labelled], both, {"1": [TeamLevel(THEIRS, (0, 3, 4))]})
    assert [(one.criterion.id, one.heard, one.own) for one in pairs] == [
        ("own1", True, True),
        ("own2", False, True),
        ("soil", True, False),
    ]


def test_cases_say_what_the_meanings_tell_and_what_was_read() -> None:
    pairs = [pair("own1"), pair("own2", own=False)]
    near = near_cases(pairs, Likely())  # type: ignore[arg-type]
    assert near == [Case({"question": 1.0}, True, "q"), Case({"question": 2.0}, True, "q")]
    read = {"1": reading("It rose.", levels={"own1": (0.3, 0.1, 0.2, 0.2, 0.1, 0.1)})}
    assert [case.features[SPOKEN] for case in with_reading(near, pairs, read)] == [pytest.approx(0.7), 0.0]
