"""Answers told in ways that nothing was trained on, and replies that only seem to answer: refused or not, how deep.

No judge is trained or calibrated on them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from assistant.judging.labelled import REFUSALS, Labelled, read_dataset
from assistant.types import Judgement
from evals.judge.bench import Bench, depths, item_of, labels
from evals.statistics import share
from evals.tables import Table


def tables(bench: Bench) -> Iterator[Table]:
    """The one table."""
    yield by_telling(bench, read_dataset(REFUSALS))


def by_telling(bench: Bench, rows: Sequence[Labelled]) -> Table:
    """A line for each way in which answers are told, and each reason why there is none."""
    kinds = defaultdict[str, list[tuple[Labelled, Judgement]]](list)
    for row, judgement in zip(rows, bench.judged(map(item_of, rows)), strict=True):
        kinds["none: " + row.reason.value if row.depth is None else row.answer.variant or ""].append((row, judgement))
    lines = []
    for kind, pairs in sorted(kinds.items()):
        own, judged = zip(*pairs, strict=True)
        unscored = share(sum(one.depth is None for one in judged), len(judged))
        scored = [one for one in judged if one.depth is not None]
        heard = "–" if own[0].depth is None else f"{labels(own).mean():.1f}"
        mean = f"{np.mean(depths(scored)):.1f}" if scored else "–"
        lines.append((kind, len(own), unscored, mean, heard))
    return Table(
        "Told in other ways, or no answer at all",
        ("answers", "number", "left unscored", "mean depth of those scored", "raters' mean depth"),
        tuple(lines),
        "Questions, writers and domains that stand nowhere else; two raters, who never differ in whether there is one.",
    )
