"""A bench of few answers, whose judge hears catchwords and nothing else."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from assistant.judging.labelled import Answer, Label, Labelled, Split, Splits
from assistant.types import UnscoredReason
from evals.judge.bench import Bench
from tests.assistant.conftest import NewJudge, knowledge, new_judge, store
from tests.fakes import Rule
from tests.knowledge.conftest import Remembering, remembering

__all__ = ["knowledge", "new_judge", "remembering", "store"]
NewBench = Callable[..., Bench]
DEEP = (
    "I wrote the split by customer. Compared with the rule recall rose nine percent. It broke once because labels came "
    "late. We spoke about it. Then we had lunch and talked about the weather for a while."
)
HOLLOW = (
    "We had a robust platform. Our ways were best practices and seamless. Everybody was happy with it in the end, I "
    "would say. We spoke about it. Then we had lunch and talked about the weather for a while."
)


def row(name: str, answer: str, *depths: int | None, **of: Any) -> Labelled:
    """An answer with one label per depth; null stands for one that was declined."""
    values: dict[str, Any] = {
        "id": name,
        "writer": "w",
        "domain": "d",
        "split": "test",
        "question_id": f"q-{name}",
        "criterion": "evaluation",
        "stage": "scale",
        "question": "How did you know that it was good?",
        "answer": answer,
        "aim": 3,
        "style": "plain",
    }
    return Labelled(Answer(**(values | of)), tuple(label(name, f"r{n}", depth) for n, depth in enumerate(depths)))


def label(name: str, rater: str, depth: int | None) -> Label:
    """One rater's."""
    return Label(
        id=name,
        rater=rater,
        reason=None if depth else UnscoredReason.DECLINED,
        depth=depth,
        criteria={"evaluation": depth or 0},
        evidence=(),
        vague=(),
        terms=(),
    )


def taught() -> list[Labelled]:
    """Training answers for what is fitted."""
    return [
        row(f"t{n}", f"{text} Told for the {n}th time.", depth, split="train", question_id=f"t{n}")
        for n, (text, depth) in enumerate([(DEEP, 5), (HOLLOW, 1)] * 3)
    ]


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Intervals are drawn quickly; nothing here looks at them."""
    monkeypatch.setattr("evals.statistics.RESAMPLES", 10)


@pytest.fixture
def new_bench(new_judge: NewJudge, remembering: Remembering) -> NewBench:
    """A bench of these rows on an engine with these rules."""

    def make(rows: Sequence[Labelled], *rules: Rule, split: Split = "test") -> Bench:
        judge, fake = new_judge(*rules)
        engine = fake.engine()
        splits = Splits(held_criteria=("mathematics",), held_domains=("games",), sha256={})
        return Bench(judge, engine, engine, remembering, split, (*rows, *taught()), splits)

    return make
