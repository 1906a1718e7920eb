"""Answers that people labelled, read from a folder outside the project; only ever measured on, never trained on.

Known files: `subjective_qa.jsonl` (SubjECTive-QA, `specific` 0-2), `clarity.jsonl` (CLARITY, votes for explicit against
general), `digiklausur.jsonl` (DigiKlausur exam answers, `grade` 0-2), `saf_unseen_questions.jsonl` (SAF, `score` 0-1).
A file that is not there is left out and said.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import typer

from assistant.judging.judge import Item
from evals.judge.baselines import word_counts
from evals.judge.bench import Bench, depths
from evals.statistics import Array, auc, partial_spearman, spearman, with_interval
from evals.tables import Table

FEWEST = 10


@dataclass(frozen=True)
class PeopleRow:
    """A question, an answer, and people's label as a number."""

    question: str
    answer: str
    label: float


@dataclass(frozen=True)
class PeopleSet:
    """One data set as it is reported."""

    title: str
    note: str
    rows: tuple[PeopleRow, ...]


def tables(bench: Bench, folder: Path) -> Iterator[Table]:
    """Agreement with people's labels, where the subject is another."""
    for people in read_people(folder):
        yield _table(bench, people)


def read_people(folder: Path) -> Iterator[PeopleSet]:
    """The data sets that the folder has."""
    for name, (title, note, label) in SETS.items():
        path = folder / name
        if not path.is_file():
            typer.echo(f"{path} is not there, so it is left out", err=True)
            continue
        found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        labelled = [(row, label(row)) for row in found]
        rows = tuple(PeopleRow(_asked(r), r["answer"], value) for r, value in labelled if value is not None)
        yield PeopleSet(title, note, rows)


def within_questions(labels: Array, scores: Array, groups: Sequence[str]) -> float:
    """Mean of the rank correlations within each question of `FEWEST` answers or more, weighted by its answers."""
    asked = defaultdict(list)
    for number, group in enumerate(groups):
        asked[group].append(number)
    found = [(len(m), spearman(labels[m], scores[m])) for m in asked.values() if len(m) >= FEWEST]
    found = [(count, rho) for count, rho in found if not np.isnan(rho)]
    return sum(count * rho for count, rho in found) / sum(count for count, _ in found) if found else float("nan")


def _table(bench: Bench, people: PeopleSet) -> Table:
    judged = bench.judged(Item(row.question, row.answer) for row in people.rows)
    labels, groups = np.array([row.label for row in people.rows]), [row.question for row in people.rows]
    answers = [row.answer for row in people.rows]
    held = word_counts(answers)
    binary = set(labels) == {0.0, 1.0}
    unscored = sum(one.depth is None for one in judged)
    methods = {"judge": depths(judged), **{name: score(answers) for name, score in bench.baselines.items()}}
    return Table(
        people.title,
        ("method", "AUC" if binary else "Spearman", "rank correlation, length held constant", "within questions"),
        tuple(_line(*method, labels, groups, held, auc if binary else spearman) for method in methods.items()),
        f"{len(labels)} answers, {unscored} left unscored (counted as the lowest score). {people.note}",
    )


def _line(
    name: str, scores: Array, labels: Array, groups: Sequence[str], held: Array, statistic: Callable[..., float]
) -> tuple[object, ...]:
    inside = within_questions(labels, scores, groups)
    return (
        name,
        with_interval(statistic, groups, labels, scores),
        "–" if name == "word count" else with_interval(partial_spearman, groups, labels, scores, held),
        "–" if np.isnan(inside) else f"{inside:.2f}",
    )


def _asked(row: Mapping[str, Any]) -> str:
    """CLARITY labels the answer to one of several questions that were put at once."""
    return str(row.get("sub_question") or row["question"])


def _explicit(row: Mapping[str, Any]) -> float | None:
    """1 where at least two of three heard an explicit answer, 0 where two heard a general one, else left out."""
    votes = row["labels"]
    explicit, general = votes.count("1.1 Explicit"), votes.count("2.4 General")
    return 1.0 if explicit >= 2 else 0.0 if general >= 2 else None


SETS: Mapping[str, tuple[str, str, Callable[[Mapping[str, Any]], float | None]]] = {
    "subjective_qa.jsonl": (
        "SubjECTive-QA: how specific spoken answers to analysts are",
        "GPT-4o zero-shot reaches Spearman .34 (published); word count stands in the table.",
        lambda row: float(row["specific"]),
    ),
    "clarity.jsonl": (
        "CLARITY: explicit against general interview answers",
        "Two of three annotators agreed; AUC of explicit over general.",
        _explicit,
    ),
    "digiklausur.jsonl": (
        "DigiKlausur: graded neural-network exam answers",
        "One grader, no reference answers.",
        lambda row: float(row["grade"]),
    ),
    "saf_unseen_questions.jsonl": (
        "SAF: graded answers of a networking course",
        "The judge is not shown the reference answer.",
        lambda row: float(row["score"]),
    ),
}
