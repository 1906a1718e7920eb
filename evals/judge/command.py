"""The command: which tables, in which order, written where; every look at what is held out is written down."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from evals.judge import (
    abstention,
    agreement,
    attacks,
    buzzwords,
    calibration,
    contrasts,
    cost,
    evidence,
    faithful,
    interviews,
    people,
    refusals,
    rubric,
)
from evals.judge.bench import Bench, open_bench
from evals.tables import Table, provenance, write_results

READINGS = Path("evals/readings/judge.jsonl")
PEOPLE = "people"
SECTIONS: Mapping[str, Callable[[Bench], Iterator[Table]]] = {
    "agreement": agreement.tables,
    "rubric": rubric.tables,
    "evidence": evidence.tables,
    "buzzwords": buzzwords.tables,
    "faithful": faithful.tables,
    "contrasts": contrasts.tables,
    "attacks": attacks.tables,
    "abstention": abstention.tables,
    "refusals": refusals.tables,
    "interviews": interviews.tables,
    "calibration": calibration.tables,
    "cost": cost.tables,
}


def judge(
    split: Annotated[Literal["validation", "test"], typer.Option(help="Which of our splits.")] = "test",
    data: Annotated[Path | None, typer.Option(help="Folder with people's labels.")] = None,
    engine: Annotated[str | None, typer.Option(help="Engine URL; without it the embedded one.")] = None,
    only: Annotated[
        list[str] | None, typer.Option(help=f"Some of: {', '.join(SECTIONS)}, {PEOPLE}; printed only.")
    ] = None,
) -> None:
    """Every table on the judge; progress on stderr."""
    wanted = only or [*SECTIONS, *([PEOPLE] if data else [])]
    if unknown := set(wanted) - {*SECTIONS, PEOPLE}:
        raise typer.BadParameter(f"no section {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}, {PEOPLE}")
    if PEOPLE in wanted and data is None:
        raise typer.BadParameter(f"{PEOPLE} needs --data FOLDER")
    when = provenance()
    with open_bench(split, engine) as bench:
        write_down(bench, wanted, when)
        found = []
        for name in wanted:
            for table in _tables(bench, name, data):
                found.append(table)
                if only:
                    print(table, flush=True)
        adapter = bench.judge.adapter
    if not only:
        write_results(
            re.sub(r"[^\w.]+", "-", f"{adapter}-{split}"), f"{adapter} against labels ({split} split)", found, when
        )


def _tables(bench: Bench, name: str, data: Path | None) -> Iterator[Table]:
    typer.echo(f"-- {name}", err=True)
    if name == PEOPLE and data is not None:
        yield from people.tables(bench, data)
    else:
        yield from SECTIONS[name](bench)


def write_down(bench: Bench, sections: Sequence[str], when: str) -> None:
    """A line for each look at the test split or at people's labels, before it is taken."""
    looked = [name for name in sections if name != "cost" and (bench.split == "test" or name == PEOPLE)]
    if looked:
        by = {"by": bench.judge.adapter, "calibration": bench.judge.calibration}
        what = {"split": bench.split, "sha256": bench.splits.sha256.get(bench.split, "")[:12], "sections": looked}
        with READINGS.open("a", encoding="utf-8") as file:
            file.write(json.dumps({**by, **what, "when": when}) + "\n")
