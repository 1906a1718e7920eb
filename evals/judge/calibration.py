"""Do probabilities and intervals hold what they say."""

from collections.abc import Iterator

import numpy as np

from evals.judge.bench import Bench, questions
from evals.statistics import calibration_error, mean_by
from evals.tables import Table


def tables(bench: Bench) -> Iterator[Table]:
    """Probabilities of levels, and the 80 % intervals of the depth."""
    yield _levels(bench)
    yield _intervals(bench)


def _levels(bench: Bench) -> Table:
    """Each probability of each level of each criterion that both scored, against whether raters gave that level."""
    shares, right = [], []
    for row in bench.plain:
        for one in bench.said[row.answer.id].criteria:
            level = row.level(one.id) if one.id in row.rated else None
            if level is not None and one.probabilities is not None:
                shares.append(one.probabilities)
                right.append(_shares_of(level, len(one.probabilities)))
    if not shares:
        return Table("Probabilities of levels", ("what", "figure"), (), "Raters and judge scored no level together.")
    said, came = np.array(shares), np.array(right)
    confidence, hit = said.max(axis=1), came[np.arange(len(said)), said.argmax(axis=1)]
    return Table(
        "Probabilities of levels",
        ("what", "figure"),
        (
            ("calibration error of the most probable level", f"{calibration_error(confidence, hit):.3f}"),
            ("calibration error over all levels", f"{calibration_error(said.ravel(), came.ravel()):.3f}"),
            ("mean probability of the most probable level", f"{confidence.mean():.2f}"),
            ("how often raters gave it", f"{hit.mean():.2f}"),
        ),
        f"{len(said)} levels of the seen and unseen criteria that raters and judge both scored; ten bins of equal "
        "width. A median between two levels counts half for each.",
    )


def _shares_of(level: float, levels: int) -> list[float]:
    low, high = int(np.floor(level)), int(np.ceil(level))
    return [((number == low) + (number == high)) / 2 for number in range(1, levels + 1)]


def _intervals(bench: Bench) -> Table:
    """How often a rater's depth falls into the interval; a half of a level counts as it stands."""
    lines = []
    for title, which in (("the raters' depth", None), ("the second rater's depth", 1)):
        pairs = [
            (row, depth, interval)
            for row in bench.plain
            if (interval := bench.said[row.answer.id].depth_interval) is not None
            and (depth := row.depth if which is None else row.labels[which].depth if len(row.labels) > which else None)
        ]
        inside = np.array([interval[0] <= depth <= interval[1] for _, depth, interval in pairs], dtype=float)
        width = np.array([interval[1] - interval[0] for _, _, interval in pairs])
        groups = questions([row for row, _, _ in pairs])
        lines.append((title, len(pairs), mean_by(inside, groups), f"{width.mean():.2f}"))
    return Table("80 % intervals of the depth", ("of", "answers", "share inside", "mean width"), tuple(lines))
