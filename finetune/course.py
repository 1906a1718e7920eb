"""What is read in which order: every answer once an epoch, with some of its readings, drawn anew each time.

Bearing and depth are read of every answer; of the criteria, the nine kinds of evidence and the parts only some, for
they are many and alike. Some answers have empty words added, and some stand under a question they do not answer.
"""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.judging.labelled import Labelled
from assistant.judging.teams import LevelsByAnswer
from finetune.additions import with_additions
from finetune.examples import Example, Task, examples_of_all, mismatched, team_examples
from knowledge.types import Knowledge

TASKS: tuple[Task, ...] = ("bearing", "depth", "level", "kind", "part")


@dataclass(frozen=True)
class Diet:
    """How much of what: readings of a sort per answer, share of answers added to, answers per mismatch."""

    tasks: tuple[Task, ...] = TASKS
    levels: int = 4
    kinds: int = 2
    parts: int = 2
    added: float = 0.33
    mismatch_every: int = 3
    epochs: float = 2.0
    seed: int = 1


@dataclass(frozen=True)
class Larder:
    """What a course is made from besides the answers."""

    knowledge: Knowledge
    additions: Sequence[str] = ()
    team: LevelsByAnswer = field(default_factory=dict)


def course(rows: Sequence[Labelled], larder: Larder, diet: Diet) -> Iterator[list[Example]]:
    """The readings of one answer after another; the same for the same seed."""
    chosen = random.Random(diet.seed)
    scored = [row for row in rows if row.depth is not None]
    for epoch in range(math.ceil(diet.epochs)):
        order = chosen.sample(rows, len(rows))
        for number, row in enumerate(order[: round(len(rows) * min(1.0, diet.epochs - epoch))]):
            yield _readings(row, larder, diet, chosen)
            if "bearing" in diet.tasks and number % diet.mismatch_every == 0 and row.depth is not None:
                yield [mismatched(row, scored, larder.knowledge.stages, chosen)]


def _readings(row: Labelled, larder: Larder, diet: Diet, chosen: random.Random) -> list[Example]:
    """Added words may claim a kind of evidence that raters did not hear, so kinds are not asked about beside them."""
    tasks = diet.tasks
    if row.depth is not None and chosen.random() < diet.added:
        row, tasks = with_additions(row, larder.additions, chosen), tuple(task for task in tasks if task != "kind")
    knowledge = larder.knowledge
    found = examples_of_all(row, knowledge.criteria, knowledge.stages, tasks)
    if "level" in tasks:
        found += team_examples(row, larder.team.get(row.answer.id, ()), knowledge.stages)
    most = {"level": diet.levels, "kind": diet.kinds, "part": diet.parts}
    return [
        example
        for task in tasks
        for example in _some([example for example in found if example.task == task], most.get(task), row, chosen)
    ]


def _some(examples: Sequence[Example], most: int | None, row: Labelled, chosen: random.Random) -> Sequence[Example]:
    """At most so many, drawn; of levels always that of the criterion asked about, and one of another that was heard."""
    if most is None or len(examples) <= most:
        return examples
    mixed = chosen.sample(examples, len(examples))
    always = [example for example in mixed if example.name == row.answer.criterion]
    others = [example for example in mixed if example.name != row.answer.criterion]
    heard = [example for example in others if example.task == "level" and example.target[0] < 0.5][:1]
    rest = [example for example in others if example not in heard]
    return [*always, *heard, *rest][:most]
