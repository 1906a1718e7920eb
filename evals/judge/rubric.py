"""Does the judge read the rubric: the right criterion, reversed anchors, one constant criterion, other teams' criteria.

Each answer is judged by rubrics of one criterion each, as a team's own rubric is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from assistant.judging.labelled import Labelled
from assistant.judging.readings import DESCRIPTION_WORDS
from assistant.judging.teams import TeamCriterion, TeamLevel, read_team
from assistant.types import Judgement
from evals.judge.baselines import LOWEST, ON_LEVELS
from evals.judge.bench import Bench, item_of, questions, told
from evals.judge.evidence import level_agreement, with_own_level
from evals.statistics import Array, agreement, quadratic_kappa, share_by, with_interval
from evals.tables import Table
from knowledge.types import Criterion, Rubric, RubricCriterion

OVERALL = RubricCriterion(
    id="overall",
    name="Overall",
    description="How good the answer is overall.",
    levels=("Very poor.", "Poor.", "Fair.", "Good.", "Very good."),
)
Pair = tuple[Labelled, str]
"""An answer, and a criterion that its raters were asked about."""
CONSTANT = Rubric(id="one", criteria=(OVERALL,))


def tables(bench: Bench) -> Iterator[Table]:
    """Levels under each rubric against the raters' level, and what is left unscored."""
    yield _asked(bench)
    pairs = [(row, name) for row in bench.plain for name in row.rated]
    criteria = bench.judge.knowledge.criteria
    found = _by(bench, [row for row, _ in pairs], [_rubric(criteria[name], criteria[name].levels) for _, name in pairs])
    yield _every(bench, pairs, found)
    yield _addressed(bench, pairs, found)
    team = read_team(bench.split)
    if said := [(row, one) for row in bench.plain for one in team.get(row.answer.id, ())]:
        yield _teams(bench, said)


def _asked(bench: Bench) -> Table:
    """The criterion that was asked about, by four rubrics of one criterion."""
    rows = with_own_level(bench)
    own = [bench.judge.knowledge.criteria[row.answer.criterion] for row in rows]
    ways = (
        ("right criterion", _scores(_by(bench, rows, [_rubric(c, c.levels) for c in own]))),
        ("anchors reversed", _scores(_by(bench, rows, [_rubric(c, c.levels[::-1]) for c in own]))),
        ("one constant criterion, “overall”", _scores(_by(bench, rows, [CONSTANT] * len(rows)))),
        *((f"none: {name}", score(told(rows))) for name, score in bench.baselines.items() if name in ON_LEVELS),
    )
    return Table(
        "Does it read the rubric: the criterion asked about",
        ("rubric", "answers", "Spearman with the raters' level", "quadratic kappa"),
        tuple((name, len(rows), *level_agreement(rows, scores)) for name, scores in ways),
        f"A criterion's name and the first {DESCRIPTION_WORDS} words of its description are read, and which evidence "
        "its highest anchor asks for; that the order of the anchors is not read shows where they are reversed. Left "
        "unscored counts as the lowest. The questions stand in the bank, which says what is asked about.",
    )


def _every(bench: Bench, pairs: Sequence[Pair], found: Sequence[Judgement]) -> Table:
    """Every criterion that raters were asked about, each as a rubric of its own, against one for all."""
    rows = [row for row, _ in pairs]
    once = list({row.answer.id: row for row in rows}.values())
    of_one = dict(zip([row.answer.id for row in once], _scores(_by(bench, once, [CONSTANT] * len(once))), strict=True))
    levels = np.array([LOWEST if (level := row.level(name)) is None else level for row, name in pairs])
    ways = (
        ("right criterion", _scores(found)),
        ("one constant criterion, “overall”", np.array([of_one[row.answer.id] for row in rows])),
    )
    groups = questions(rows)
    return Table(
        "Does it read the rubric: every criterion rated",
        ("rubric", "pairs", "Spearman with the raters' level", "quadratic kappa"),
        tuple((name, len(pairs), *agreement(groups, levels, scores)) for name, scores in ways),
        "The criterion asked about, one near to it and one drawn; not addressed counts as the lowest, for raters as "
        "for the judge.",
    )


def _addressed(bench: Bench, pairs: Sequence[Pair], found: Sequence[Judgement]) -> Table:
    """Every criterion that raters were asked about, as a rubric of its own."""
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
        for title, which in (("all", heard | ~heard), ("kept from training", held))
    ]
    return Table(
        "Does it know what an answer speaks to",
        ("criteria", "scored where raters heard it", "`not_addressed` where they did not"),
        tuple(lines),
        f"{len(pairs)} pairs of answer and criterion; {int(heard.sum())} heard. On the validation split, this "
        "was fitted on these pairs.",
    )


def _teams(bench: Bench, said: Sequence[tuple[Labelled, TeamLevel]]) -> Table:
    """Criteria in the words of other teams, none of which was in training, each as a rubric of its own."""
    found = _by(bench, [row for row, _ in said], [_rubric(one.criterion, OVERALL.levels) for _, one in said])
    groups = questions([row for row, _ in said])
    levels = np.array([one.level or LOWEST for _, one in said])
    heard = np.array([one.level is not None for _, one in said])
    scored = np.array([one.criteria[0].score is not None for one in found])
    asked = np.array(groups)
    return Table(
        "Criteria of other teams, kept from training",
        ("what", "figure"),
        (
            ("pairs of answer and criterion, heard", f"{len(said)}, {int(heard.sum())}"),
            ("quadratic kappa with the rater's level", with_interval(quadratic_kappa, groups, levels, _scores(found))),
            ("scored where the rater heard it", share_by(scored[heard], asked[heard])),
            ("`not_addressed` where the rater did not", share_by(~scored[~heard], asked[~heard])),
        ),
        f"Their names and the first {DESCRIPTION_WORDS} words of their descriptions are read; these criteria were for "
        "no answer of another split. Not addressed counts as the lowest, for raters as for the judge. On the "
        "validation split, what is addressed was fitted on these pairs.",
    )


def _by(bench: Bench, rows: Sequence[Labelled], rubrics: Sequence[Rubric]) -> list[Judgement]:
    return bench.judged(replace(item_of(row), rubric=rubric) for row, rubric in zip(rows, rubrics, strict=True))


def _scores(judged: Sequence[Judgement]) -> Array:
    """The one criterion's score [N]; left unscored counts as the lowest."""
    found = [one.criteria[0].score for one in judged]
    return np.array([LOWEST if score is None else score for score in found])


def _rubric(criterion: Criterion | TeamCriterion, levels: tuple[str, ...]) -> Rubric:
    own = RubricCriterion(id=criterion.id, name=criterion.name, description=criterion.description, levels=levels)
    return Rubric(id="one", criteria=(own,))
