"""What every table of the judge is made from: the rows of a split, the judge, and what it said of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import typer

from assistant.client import Engine
from assistant.judging.exchange import ReadsLabels
from assistant.judging.judge import Item, Judge
from assistant.judging.labelled import Contrast, Labelled, Split, Splits, read_dataset, read_splits
from assistant.opening import judge_folder, open_models
from assistant.remembering import remembered
from assistant.settings import Settings
from assistant.types import Judgement
from evals.judge.baselines import AT_ONCE, LOWEST, ScoresOf, fitted
from evals.statistics import Array
from knowledge.embed import Embedder

APART = ("attack", "garbage", "stage")
"""What is made from other answers, or is not to be scored, has tables of its own."""


@dataclass(frozen=True)
class Bench:
    """`engine` is asked anew each time, `reads` and `judge` go through the memory where there is one."""

    judge: Judge
    reads: ReadsLabels
    engine: Engine
    embedder: Embedder
    split: Split
    every: tuple[Labelled, ...]
    splits: Splits

    @cached_property
    def rows(self) -> tuple[Labelled, ...]:
        """The answers of the split, with attacks, garbage and answers asked at another stage."""
        return tuple(row for row in self.every if row.answer.split == self.split)

    @cached_property
    def plain(self) -> tuple[Labelled, ...]:
        """The answers of the split that raters could score, each told once."""
        return tuple(plain(self.rows))

    @cached_property
    def train(self) -> tuple[Labelled, ...]:
        """What baselines may be fitted on: the training answers that raters could score."""
        return tuple(row for row in self.every if row.answer.split == "train" and row.depth is not None)

    @cached_property
    def baselines(self) -> Mapping[str, ScoresOf]:
        """Other ways to score answers, fitted on the training answers where they need fitting."""
        terms = tuple(self.judge.knowledge.terms.values())
        return fitted([row.answer.answer for row in self.train], labels(self.train), terms, self.embedder)

    @cached_property
    def said(self) -> dict[str, Judgement]:
        """The judgement of every answer of the split, by its id."""
        return dict(zip([row.answer.id for row in self.rows], self.judged(map(item_of, self.rows)), strict=True))

    def of(self, rows: Sequence[Labelled]) -> list[Judgement]:
        """The judgements of some of the split's answers."""
        return [self.said[row.answer.id] for row in rows]

    def made_of_others(self, contrast: Contrast) -> list[tuple[Labelled, Labelled]]:
        """Answers that were made of others of the split, each with the one that it was made of."""
        first = {row.answer.id: row for row in self.rows}
        made = [(row.answer.of, row) for row in self.rows if row.answer.contrast == contrast]
        return [(first[of], row) for of, row in made if of is not None]

    def judged(self, items: Iterable[Item]) -> list[Judgement]:
        """Judgements of any items, a few at a time, with progress."""
        asked, found = list(items), list[Judgement]()
        for first in range(0, len(asked), AT_ONCE):
            found += self.judge.judge(asked[first : first + AT_ONCE])
            typer.echo(f"{len(found)} of {len(asked)}", err=True)
        return found


@contextmanager
def open_bench(split: Split, url: str | None) -> Iterator[Bench]:
    """The judge on the embedded engine, whose readings are remembered by its weights; or anew on an engine's URL."""
    settings = Settings(engine_url=url) if url else Settings()
    with open_models(settings) as models:
        engine = models.engine
        reads: ReadsLabels = engine if url else remembered(engine, settings, judge_folder(settings))
        judge = models.judge.asking(reads)
        yield Bench(judge, reads, engine, models.embedder, split, read_dataset(), read_splits())


def item_of(row: Labelled) -> Item:
    """What the judge is given of a row: what the raters saw."""
    return Item(row.answer.question, row.answer.answer, row.answer.stage)


def depths(judgements: Sequence[Judgement]) -> Array:
    """Depths [N]; an abstention is a miss and counts as the lowest score."""
    return np.array([LOWEST if judgement.depth is None else judgement.depth for judgement in judgements])


def plain(rows: Iterable[Labelled]) -> list[Labelled]:
    """The answers that raters scored, each told once and not attacked."""
    return [row for row in rows if row.answer.contrast not in APART and row.depth is not None]


def labels(rows: Sequence[Labelled]) -> Array:
    """The raters' depths [N] of rows that have one."""
    return np.array([row.depth for row in rows], dtype=float)


def told(rows: Sequence[Labelled]) -> list[str]:
    """The words of each answer."""
    return [row.answer.answer for row in rows]


def questions(rows: Sequence[Labelled]) -> list[str]:
    """The question of each row, by which intervals are drawn."""
    return [row.answer.question_id for row in rows]
