"""What is read in which order: every answer once an epoch, with some of its readings, drawn anew each time.

Bearing and depth are read of every answer; of the criteria, the nine kinds of evidence and the parts only some, for
they are many and alike. Some answers have empty words added, and some stand under a question they do not answer.
"""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.judging.labelled import Labelled
from finetune.additions import with_additions
from finetune.examples import Example, Task, examples_of_all, mismatched
from knowledge.types import Knowledge

TASKS: tuple[Task, ...] = ("bearing", "depth", "level", "kind", "part")


@dataclass(frozen=True)
class Diet:
    """How much of what: readings of a sort per answer, share of answers added to, answers per mismatch."""

    tasks: tuple[Task, ...] = TASKS
    levels: int = 2
    kinds: int = 2
    parts: int = 2
    added: float = 0.33
    mismatch_every: int = 6
    epochs: float = 2.0
    seed: int = 1


def course(
    rows: Sequence[Labelled], knowledge: Knowledge, additions: Sequence[str], diet: Diet
) -> Iterator[list[Example]]:
    """The readings of one answer after another; the same for the same seed."""
    chosen = random.Random(diet.seed)
    scored = [row for row in rows if row.depth is not None]
    for epoch in range(math.ceil(diet.epochs)):
        order = chosen.sample(rows, len(rows))
        for number, row in enumerate(order[: round(len(rows) * min(1.0, diet.epochs - epoch))]):
            yield _readings(row, knowledge, additions, diet, chosen)
            if "bearing" in diet.tasks and number % diet.mismatch_every == 0 and row.depth is not None:
                yield [mismatched(row, scored, knowledge.stages, chosen)]


def _readings(
    row: Labelled, knowledge: Knowledge, additions: Sequence[str], diet: Diet, chosen: random.Random
) -> list[Example]:
    """Added words may claim a kind of evidence that raters did not hear, so kinds are not asked about beside them."""
    tasks = diet.tasks
    if row.depth is not None and chosen.random() < diet.added:
        row, tasks = with_additions(row, additions, chosen), tuple(task for task in tasks if task != "kind")
    found = examples_of_all(row, knowledge.criteria, knowledge.stages, tasks)
    most = {"level": diet.levels, "kind": diet.kinds, "part": diet.parts}
    return [
        example
        for task in tasks
        for some in ([example for example in found if example.task == task],)
        for example in (chosen.sample(some, min(most[task], len(some))) if task in most else some)
    ]
