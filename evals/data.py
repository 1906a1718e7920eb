"""What the labelled answers are like: balance, whether form gives the level away, how far raters agree.

    python -m evals data

The agreement is the ceiling for any judge. Intervals are 90 %, from resampling questions. Writes
`evals/results/data.md`, from which the data card is copied.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import krippendorff
import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import cohen_kappa_score

from assistant.judging.labelled import (
    ELSEWHERE,
    REFUSALS,
    SIDEWAYS,
    UNANSWERED,
    Label,
    Labelled,
    Split,
    read_dataset,
    read_splits,
)
from assistant.judging.levels import SCALE_TOP
from assistant.judging.teams import read_team
from assistant.types import EvidenceKind
from evals.form import NAMES, form_features, held_out_ridge
from evals.judge.baselines import by_form, tfidf_ridge, word_counts
from evals.judge.bench import labels, plain, questions, told
from evals.judge.evidence import dropped, given, span_f1, three_way
from evals.statistics import Array, agreement, quadratic_kappa, spearman, weighted_kappa, with_interval
from evals.tables import Table, write_results
from knowledge.load import load_knowledge

SPLITS: tuple[Split, ...] = ("train", "validation", "test")
FEWEST = 10
COMMONEST = 300
ON_BALANCE = {
    "contrast": "answers written for contrast",
    "stage": "stage",
    "role": "role",
    "seniority": "seniority",
    "criterion": "criterion of the question",
    "domain": "domain",
}


def data() -> None:
    """Every table on the data itself."""
    write_results("data", "The labelled answers", list(tables(read_dataset())))


def tables(rows: Sequence[Labelled]) -> Iterator[Table]:
    """Balance first, then form, then raters."""
    yield _size(rows)
    for field, title in ON_BALANCE.items():
        yield _balance(f"Balance: {title}", rows, partial(_field, name=field))
    yield _balance("Balance: the raters' depth", rows, _rounded_depth)
    scored = plain(rows)
    yield _form(scored)
    yield _words(scored)
    yield _length_by_criterion(scored)
    yield from _agreement([row for row in rows if len(row.labels) > 1])
    yield _intention(scored)
    yield _teams()
    yield _by_domain("Answers for training only, rated by no criterion", ELSEWHERE, UNANSWERED)
    yield _by_domain("Answers told sideways, and twins", SIDEWAYS)
    yield _by_domain("Refusals", REFUSALS)


def _field(row: Labelled, name: str) -> str:
    return str(getattr(row.answer, name) or "none")


def _size(rows: Sequence[Labelled]) -> Table:
    def line(title: str, some: Sequence[Labelled]) -> tuple[object, ...]:
        writers, asked = ({getattr(row.answer, name) for row in some} for name in ("writer", "question_id"))
        words = [len(row.answer.answer.split()) for row in some if row.depth is not None]
        twice = sum(len(row.labels) > 1 for row in some)
        rated = sum(len(row.labels) for row in some)
        return title, len(some), len(asked), len(writers), rated, twice, f"{np.median(words):.0f}"

    splits = read_splits()
    return Table(
        "Size",
        ("split", "answers", "questions", "writers", "ratings", "rated twice or more", "median words"),
        (*(line(split, [row for row in rows if row.answer.split == split]) for split in SPLITS), line("all", rows)),
        f"Never in training: {', '.join(splits.held_criteria)}; the domain {', '.join(splits.held_domains)}.",
    )


def _balance(title: str, rows: Sequence[Labelled], what: Callable[[Labelled], str]) -> Table:
    counts = {split: Counter(what(row) for row in rows if row.answer.split == split) for split in SPLITS}
    names = sorted({name for each in counts.values() for name in each})
    lines = [(name, *(counts[split][name] for split in SPLITS)) for name in names]
    return Table(title, ("", *SPLITS), tuple(lines))


def _rounded_depth(row: Labelled) -> str:
    """Half a level up; of what is not scored the reason that most gave."""
    if row.depth is not None:
        return str(int(np.floor(row.depth + 0.5)))
    return row.reason.value


def _form(rows: Sequence[Labelled]) -> Table:
    """A ridge on form alone, on questions it was not fitted on, and each feature by itself."""
    depths, groups = labels(rows), questions(rows)
    features = form_features(told(rows), tuple(load_knowledge().terms.values()))
    said = held_out_ridge(features, depths, groups)
    alone = [(name, f"{spearman(features[:, i], depths):+.2f}", "–") for i, name in enumerate(NAMES)]
    return Table(
        "Does form give the depth away",
        ("form", "Spearman with the depth", "quadratic kappa"),
        (
            (
                "ridge on all of them, held-out questions",
                *agreement(groups, depths, said),
            ),
            *alone,
        ),
        f"{len(rows)} answers that raters scored, each told once; no attacks.",
    )


def _words(rows: Sequence[Labelled]) -> Table:
    """What is left to a reader who knows words and not what they say, fitted on the training answers."""
    known, held = ([row for row in rows if (row.answer.split == "train") is which] for which in (True, False))
    commonest = CountVectorizer(max_features=COMMONEST).fit(told(known)).vocabulary_
    lines = []
    for name, only in ((f"the {COMMONEST} commonest", sorted(commonest)), ("all words and pairs of words", None)):
        model = tfidf_ridge(only).fit(told(known), labels(known))
        for split in ("validation", "test"):
            some = [row for row in held if row.answer.split == split]
            said, depths, groups = np.asarray(model.predict(told(some))), labels(some), questions(some)
            lines.append((name, split, len(some), *agreement(groups, depths, said)))
    return Table(
        "Do words give the depth away",
        ("words", "split", "answers", "Spearman with the depth", "quadratic kappa"),
        tuple(lines),
        "TF-IDF and a ridge. Emptiness and exactness have words of their own; a judge must do better than they.",
    )


def _length_by_criterion(rows: Sequence[Labelled]) -> Table:
    def line(title: str, some: Sequence[Labelled]) -> tuple[object, ...]:
        depths, texts = labels(some), told(some)
        return title, len(some), *(f"{spearman(form(texts), depths):+.2f}" for form in by_form().values())

    names = sorted({row.answer.criterion for row in rows})
    return Table(
        "Length and depth, by the criterion of the question",
        ("criterion", "answers", "word count, Spearman", "mean word length, Spearman"),
        (
            line("all", rows),
            *(line(split, [row for row in rows if row.answer.split == split]) for split in SPLITS),
            *(line(name, [row for row in rows if row.answer.criterion == name]) for name in names),
        ),
    )


def _agreement(rows: Sequence[Labelled]) -> Iterator[Table]:
    """The first two raters, who did not see each other, before a third settled anything."""
    yield Table(
        "Two raters: depth and reasons",
        ("what", "answers", "quadratic kappa", "Krippendorff's alpha, ordinal"),
        (
            ("depth, where both scored", *_scale([(row, row.labels[0].depth, row.labels[1].depth) for row in rows])),
            ("scored or not, and why", len(rows), f"{_nominal(rows):.2f} (Cohen's)", "–"),
        ),
        f"{sum(len(row.labels) > 2 for row in rows)} of {len(rows)} answers have a third rater.",
    )
    names = sorted({name for row in rows for name in row.rated})
    yield Table(
        "Two raters: criteria",
        (
            "criterion",
            "answers both heard it in",
            "quadratic kappa",
            "Krippendorff's alpha",
            "addressed, Cohen's kappa",
            "evidence spans, F1",
        ),
        tuple(
            (name, *_scale(_levels(rows, name)), _addressed(rows, name), _spans_about(rows, name))
            for name in ("all", *names)
        ),
        "Alpha is ordinal; a dash where fewer than ten. Spans are those of any kind of evidence given, in answers to "
        "questions on the criterion, over characters.",
    )
    yield _evidence(rows)


Rated = tuple[Labelled, int | None, int | None]


def _levels(rows: Sequence[Labelled], name: str) -> list[Rated]:
    found = []
    for row in rows:
        first, second = row.labels[:2]
        for one in row.rated if name == "all" else (name,):
            if one in first.criteria and one in second.criteria:
                found.append((row, first.criteria[one] or None, second.criteria[one] or None))
    return found


def _scale(rated: Sequence[Rated]) -> tuple[object, object, object]:
    both = [each for each in rated if each[1] and each[2]]
    if len(both) < FEWEST:
        return len(both), "–", "–"
    first, second = (np.array([each[i] for each in both], dtype=float) for i in (1, 2))
    groups = questions([row for row, _, _ in both])
    return len(both), with_interval(quadratic_kappa, groups, first, second), with_interval(alpha, groups, first, second)


def alpha(first: Array, second: Array) -> float:
    """Krippendorff's alpha of two raters' levels 1-5, ordinal; nan where all say the same."""
    if len({*first, *second}) < 2:
        return float("nan")
    found = krippendorff.alpha(
        reliability_data=np.stack([first, second]), level_of_measurement="ordinal", value_domain=[1, 2, 3, 4, 5]
    )
    return float(found)


def _addressed(rows: Sequence[Labelled], name: str) -> str:
    rated = _levels(rows, name)
    first, second = ([each[i] is not None for each in rated] for i in (1, 2))
    return f"{cohen_kappa_score(first, second):.2f}" if len(rated) >= FEWEST and len({*first, *second}) > 1 else "–"


def _spans_about(rows: Sequence[Labelled], name: str) -> str:
    some = [row for row in rows if name in ("all", row.answer.criterion)]
    return f"{span_f1((given(row.labels[0]), given(row.labels[1])) for row in some):.2f}"


def _nominal(rows: Sequence[Labelled]) -> float:
    first, second = ([str(row.labels[i].reason) for row in rows] for i in (0, 1))
    return float(cohen_kappa_score(first, second))


def _evidence(rows: Sequence[Labelled]) -> Table:
    asked = [row for row in rows if row.labels[0].follow_ups and row.labels[1].follow_ups]

    def line(
        title: str,
        spans: Callable[[Label], Sequence[tuple[int, int]]],
        status: str = "–",
        of: Sequence[Labelled] = rows,
    ) -> tuple[object, ...]:
        pairs = [(spans(row.labels[0]), spans(row.labels[1])) for row in of]
        return title, sum(bool(one) for one, _ in pairs), status, f"{span_f1(pairs):.2f}"

    def status(kind: EvidenceKind) -> str:
        first, second = (np.array([row.labels[i].status(kind) for row in rows]) for i in (0, 1))
        return f"{three_way(first, second):.2f}"

    kinds = [line(kind.value, partial(given, kind=kind), status(kind)) for kind in EvidenceKind]
    return Table(
        "Two raters: evidence, vague words, terms, follow-ups",
        ("what", "answers the first heard it in", "absent, claimed, given: linear kappa", "spans, F1 over characters"),
        (
            *kinds,
            line("any kind given", given),
            line("vague", lambda label: label.vague),
            line("terms dropped", dropped),
            line("terms", lambda label: [(term.start, term.end) for term in label.terms]),
            line(
                "words that a follow-up takes up", lambda label: [(f.start, f.end) for f in label.follow_ups], of=asked
            ),
            ("kind that the follow-ups ask for: share of the first's that the second names", *_same_missing(asked)),
        ),
    )


def _teams() -> Table:
    """Criteria of other teams: how many, and how far two readers of one answer agree."""
    lines = []
    for split in SPLITS:
        said = [one for of_answer in read_team(split).values() for one in of_answer]
        heard = [one.level is not None for one in said]
        twice = np.array([one.said[:2] for one in said if len(one.said) > 1]).reshape(-1, 2)
        criteria = {one.criterion.id for one in said}
        lines.append((split, len(criteria), len(said), f"{np.mean(heard):.2f}", len(twice), *_agree(twice)))
    return Table(
        "Criteria of other teams",
        ("split", "criteria", "levels", "heard", "read twice", "quadratic kappa, 0 to 5", "kappa, addressed"),
        tuple(lines),
    )


def _agree(twice: NDArray[np.int64]) -> tuple[str, str]:
    """Of levels of two readers [N, 2], 0 for not addressed: quadratic kappa, and kappa of addressed or not."""
    if len(twice) < FEWEST:
        return "–", "–"
    first, second = twice.T
    of_levels = weighted_kappa(first, second, range(SCALE_TOP + 1), "quadratic")
    return f"{of_levels:.2f}", f"{cohen_kappa_score(first > 0, second > 0):.2f}"


def _by_domain(title: str, *folders: Path) -> Table:
    """Answers that are in no split: how many, how long, and how far two readers agree."""
    rows = [row for folder in folders for row in read_dataset(folder)]
    lines = []
    for domain in (*sorted({row.answer.domain for row in rows}), "all"):
        some = [row for row in rows if domain in ("all", row.answer.domain)]
        scored = [row for row in some if row.depth is not None]
        words = word_counts(told(scored))
        twice = [row for row in some if len(row.labels) > 1]
        said = np.array([[float(label.depth or 0) for label in row.labels[:2]] for row in twice]).reshape(-1, 2)
        scored_by = said > 0
        both = said[scored_by.all(axis=1)]
        lines.append(
            (
                domain,
                len(some),
                len(scored),
                f"{words.mean():.0f}",
                f"{spearman(labels(scored), words):.2f}",
                len(twice),
                f"{quadratic_kappa(both[:, 0], both[:, 1]):.2f}" if len(both) >= FEWEST else "–",
                f"{(scored_by[:, 0] == scored_by[:, 1]).mean():.2f}" if len(twice) >= FEWEST else "–",
            )
        )
    return Table(
        title,
        (
            *("domain", "answers", "scorable", "words", "Spearman of depth and words", "read twice"),
            *("quadratic kappa of depth", "agree on whether it can be scored"),
        ),
        tuple(lines),
    )


def _same_missing(rows: Sequence[Labelled]) -> tuple[int, str, str]:
    asked: list[tuple[Mapping[EvidenceKind, int], Mapping[EvidenceKind, int]]] = [
        (Counter(f.missing for f in row.labels[0].follow_ups), Counter(f.missing for f in row.labels[1].follow_ups))
        for row in rows
    ]
    named = [np.mean([kind in other for kind in one]) for one, other in asked]
    return len(asked), "–", f"{np.mean(named):.2f}" if named else "–"


def _intention(rows: Sequence[Labelled]) -> Table:
    """What writers aimed at against what raters heard: the labels are the raters', whatever was aimed at."""
    lines = []
    for split in SPLITS:
        some = [row for row in rows if row.answer.split == split]
        aims = np.array([float(row.answer.aim) for row in some])
        apart = np.abs(aims - labels(some))
        lines.append((split, len(some), f"{spearman(aims, labels(some)):.2f}", f"{(apart >= 1).mean():.2f}"))
    return Table(
        "What was aimed at, and what raters heard",
        ("split", "answers", "Spearman", "a level or more apart"),
        tuple(lines),
    )
