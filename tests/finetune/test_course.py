"""Every epoch sees each answer once, with some of its readings drawn anew, some answers with empty words added."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.judging.labelled import read_dataset
from finetune.course import Diet, course
from finetune.examples import Example
from knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()
ROWS = [r for r in read_dataset(Path(__file__).parents[2] / "finetune" / "datasets") if r.answer.split == "train"][::40]
ADDED = ("It was a great success in every respect.", "We are all about quality here.")
DIET = Diet(epochs=1.0)


def taken(diet: Diet, rows: Sequence[object] = ROWS) -> list[list[Example]]:
    return list(course(rows, KNOWLEDGE, ADDED, diet))  # type: ignore[arg-type]


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


def test_kinds_and_levels_differ_between_epochs() -> None:
    names = {
        tuple(example.name for example in examples if example.task == "kind")
        for examples in own(taken(replace(DIET, epochs=8.0, added=0.0, mismatch_every=99), ROWS[:2]))
    }
    assert len(names) > 2


def test_some_scored_answers_have_words_added_and_no_kind_asked() -> None:
    found = own(taken(replace(DIET, added=1.0)))
    scored = {row.answer.answer[:40] for row in ROWS if row.depth is not None}
    with_words = [examples for examples in found if any(text in prompt(examples) for text in ADDED)]
    assert len(with_words) == sum(row.depth is not None for row in ROWS)
    assert scored
    assert not any(example.task == "kind" for examples in with_words for example in examples)
    assert not any(text in prompt(examples) for examples in own(taken(replace(DIET, added=0.0))) for text in ADDED)
