"""Answers written for contrast: one genuine thing more, one content in other styles, one answer at two stages."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import combinations

import numpy as np

from assistant.judging.labelled import Contrast, Labelled
from evals.judge.baselines import ON_LEVELS, ScoresOf
from evals.judge.bench import Bench, depths, labels, questions, told
from evals.statistics import Array, Figure, mean_by, mean_with_interval, share, share_by
from evals.tables import Table

Pair = tuple[Labelled, Labelled]
Scores = Callable[[Sequence[Labelled]], Array]
SAME = 0.5
MOVES = 0.05
"""A difference of two scores below it is none."""


def tables(bench: Bench) -> Iterator[Table]:
    """Minimal pairs, styles, stages."""
    yield _minimal_pairs(bench)
    yield from _styles(bench, "style", "one content told in several styles")
    yield from _styles(bench, "emptiness", "one emptiness told in several styles and lengths")
    yield _stages(bench)


def _groups(rows: Iterable[Labelled], contrast: Contrast) -> list[list[Labelled]]:
    found = defaultdict(list)
    for row in rows:
        if row.answer.contrast == contrast and row.answer.group:
            found[row.answer.group].append(row)
    return [members for members in found.values() if len(members) > 1]


def _minimal_pairs(bench: Bench) -> Table:
    pairs = [_ordered(members) for members in _groups(bench.rows, "pair")]
    heard = [_rise(*pair) for pair in pairs]
    found = [float(np.subtract(*depths(bench.of(pair)))) for pair in pairs]
    every = [(pair, rise, own) for pair, rise, own in zip(pairs, heard, found, strict=True) if rise is not None]
    sure = [each for each in every if each[1] >= SAME]
    lines = [_pair_line("judge", every), _pair_line("judge, where raters put half a level between them", sure)]
    for name, score in bench.baselines.items():
        own = [float(np.subtract(*score(told(pair)))) for pair, _, _ in every]
        lines.append(_pair_line(name, [(pair, rise, one) for (pair, rise, _), one in zip(every, own, strict=True)]))
    for kind in sorted({_added(pair) for pair, _, _ in every}):
        lines.append(_pair_line(f"judge, added: {kind}", [each for each in every if _added(each[0]) == kind]))
    return Table(
        "Minimal pairs: one genuine thing in place of as many empty words",
        ("scored by", "pairs", "put higher", "put lower", "raters put it higher", "mean rise", "raters' mean rise"),
        tuple(lines),
        f"The rest of the two answers is the same to the letter. Put higher or lower: by more than {MOVES:g}.",
    )


def _added(pair: Pair) -> str:
    return (pair[0].answer.variant or "").removeprefix("with: ")


def _ordered(members: Sequence[Labelled]) -> Pair:
    """The one with, the one without."""
    first, second = sorted(members, key=lambda row: not (row.answer.variant or "").startswith("with:"))[:2]
    return first, second


def _rise(deeper: Labelled, other: Labelled) -> float | None:
    return None if deeper.depth is None or other.depth is None else deeper.depth - other.depth


def _pair_line(title: str, every: Sequence[tuple[Pair, float | None, float]]) -> tuple[object, ...]:
    found, heard = np.array([own for _, _, own in every]), np.array([rise for _, rise, _ in every], dtype=float)
    groups = questions([pair[0] for pair, _, _ in every])
    higher, lower, raters = (share_by(column, groups) for column in (found > MOVES, found < -MOVES, heard > 0))
    means = ("–", "–") if not every else (f"{found.mean():+.2f}", f"{heard.mean():+.2f}")
    return title, len(every), higher, lower, raters, *means


def _styles(bench: Bench, contrast: Contrast, what: str) -> Iterator[Table]:
    """Differences within one content: between any two, and of a style from the mean of its group."""
    groups = [[row for row in members if row.depth is not None] for members in _groups(bench.rows, contrast)]
    groups = [members for members in groups if len(members) > 1]
    alike = [members for members in groups if np.ptp(labels(members)) < SAME]

    def judge(members: Sequence[Labelled]) -> Array:
        return depths(bench.of(members))

    methods: dict[str, Scores] = {"judge": judge, "raters": labels}
    methods |= {name: partial(_scored_by, score) for name, score in bench.baselines.items() if name in ON_LEVELS}
    yield Table(
        f"Style: {what}, mean |difference| of two",
        ("scored by", f"all {len(groups)}", f"{len(alike)} to which raters gave one depth"),
        tuple((name, _between(groups, scores), _between(alike, scores)) for name, scores in methods.items()),
    )
    own, known = _offsets(groups, judge), _offsets(groups, labels)
    yield Table(
        f"Style: {what}, signed difference from their mean",
        ("style", "answers", "judge", "raters"),
        tuple(
            (style, len(own[style]), mean_with_interval(np.array(own[style])), f"{np.mean(known[style]):+.2f}")
            for style in sorted(own)
        ),
    )


def _scored_by(score: ScoresOf, members: Sequence[Labelled]) -> Array:
    return score(told(members))


def _offsets(groups: Sequence[Sequence[Labelled]], scores: Scores) -> dict[str, list[float]]:
    found = defaultdict(list)
    for members in groups:
        values = scores(members)
        for row, value in zip(members, values - values.mean(), strict=True):
            found[row.answer.style].append(float(value))
    return found


def _between(groups: Sequence[Sequence[Labelled]], scores: Scores) -> Figure | str:
    """Mean difference of any two of a group, resampled by question."""
    names, found = list[str](), list[float]()
    for members in groups:
        apart = [abs(one - other) for one, other in combinations(scores(members), 2)]
        names += questions(members[:1]) * len(apart)
        found += apart
    return mean_by(np.array(found), names) if found else "–"


def _stages(bench: Bench) -> Table:
    """The same answer to the same question asked at two stages; mostly other raters heard it at the other."""
    pairs = bench.made_of_others("stage")
    rises = [(_rise(*pair), float(np.subtract(*depths(bench.of(pair))))) for pair in pairs]
    heard = [(rise, own) for rise, own in rises if rise is not None]
    differ = [(rise, own) for rise, own in heard if rise]
    agree = sum(rise * own > 0 and abs(own) >= MOVES for rise, own in differ)
    against = sum(rise * own < 0 and abs(own) >= MOVES for rise, own in differ)
    still = sum(abs(own) < MOVES for rise, own in heard if not rise)
    return Table(
        "Stage: the same answer asked at two stages",
        ("what", "share"),
        (
            (
                "raters say different depths",
                share(len(differ), len(heard)),
            ),
            ("of those, the judge moves the same way", share(agree, len(differ))),
            ("of those, the judge moves the other way", share(against, len(differ))),
            ("raters see none, and the judge neither", share(still, len(heard) - len(differ))),
        ),
        f"{len(pairs)} pairs, {len(heard)} scored at both; the judge moves where it differs by {MOVES:g} or more. "
        "Two raters of one answer at one stage say different depths of about one in six.",
    )
