"""Can an anchor be placed on its level by somebody who sees it without its number? Blind readers say.

    python -m evals anchors sheet SHEET.jsonl [--seed 1]     # every anchor of every criterion, shuffled
    python -m evals anchors tally [READINGS.jsonl...]        # by default evals/readings/anchors-reader-*.jsonl

A reader gives each row of the sheet a level (`{"n": "…", "level": 3}`). Rows are named by a hash of criterion and
wording, so that an anchor reworded after the reading counts as unread, not as read.
"""

import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from pydantic import Field

from assistant.types import Value
from evals.statistics import quadratic_kappa, share
from evals.tables import Table, write_results
from knowledge.load import load_knowledge
from knowledge.types import Knowledge

READINGS = Path(__file__).with_name("readings")
app = typer.Typer(no_args_is_help=True, help=__doc__)


class Placing(Value):
    """Where a reader put an anchor: level 1 to 5."""

    n: str
    level: Annotated[int, Field(ge=1, le=5)]


@dataclass(frozen=True)
class Anchor:
    """One anchor of a criterion with the level it was written for, 1 to 5."""

    criterion: str
    level: int
    text: str

    @property
    def n(self) -> str:
        """The row's name in a sheet, which does not give the level away."""
        return hashlib.sha256(f"{self.criterion}\0{self.text}".encode()).hexdigest()[:10]


@app.command()
def sheet(target: Path, seed: Annotated[int, typer.Option(help="Another order for each reader.")] = 1) -> None:
    """Write a reader's sheet."""
    knowledge = load_knowledge()
    anchors = sorted(anchors_of(knowledge), key=lambda anchor: anchor.n)
    rows = [
        {"n": anchor.n, "criterion": criterion.name, "about": criterion.description, "anchor": anchor.text}
        for anchor in random.Random(seed).sample(anchors, len(anchors))
        for criterion in (knowledge.criteria[anchor.criterion],)
    ]
    target.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    typer.echo(f"{len(rows)} anchors")


@app.command()
def tally(readings: Annotated[list[Path] | None, typer.Argument()] = None) -> None:
    """Shares placed exactly and within one level, by reader, and the anchors that were misplaced."""
    anchors = {anchor.n: anchor for anchor in anchors_of(load_knowledge())}
    files = readings or sorted(READINGS.glob("anchors-reader-*.jsonl"))
    placed = {file.stem.removeprefix("anchors-"): read_placings(file) for file in files}
    tables = [_shares(anchors, placed), _misplaced(anchors, placed)]
    write_results("anchors", "Anchors placed blind", tables)


def anchors_of(knowledge: Knowledge) -> Iterator[Anchor]:
    """Every anchor of every criterion."""
    for criterion in knowledge.criteria.values():
        yield from (Anchor(criterion.id, level, text) for level, text in enumerate(criterion.levels, 1))


def read_placings(file: Path) -> dict[str, int]:
    """A reader's level of each row."""
    lines = file.read_text(encoding="utf-8").splitlines()
    placings = [Placing.model_validate_json(line) for line in lines if line.strip()]
    return {placing.n: placing.level for placing in placings}


def _shares(anchors: Mapping[str, Anchor], placed: Mapping[str, Mapping[str, int]]) -> Table:
    lines: list[tuple[object, ...]] = []
    for reader, levels in placed.items():
        read = {n: level for n, level in levels.items() if n in anchors}
        off = Counter(abs(level - anchors[n].level) for n, level in read.items())
        unread = len(anchors) - len(read)
        lines.append((reader, len(read), unread, share(off[0], len(read)), share(off[0] + off[1], len(read))))
    both = [n for n in anchors if all(n in levels for levels in placed.values())]
    if len(placed) > 1 and both:
        first, second, *_ = (np.array([levels[n] for n in both], dtype=float) for levels in placed.values())
        lines.append(("each other", len(both), "", share(int((first == second).sum()), len(both)), ""))
        note = f"Quadratic kappa of the first two readers: {quadratic_kappa(first, second):.2f}. "
    else:
        note = ""
    note += "Intervals are Wilson's, 90 %. The readers are language models that saw one anchor at a time, unnumbered."
    return Table("Placed on its level", ("reader", "read", "unread", "exactly", "within one level"), tuple(lines), note)


def _misplaced(anchors: Mapping[str, Anchor], placed: Mapping[str, Mapping[str, int]]) -> Table:
    rows = [
        (anchor.criterion, anchor.level, *(levels.get(n, "–") for levels in placed.values()))
        for n, anchor in anchors.items()
        if any(levels.get(n, anchor.level) != anchor.level for levels in placed.values())
    ]
    header: Sequence[str] = ("criterion", "level", *placed)
    return Table("Placed elsewhere by a reader", tuple(header), tuple(sorted(rows, key=str)))
