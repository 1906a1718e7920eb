"""Every epoch sees each answer once, with some of its readings drawn anew, some answers with empty words added."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.judging.labelled import Label, Labelled, read_dataset
from assistant.judging.teams import TeamCriterion, TeamLevel
from finetune.course import Diet, Larder, course
from finetune.examples import Example, level_target
from knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()
ROWS = [r for r in read_dataset(Path(__file__).parents[2] / "finetune" / "datasets") if r.answer.split == "train"][::40]
ADDED = ("It was a great success in every respect.", "We are all about quality here.")
DIET = Diet(epochs=1.0)
THEIRS = TeamCriterion(id="soil", name="Care for soil", description="How the ground is looked after.", split="train")


def taken(diet: Diet, rows: Sequence[object] = ROWS) -> list[list[Example]]:
    return list(course(rows, Larder(KNOWLEDGE, ADDED), diet))  # type: ignore[arg-type]


def own(found: Sequence[Sequence[Example]]) -> list[Sequence[Example]]:
    """Without the mismatched ones."""
    return [examples for examples in found if examples[0].name != "mismatch"]


def prompt(examples: Sequence[Example]) -> str:
    return examples[0].reading.prompt[-1].content


def test_the_same_seed_gives_the_same_course() -> None:
    assert taken(DIET) == taken(DIET)
    assert taken(DIET) != taken(replace(DIET, seed=2))


@pytest.mark.parametrize("epochs", [0.5, 1.0, 2.5])
def test_every_epoch_takes_each_answer_once(epochs: float) -> None:
    found = own(taken(replace(DIET, epochs=epochs, added=0.0)))
    assert len(found) == round(epochs * len(ROWS))
    times = Counter(map(prompt, found))
    assert set(times.values()) <= {int(epochs), int(epochs + 0.5)}


def test_of_what_is_many_only_some_is_read() -> None:
    for examples in own(taken(replace(DIET, levels=1, kinds=4, parts=2, added=0.0))):
        asked = Counter(example.task for example in examples)
        assert asked["level"] <= 1
        assert asked["kind"] == 4
        assert asked["part"] <= 2


def test_the_level_of_what_was_asked_about_is_always_read() -> None:
    rated = [row for row in ROWS if row.answer.criterion in row.rated and len(row.rated) > 1]
    read = taken(replace(DIET, tasks=("level",), levels=1, added=0.0), rated)
    assert len(rated) > 10
    assert sorted(one.name for (one,) in read) == sorted(row.answer.criterion for row in rated)


def test_of_other_criteria_one_that_was_heard_is_always_read() -> None:
    quiet = [TeamLevel(THEIRS.model_copy(update={"id": f"quiet{n}"}), (0,)) for n in range(9)]
    team = {row.answer.id: [*quiet, TeamLevel(THEIRS, (4,))] for row in ROWS if row.depth is not None}
    rows = [row for row in ROWS if row.depth is not None and row.answer.criterion in row.rated]
    bare = [Labelled(row.answer, tuple(_only(label, row.answer.criterion) for label in row.labels)) for row in rows]
    diet = replace(DIET, tasks=("level",), levels=2, added=0.0)
    for examples in course(bare, Larder(KNOWLEDGE, (), team), diet):
        assert sorted(example.name == THEIRS.id for example in examples) == [False, True]


def _only(label: Label, criterion: str) -> Label:
    return label.model_copy(update={"criteria": {criterion: label.criteria.get(criterion, 0)}})


def test_criteria_of_other_teams_are_read_among_our_own() -> None:
    team = {row.answer.id: [TeamLevel(THEIRS, (0, 4))] for row in ROWS if row.depth is not None}
    found = [
        example
        for examples in own(list(course(ROWS, Larder(KNOWLEDGE, (), team), replace(DIET, levels=99, added=0.0))))
        for example in examples
        if example.name == THEIRS.id
    ]
    assert len(found) == len(team) > 10
    halves = tuple((one + other) / 2 for one, other in zip(level_target(0), level_target(4), strict=True))
    assert {example.target for example in found} == {halves}
    assert all("Care for soil" in example.reading.prompt[-1].content for example in found)


def test_kinds_and_levels_differ_between_epochs() -> None:
    names = {
        tuple(example.name for example in examples if example.task == "kind")
        for examples in own(taken(replace(DIET, epochs=8.0, added=0.0, mismatch_every=99), ROWS[:2]))
    }
    assert len(names) > 2


def test_some_scored_answers_have_words_added_and_no_kind_asked() -> None:
    found = own(taken(replace(DIET, added=1.0)))
    with_words = [examples for examples in found if any(text in prompt(examples) for text in ADDED)]
    assert len(with_words) == sum(row.depth is not None for row in ROWS)
    assert not any(example.task == "kind" for examples in with_words for example in examples)
    assert not any(text in prompt(examples) for examples in own(taken(replace(DIET, added=0.0))) for text in ADDED)
