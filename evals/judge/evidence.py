"""Is the evidence heard where it is: status per kind, spans, levels computed from it against levels read directly."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from assistant.judging.labelled import ABSENT, CLAIMED, GIVEN, Label, Labelled
from assistant.judging.levels import expected
from assistant.judging.readings import ExchangeText, Reading
from assistant.types import EvidenceKind, Judgement, SpanKind
from evals.judge.baselines import LOWEST
from evals.judge.bench import Bench, depths, questions
from evals.statistics import Array, Figure, agreement, weighted_kappa
from evals.tables import Table

Spans = Sequence[tuple[int, int]]


def tables(bench: Bench) -> Iterator[Table]:
    """Kinds, spans, and the two ways to a level."""
    rows = [row for row in bench.rows if row.answer.contrast not in ("attack", "stage")]
    yield _status(rows, bench.of(rows))
    yield _spans(rows, bench.of(rows))
    yield _levels(bench)


def _status(rows: Sequence[Labelled], judged: Sequence[Judgement]) -> Table:
    """Absent, claimed, given: agreement with the first rater, beside what two raters agree on."""
    return Table(
        "Kinds of evidence: absent, claimed, given",
        ("kind", "answers that give it", "linear kappa", "two raters", "precision of given", "recall of given"),
        tuple(_status_line(kind, rows, judged) for kind in EvidenceKind),
        f"{len(rows)} answers. A kind is claimed where its words are there without the substance.",
    )


def _status_line(kind: EvidenceKind, rows: Sequence[Labelled], judged: Sequence[Judgement]) -> tuple[object, ...]:
    heard = np.array([row.labels[0].status(kind) for row in rows])
    found = np.array([_heard(kind, one) for one in judged])
    both = [row for row in rows if len(row.labels) > 1]
    first, second = (np.array([row.labels[i].status(kind) for row in both]) for i in (0, 1))
    theirs, ours = heard == GIVEN, found == GIVEN
    hits = int((theirs & ours).sum())
    precision, recall = hits / max(1, ours.sum()), hits / max(1, theirs.sum())
    kappas = (three_way(heard, found), three_way(first, second))
    return (kind.value, int(theirs.sum()), *(f"{figure:.2f}" for figure in (*kappas, precision, recall)))


def _heard(kind: EvidenceKind, judged: Judgement) -> int:
    return GIVEN if kind in judged.given else CLAIMED if kind in judged.claimed else ABSENT


def three_way(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Linear-weighted kappa of absent, claimed, given."""
    return weighted_kappa(one, other, range(3), "linear")


def _spans(rows: Sequence[Labelled], judged: Sequence[Judgement]) -> Table:
    """How much of the quoted text is the same: F1 over characters, all answers pooled."""
    lines = [
        _span_line("evidence given, any kind", rows, judged, given, lambda one: _quoted(one, "evidence")),
        _span_line("vague", rows, judged, lambda label: label.vague, lambda one: _quoted(one, "vague")),
        _span_line("buzzwords: terms not unpacked", rows, judged, dropped, lambda one: _quoted(one, "buzzword")),
        *(
            _span_line(f"given: {kind.value}", rows, judged, partial(given, kind=kind), partial(_giving, kind=kind))
            for kind in EvidenceKind
        ),
    ]
    return Table(
        "Spans: F1 over characters",
        ("spans", "judge and first rater", "two raters"),
        tuple(lines),
        "The judge quotes whole parts of an answer, raters the fewest words that carry it.",
    )


def _span_line(
    name: str,
    rows: Sequence[Labelled],
    judged: Sequence[Judgement],
    heard: Callable[[Label], Spans],
    found: Callable[[Judgement], Spans],
) -> tuple[str, str, str]:
    own = [(heard(row.labels[0]), found(one)) for row, one in zip(rows, judged, strict=True)]
    two = [(heard(row.labels[0]), heard(row.labels[1])) for row in rows if len(row.labels) > 1]
    return name, f"{span_f1(own):.2f}", f"{span_f1(two):.2f}"


def given(label: Label, kind: EvidenceKind | None = None) -> Spans:
    """Where a rater heard a kind of evidence given, or any."""
    return [(e.start, e.end) for e in label.evidence if e.status == "given" and kind in (None, e.kind)]


def dropped(label: Label) -> Spans:
    """The terms that a rater found dropped."""
    return [(term.start, term.end) for term in label.terms if not term.unpacked]


def _quoted(judgement: Judgement, kind: SpanKind) -> Spans:
    return [(e.start, e.end) for e in judgement.evidence if e.kind == kind]


def _giving(judgement: Judgement, kind: EvidenceKind) -> Spans:
    return [(e.start, e.end) for e in judgement.evidence if e.kind == "evidence" and e.gives == kind]


def span_f1(pairs: Iterable[tuple[Spans, Spans]]) -> float:
    """F1 over the characters of two sets of spans, pooled over answers; nan where neither has any."""
    both = first = second = 0
    for one, other in pairs:
        a, b = _characters(one), _characters(other)
        both, first, second = both + len(a & b), first + len(a), second + len(b)
    return 2 * both / (first + second) if first + second else float("nan")


def _characters(spans: Spans) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def _levels(bench: Bench) -> Table:
    """The level of the criterion that was asked about: as it is judged, and as the model alone reads it."""
    rows = with_own_level(bench)
    ways = (
        ("judged, from levels and evidence", computed(rows, bench.of(rows))),
        ("depth judged, as the level", depths(bench.of(rows))),
        ("level read, with the criterion in the prompt", read_levels(bench, rows)),
        ("overall depth read, without a criterion", read_depths(bench, rows)),
    )
    return Table(
        "Ways to the level of the criterion that was asked about",
        ("way", "answers", "Spearman", "quadratic kappa"),
        tuple((name, len(rows), *level_agreement(rows, scores)) for name, scores in ways),
        "Answers whose raters heard the criterion; one that is left unscored counts as the lowest.",
    )


def with_own_level(bench: Bench) -> list[Labelled]:
    """The answers whose raters heard the criterion that was asked about."""
    return [row for row in bench.plain if row.level(row.answer.criterion) is not None]


def level_agreement(rows: Sequence[Labelled], scores: Array) -> tuple[Figure, Figure]:
    """Spearman and quadratic kappa with the raters' level of the criterion that was asked about."""
    known, groups = np.array([row.level(row.answer.criterion) for row in rows]), questions(rows)
    return agreement(groups, known, scores)


def computed(rows: Sequence[Labelled], judged: Sequence[Judgement]) -> Array:
    """The score [N] of that criterion; left unscored counts as the lowest."""
    scores = [{c.id: c.score for c in one.criteria} for one in judged]
    found = [own.get(row.answer.criterion) for row, own in zip(rows, scores, strict=True)]
    return np.array([LOWEST if score is None else score for score in found])


def read_levels(bench: Bench, rows: Sequence[Labelled]) -> Array:
    """Expected level that the model reads for that criterion [N]; "not addressed" counts as the lowest."""
    criteria = bench.judge.knowledge.criteria
    own = [criteria[row.answer.criterion] for row in rows]
    readings = [_text(bench, row).level(one.name, one.description) for row, one in zip(rows, own, strict=True)]
    return np.array([_level(nothing, levels) for nothing, *levels in _read(bench, readings)])


def read_depths(bench: Bench, rows: Sequence[Labelled]) -> Array:
    """Expected overall depth that the model reads [N]."""
    return np.array([expected(shares) for shares in _read(bench, [_text(bench, row).depth() for row in rows])])


def _read(bench: Bench, readings: Sequence[Reading]) -> list[tuple[float, ...]]:
    return bench.reads.read_labels("judge", [reading.prompt for reading in readings], readings[0].labels)


def _text(bench: Bench, row: Labelled) -> ExchangeText:
    stage = bench.judge.knowledge.stages[row.answer.stage].name
    return ExchangeText(stage, row.answer.question, row.answer.answer)


def _level(nothing: float, levels: Sequence[float]) -> float:
    addressed = sum(levels)
    return LOWEST if nothing > addressed else expected([share / addressed for share in levels])
