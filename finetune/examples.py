"""Labelled answers as readings with targets: what the model is asked, and how likely each label should be.

Targets are distributions over the labels: a rater's neighbour level is a smaller mistake than a far one, and a part
that gives two kinds of evidence has two right labels.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.judging.labelled import Label, Labelled
from assistant.judging.parts import Part, split_parts
from assistant.judging.readings import BEARING_LABELS, KINDS, PART_LABELS, STATUS_LABELS, ExchangeText, Reading
from assistant.judging.teams import TeamLevel
from assistant.types import UnscoredReason
from knowledge.types import Criterion, Stage

Task = Literal["bearing", "kind", "part", "level", "depth"]
NEIGHBOUR = 0.12
BEARING = {None: "Y", UnscoredReason.DECLINED: "D", UnscoredReason.OFF_TOPIC: "Q", UnscoredReason.NOT_ADDRESSED: "Q"}
READABLE = {None, *BEARING, UnscoredReason.ECHO, UnscoredReason.TOO_THIN, UnscoredReason.GIBBERISH}


@dataclass(frozen=True)
class Example:
    """A reading and the probability that each of its labels should get."""

    task: Task
    name: str
    reading: Reading
    target: tuple[float, ...]


def exchange_text(row: Labelled, stages: Mapping[str, Stage]) -> ExchangeText:
    """An answer as the judge reads it."""
    return ExchangeText(stages[row.answer.stage].name, row.answer.question, row.answer.answer)


def examples_of(
    row: Labelled, label: Label, criteria: Mapping[str, Criterion], stages: Mapping[str, Stage], tasks: Sequence[Task]
) -> Iterator[Example]:
    """Every example of the wanted tasks that one rater's label of one answer gives."""
    text = exchange_text(row, stages)
    if "bearing" in tasks and label.reason in READABLE:
        yield Example("bearing", "", text.bearing(), one_hot(BEARING_LABELS, BEARING.get(label.reason, "N")))
    if "kind" in tasks:
        for kind in KINDS:
            yield Example("kind", kind, text.kind(kind), one_hot(STATUS_LABELS, str(label.status(kind))))
    if "part" in tasks:
        for part in split_parts(row.answer.answer):
            yield Example("part", "", text.part(row.answer.answer[: part.end]), part_target(part, label))
    if "level" in tasks:
        for name, level in sorted(label.criteria.items()):
            criterion = criteria[name]
            yield Example("level", name, text.level(criterion.name, criterion.description), level_target(level))
    if "depth" in tasks and label.depth is not None:
        yield Example("depth", "", text.depth(), around(label.depth, 5))


def examples_of_all(
    row: Labelled, criteria: Mapping[str, Criterion], stages: Mapping[str, Stage], tasks: Sequence[Task]
) -> list[Example]:
    """The examples of all labels of an answer; what several raters said of one reading is the mean of its targets."""
    found: dict[tuple[Task, str, Reading], list[Example]] = {}
    for label in row.labels:
        for example in examples_of(row, label, criteria, stages, tasks):
            found.setdefault((example.task, example.name, example.reading), []).append(example)
    return [replace(said[0], target=_mean([example.target for example in said])) for said in found.values()]


def _mean(targets: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    return tuple(sum(shares) / len(targets) for shares in zip(*targets, strict=True))


def team_examples(row: Labelled, levels: Sequence[TeamLevel], stages: Mapping[str, Stage]) -> list[Example]:
    """Levels by criteria of other teams."""
    text = exchange_text(row, stages)
    return [
        Example(
            "level",
            own.criterion.id,
            text.level(own.criterion.name, own.criterion.description),
            _mean([level_target(level) for level in own.said]),
        )
        for own in levels
    ]


def level_target(level: int) -> tuple[float, ...]:
    """Shares of not addressed (0) and the levels 1 to 5."""
    return (1.0, *[0.0] * 5) if level == 0 else (0.0, *around(level, 5))


def mismatched(
    row: Labelled, others: Sequence[Labelled], stages: Mapping[str, Stage], chosen: random.Random
) -> Example:
    """An answer under a question on another criterion: it speaks of another matter."""
    other = chosen.choice([o for o in others if o.answer.criterion != row.answer.criterion])
    text = replace(exchange_text(row, stages), question=other.answer.question)
    return Example("bearing", "mismatch", text.bearing(), one_hot(BEARING_LABELS, "Q"))


def part_target(part: Part, label: Label) -> tuple[float, ...]:
    """Even shares among the kinds given in the part; otherwise a claim where one was marked; otherwise nothing."""
    overlaps = [entry for entry in label.evidence if _mostly_inside(entry.start, entry.end, part)]
    given = {entry.kind for entry in overlaps if entry.status == "given"}
    if given:
        return tuple(1 / len(given) if i < len(KINDS) and KINDS[i] in given else 0.0 for i in range(len(PART_LABELS)))
    claimed = bool(overlaps) or any(_mostly_inside(start, end, part) for start, end in label.vague)
    return one_hot(PART_LABELS, "V" if claimed else "N")


def _mostly_inside(start: int, end: int, part: Part) -> bool:
    """A span belongs to a part that holds at least a third of it, or three words' worth of characters."""
    inside = min(end, part.end) - max(start, part.start)
    return inside > 0 and (3 * inside >= end - start or inside >= 18)


def one_hot(labels: Sequence[str], right: str) -> tuple[float, ...]:
    """All probability on one label."""
    return tuple(float(label == right) for label in labels)


def around(level: int, levels: int) -> tuple[float, ...]:
    """Most probability on a level of 1..levels, `NEIGHBOUR` on each neighbour."""
    near = [number for number in (level - 1, level + 1) if 1 <= number <= levels]
    share = {level: 1 - NEIGHBOUR * len(near)} | dict.fromkeys(near, NEIGHBOUR)
    return tuple(share.get(number, 0.0) for number in range(1, levels + 1))
