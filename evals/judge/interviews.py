"""Whole interviews: how deep each exchange is, and which criteria it is put under, against blind raters.

Raters and judge read the exchanges that a reader divided the interviews into (`evals.interviews`).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from assistant.judging.judge import Item
from assistant.types import Judgement
from evals.interviews import FOLDER, Criteria, Rated, read_rated
from evals.judge.baselines import LOWEST, ON_LEVELS
from evals.judge.bench import Bench, depths
from evals.statistics import Array, Figure, agreement, mean_by, share_by
from evals.tables import Table


def tables(bench: Bench, folder: Path = FOLDER) -> Iterator[Table]:
    """Depth, criteria, and the mean of each interview."""
    if rated := read_rated(bench.split, folder):
        judged = bench.judged(Item(one.question, one.answer) for one in rated)
        yield _depths(bench, rated, judged)
        yield _criteria(rated, judged)
        yield _means(rated, judged)


def _depths(bench: Bench, rated: Sequence[Rated], judged: Sequence[Judgement]) -> Table:
    """The judge, other ways to score, and one rater against the other."""
    interviews, own = [one.interview for one in rated], np.array([one.depth for one in rated])
    answers = [one.answer for one in rated]
    ways: list[tuple[str, Array]] = [("judge", depths(judged))]
    ways += [(name, score(answers)) for name, score in bench.baselines.items() if name in ON_LEVELS]
    lines = [(name, *agreement(interviews, own, scores)) for name, scores in ways]
    first, second = (np.array([one.labels[at].depth or LOWEST for one in rated]) for at in (0, 1))
    lines.append(("one rater against the other", *agreement(interviews, first, second)))
    unscored = np.array([one.depth is None for one in judged])
    none = np.array([all(label.depth is None for label in one.labels) for one in rated])
    return Table(
        "Whole interviews: depth of an exchange",
        ("method", "Spearman", "quadratic kappa"),
        tuple(lines),
        f"{len(rated)} exchanges of {len(set(interviews))} interviews. Left unscored: {unscored[none].sum()} of "
        f"{none.sum()} that both raters call no answer, {unscored[~none].sum()} of the other {(~none).sum()}.",
    )


def _criteria(rated: Sequence[Rated], judged: Sequence[Judgement]) -> Table:
    """Which criteria count under an exchange: what is found of what was asked, and what is right of what counts."""
    both = [(one, _scored(said)) for one, said in zip(rated, judged, strict=True) if said.depth is not None]
    of_judge = [(one.interview, counted, one.asked, one.touched) for one, counted in both]
    of_rater = [
        (one.interview, first.asked, second.asked, second.asked | second.heard)
        for one in rated
        for first, second in [one.labels[:2]]
    ]
    return Table(
        "Whole interviews: criteria of an exchange",
        (
            *("by", "counted, of those asked about", "asked about or heard, of those counted"),
            *("exchanges without a right one", "counted an exchange"),
        ),
        (("judge", *_found(of_judge)), ("one rater against the other", *_found(of_rater))),
        f"{len(both)} exchanges that the judge scores. Asked about: as both raters say; heard: as either says.",
    )


def _found(cases: Sequence[tuple[str, Criteria, Criteria, Criteria]]) -> tuple[Figure, ...]:
    """Of (interview, counted, asked, touched): shares found and right, exchanges without a right one, mean counted."""
    found = [(interview, one in counted) for interview, counted, asked, _ in cases for one in asked]
    right = [(interview, one in touched) for interview, counted, _, touched in cases for one in counted]
    none = [(interview, not counted & touched) for interview, counted, _, touched in cases]
    many = np.array([float(len(counted)) for _, counted, _, _ in cases])
    return *(_share(pairs) for pairs in (found, right, none)), mean_by(many, [interview for interview, *_ in cases])


def _scored(judgement: Judgement) -> Criteria:
    return frozenset(criterion.id for criterion in judgement.criteria if criterion.score is not None)


def _share(pairs: Sequence[tuple[str, bool]]) -> Figure:
    return share_by([hit for _, hit in pairs], [interview for interview, _ in pairs])


def _means(rated: Sequence[Rated], judged: Sequence[Judgement]) -> Table:
    """The mean depth of each interview's exchanges."""
    lines = []
    for name in dict.fromkeys(one.interview for one in rated):
        own = [(one, said) for one, said in zip(rated, judged, strict=True) if one.interview == name]
        heard = [label.depth for one, _ in own for label in one.labels if label.depth is not None]
        said = [judgement.depth for _, judgement in own if judgement.depth is not None]
        lines.append((name, len(own), f"{np.mean(heard):.1f}", f"{np.mean(said):.1f}" if said else "–"))
    return Table(
        "Whole interviews: mean depth",
        ("interview", "exchanges", "raters", "judge"),
        tuple(lines),
        "What was not scored is left out of both means.",
    )
