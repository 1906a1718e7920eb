"""Are the quotes what the score stands on: without the cited words it must fall by more than without as many others."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.judging.judge import Item
from assistant.judging.labelled import Labelled
from assistant.judging.parts import Part, split_parts
from assistant.types import Judgement
from evals.judge.bench import Bench, depths, item_of, questions
from evals.statistics import mean_by, share_by
from evals.tables import Table

SEED, MOST = 0, 150


def tables(bench: Bench) -> Iterator[Table]:
    """Answers with both quoted parts and enough others to take away."""
    chosen = random.Random(SEED)
    rows, without, instead = list[Labelled](), list[Item](), list[Item]()
    for row in chosen.sample(bench.plain, len(bench.plain)):
        parts, cited = split_parts(row.answer.answer), _cited(row.answer.answer, bench.said[row.answer.id])
        others = _as_many(cited, [part for part in parts if part not in cited], chosen)
        if len(rows) < MOST and cited and others and len(cited) < len(parts):
            item = item_of(row)
            rows.append(row)
            without.append(replace(item, answer=_left(parts, cited)))
            instead.append(replace(item, answer=_left(parts, others)))
    whole = depths(bench.of(rows))
    less, control = depths(bench.judged(without)), depths(bench.judged(instead))
    falls, controls, groups = whole - less, whole - control, questions(rows)
    yield Table(
        "Faithful evidence",
        ("what", "figure"),
        (
            (
                "cited parts cost more than at least as many other words",
                share_by(falls > controls, groups),
            ),
            ("mean fall without the cited parts", mean_by(falls, groups)),
            ("mean fall without those others", mean_by(controls, groups)),
        ),
        f"{len(rows)} of {len(bench.plain)} answers, {MOST} at most; others quote nothing, or too much for as many "
        "other words to be there.",
    )


def _cited(answer: str, judgement: Judgement) -> list[Part]:
    spans = {(e.start, e.end) for e in judgement.evidence if e.kind == "evidence"}
    return [part for part in split_parts(answer) if (part.start, part.end) in spans]


def _as_many(cited: Sequence[Part], others: Sequence[Part], chosen: random.Random) -> list[Part]:
    """Other parts, at random, that come nearest to as many words from below or pass it by one; none if too few."""
    wanted, taken = sum(len(part.text.split()) for part in cited), list[Part]()
    for part in chosen.sample(others, len(others)):
        if sum(len(each.text.split()) for each in taken) >= wanted:
            break
        taken.append(part)
    return taken if sum(len(part.text.split()) for part in taken) >= wanted else []


def _left(parts: Sequence[Part], taken: Sequence[Part]) -> str:
    return " ".join(part.text for part in parts if part not in taken)
