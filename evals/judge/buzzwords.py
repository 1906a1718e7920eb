"""Buzzword load: does it rank answers as raters' terms do. Spans stand in the table of spans."""

from collections.abc import Iterator, Sequence

import numpy as np

from assistant.judging.buzzwords import FEWEST_TERMS
from assistant.judging.labelled import Label, Labelled
from evals.judge.baselines import by_form
from evals.judge.bench import Bench, questions, told
from evals.statistics import Figure, spearman, with_interval
from evals.tables import Table


def tables(bench: Bench) -> Iterator[Table]:
    """The judge's load against the raters', and two raters against each other."""
    rows = bench.plain
    heard = [(row, load, bench.said[row.answer.id]) for row in rows if (load := _mean_load(row)) is not None]
    kept = [(row, load, one.buzzword_load) for row, load, one in heard if one.buzzword_load is not None]
    if not kept:
        return
    groups = questions([row for row, _, _ in kept])
    known, found = (np.array(column, dtype=float) for column in zip(*[(a, b) for _, a, b in kept], strict=True))
    yield Table(
        "Buzzword load",
        ("what", "figure"),
        (
            ("Spearman, judge and raters", with_interval(spearman, groups, known, found)),
            ("Spearman, two raters", _raters([row for row, _, _ in kept])),
            *(
                (f"Spearman, {name}", with_interval(spearman, groups, known, score(told([row for row, _, _ in kept]))))
                for name, score in by_form().items()
            ),
            ("mean load, raters", f"{known.mean():.2f}"),
            ("mean load, judge", f"{found.mean():.2f}"),
            (
                "enough terms by the raters and not by the judge",
                f"{len(heard) - len(kept)} of {len(heard)}",
            ),
        ),
        f"{len(kept)} answers with a load by both; a load needs {FEWEST_TERMS} terms.",
    )


def _load(label: Label) -> float | None:
    dropped = sum(not term.unpacked for term in label.terms)
    return dropped / len(label.terms) if len(label.terms) >= FEWEST_TERMS else None


def _mean_load(row: Labelled) -> float | None:
    """Mean over the raters who heard enough terms."""
    loads = [load for label in row.labels if (load := _load(label)) is not None]
    return sum(loads) / len(loads) if loads else None


def _raters(rows: Sequence[Labelled]) -> Figure | str:
    both = [
        (row, first, second)
        for row in rows
        if len(row.labels) > 1
        and (first := _load(row.labels[0])) is not None
        and (second := _load(row.labels[1])) is not None
    ]
    if not both:
        return "–"
    one, other = (np.array(column, dtype=float) for column in zip(*[(a, b) for _, a, b in both], strict=True))
    return with_interval(spearman, questions([row for row, _, _ in both]), one, other)
