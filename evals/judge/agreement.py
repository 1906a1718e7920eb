"""Does the depth agree with raters: on seen kinds of work, on criteria and a domain never trained on, and pairwise."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from assistant.judging.labelled import Labelled
from evals.judge.baselines import ON_LEVELS, untrained, word_counts
from evals.judge.bench import Bench, depths, labels, questions, told
from evals.statistics import Array, Figure, mean_by, partial_spearman, quadratic_kappa, spearman, with_interval
from evals.tables import Table

ALIKE = 1.2
DEEP, SHALLOW = 4.0, 2.0


def tables(bench: Bench) -> Iterator[Table]:
    """Agreement on each set of answers, and deep over shallow."""
    every = _methods(bench)
    for title, rows in _sets(bench):
        if rows:
            yield _agreement(title, rows, {name: _among(scores, bench.plain, rows) for name, scores in every.items()})
    yield _pairs(bench.plain, every)
    yield Table("Versions", ("what", "which"), tuple(next(iter(bench.said.values())).versions.model_dump().items()))


def _sets(bench: Bench) -> Iterator[tuple[str, list[Labelled]]]:
    held, away = bench.splits.held_criteria, bench.splits.held_domains
    unseen = [row for row in bench.plain if row.answer.criterion in held]
    elsewhere = [row for row in bench.plain if row.answer.domain in away]
    own = [row for row in bench.plain if row not in unseen and row not in elsewhere]
    yield "Depth: unseen questions and writers, criteria and domains as in training", own
    yield f"Depth: criteria kept from training ({', '.join(held)})", unseen
    yield f"Depth: a domain kept from training ({'; '.join(away)})", elsewhere


def _methods(bench: Bench) -> dict[str, Array]:
    """Scores of the plain answers by the judge and all that it is compared with."""
    bare, texts = untrained(bench.engine, bench.reads, bench.plain), told(bench.plain)
    return {
        "judge": depths(bench.of(bench.plain)),
        **({} if bare is None else {"untrained base": bare}),
        **{name: score(texts) for name, score in bench.baselines.items()},
    }


def _among(scores: Array, every: Sequence[Labelled], rows: Sequence[Labelled]) -> Array:
    wanted = {row.answer.id for row in rows}
    return scores[[row.answer.id in wanted for row in every]]


def _agreement(title: str, rows: Sequence[Labelled], every: Mapping[str, Array]) -> Table:
    known, groups, words = labels(rows), questions(rows), word_counts(told(rows))
    lines = [_line(name, scores, known, words, groups) for name, scores in every.items()]
    return Table(
        title,
        ("method", "Spearman", "length held constant", "quadratic kappa"),
        (*lines, ("one rater against the other", *_raters(rows))),
        f"{len(rows)} answers to {len(set(groups))} questions, {len({row.answer.writer for row in rows})} writers; "
        "raters and writers are language models. A bare base without five levels among its likely replies says none.",
    )


def _line(name: str, scores: Array, known: Array, words: Array, groups: Sequence[str]) -> tuple[object, ...]:
    kappa = with_interval(quadratic_kappa, groups, known, scores) if name in ON_LEVELS else "–"
    held = "–" if name == "word count" else with_interval(partial_spearman, groups, known, scores, words)
    return name, with_interval(spearman, groups, known, scores), held, kappa


def _raters(rows: Sequence[Labelled]) -> tuple[Figure | str, Figure | str, Figure | str]:
    """The first two raters, before a third settled anything."""
    both = [row for row in rows if len(row.labels) > 1 and row.labels[0].depth and row.labels[1].depth]
    if not both:
        return "–", "–", "–"
    groups, words = questions(both), word_counts(told(both))
    first, second = (np.array([row.labels[i].depth for row in both], dtype=float) for i in (0, 1))
    return (
        with_interval(spearman, groups, first, second),
        with_interval(partial_spearman, groups, first, second, words),
        with_interval(quadratic_kappa, groups, first, second),
    )


def _pairs(rows: Sequence[Labelled], every: Mapping[str, Array]) -> Table:
    """Share of pairs on one question, alike in length, whose deep answer scores higher; a tie is half a win."""
    pairs = list(_matched(rows))
    groups = [rows[deep].answer.question_id for deep, _ in pairs]
    lines = []
    for name, scores in every.items():
        wins = np.array([_win(scores[deep], scores[shallow]) for deep, shallow in pairs])
        lines.append((name, mean_by(wins, groups) if pairs else "–"))
    return Table(
        "Deep over shallow, alike in length",
        ("method", "share of pairs in order"),
        tuple(lines),
        f"{len(pairs)} pairs of answers to {len(set(groups))} questions: raters' depth at least {DEEP:g} against at "
        f"most {SHALLOW:g}, neither more than {ALIKE:g} times as long as the other.",
    )


def _matched(rows: Sequence[Labelled]) -> Iterator[tuple[int, int]]:
    asked = defaultdict(list)
    for number, row in enumerate(rows):
        asked[row.answer.question_id].append(number)
    lengths, known = word_counts(told(rows)), labels(rows)
    for members in asked.values():
        for one, other in combinations(members, 2):
            deep, shallow = (one, other) if known[one] > known[other] else (other, one)
            alike = max(lengths[one], lengths[other]) <= ALIKE * min(lengths[one], lengths[other])
            if alike and known[deep] >= DEEP and known[shallow] <= SHALLOW:
                yield deep, shallow


def _win(deep: float, shallow: float) -> float:
    return 1.0 if deep > shallow else 0.5 if deep == shallow else 0.0
