"""Does the judge read the rubric: the right criterion, an unrelated one, reversed anchors, one constant criterion.

Each answer is judged four times by a rubric of one criterion, as a team's own rubric is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from assistant.judging.labelled import Labelled
from assistant.types import Judgement
from evals.judge.baselines import LOWEST, ON_LEVELS
from evals.judge.bench import Bench, item_of, questions, told
from evals.judge.evidence import drawn, level_agreement, read_levels, with_own_level
from evals.statistics import Array, share_by
from evals.tables import Table
from knowledge.types import Criterion, Rubric, RubricCriterion

OVERALL = RubricCriterion(
    id="overall",
    name="Overall",
    description="How good the answer is overall.",
    levels=("Very poor.", "Poor.", "Fair.", "Good.", "Very good."),
)
CONSTANT = Rubric(id="one", criteria=(OVERALL,))


def tables(bench: Bench) -> Iterator[Table]:
    """Levels under each rubric against the raters' level, and what is left unscored."""
    rows = with_own_level(bench)
    read, criteria = drawn(rows), bench.judge.knowledge.criteria
    own = [criteria[row.answer.criterion] for row in rows]
    ways = (
        ("right criterion", rows, _scores(_by(bench, rows, [_rubric(c) for c in own]))),
        ("anchors reversed", rows, _scores(_by(bench, rows, [_rubric(c, reverse=True) for c in own]))),
        ("one constant criterion, “overall”", rows, _scores(_by(bench, rows, [CONSTANT] * len(rows)))),
        *((f"none: {name}", rows, score(told(rows))) for name, score in bench.baselines.items() if name in ON_LEVELS),
        ("level read, which judge 1 was not taught: right criterion", read, read_levels(bench, read)),
        ("level read, which judge 1 was not taught: anchors reversed", read, read_levels(bench, read, reverse=True)),
    )
    yield Table(
        "Does it read the rubric",
        ("rubric", "answers", "Spearman with the raters' level", "quadratic kappa"),
        tuple((name, len(some), *level_agreement(some, scores)) for name, some, scores in ways),
        "A judge that reads anchors ranks the other way where they are reversed; levels computed from evidence cannot."
        " Left unscored counts as the lowest. The questions stand in the bank, which says what is asked about.",
    )
    yield _addressed(bench)


def _addressed(bench: Bench) -> Table:
    """Every criterion that raters were asked about, as a rubric of its own."""
    criteria = bench.judge.knowledge.criteria
    pairs = [(row, name) for row in bench.plain for name in row.rated]
    found = _by(bench, [row for row, _ in pairs], [_rubric(criteria[name]) for _, name in pairs])
    heard = np.array([row.level(name) is not None for row, name in pairs])
    said = np.array([one.criteria[0].score is not None for one in found])
    asked = np.array(questions([row for row, _ in pairs]))
    held = np.array([name in bench.splits.held_criteria for _, name in pairs])
    lines = [
        (
            title,
            share_by(said[heard & which], asked[heard & which]),
            share_by(~said[~heard & which], asked[~heard & which]),
        )
        for title, which in (("all", heard | ~heard), ("never in training", held))
    ]
    return Table(
        "Does it know what an answer speaks to",
        ("criteria", "scored where raters heard it", "`not_addressed` where they did not"),
        tuple(lines),
        f"{len(pairs)} pairs of answer and criterion; {int(heard.sum())} heard.",
    )


def _by(bench: Bench, rows: Sequence[Labelled], rubrics: Sequence[Rubric]) -> list[Judgement]:
    return bench.judged(replace(item_of(row), rubric=rubric) for row, rubric in zip(rows, rubrics, strict=True))


def _scores(judged: Sequence[Judgement]) -> Array:
    """The one criterion's score [N]; left unscored counts as the lowest."""
    found = [one.criteria[0].score for one in judged]
    return np.array([LOWEST if score is None else score for score in found])


def _rubric(criterion: Criterion, reverse: bool = False) -> Rubric:
    levels = criterion.levels[::-1] if reverse else criterion.levels
    own = RubricCriterion(id=criterion.id, name=criterion.name, description=criterion.description, levels=levels)
    return Rubric(id="one", criteria=(own,))
