"""The command: which tables, in which order, written where."""

from collections.abc import Callable, Iterator, Mapping
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
    people,
    rubric,
)
from evals.judge.bench import Bench, open_bench
from evals.tables import Table, write_results

SECTIONS: Mapping[str, Callable[[Bench], Iterator[Table]]] = {
    "agreement": agreement.tables,
    "rubric": rubric.tables,
    "evidence": evidence.tables,
    "buzzwords": buzzwords.tables,
    "faithful": faithful.tables,
    "contrasts": contrasts.tables,
    "attacks": attacks.tables,
    "abstention": abstention.tables,
    "calibration": calibration.tables,
    "cost": cost.tables,
}


def judge(
    split: Annotated[Literal["validation", "test"], typer.Option(help="Which of our splits.")] = "test",
    data: Annotated[Path | None, typer.Option(help="Folder with people's labels.")] = None,
    engine: Annotated[str | None, typer.Option(help="Engine URL; without it the embedded one.")] = None,
    only: Annotated[
        list[str] | None, typer.Option(help=f"Some of: {', '.join(SECTIONS)}, people. Printed only.")
    ] = None,
) -> None:
    """Every table on the judge; progress on stderr."""
    if unknown := set(only or ()) - {*SECTIONS, "people"}:
        raise typer.BadParameter(f"no section {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}, people")
    found: list[Table] = []
    with open_bench(split, engine) as bench:
        for name, tables in SECTIONS.items():
            if not only or name in only:
                typer.echo(f"-- {name}", err=True)
                found += _shown(tables(bench), bool(only))
        if data and (not only or "people" in only):
            found += _shown(people.tables(bench, data), bool(only))
    if not only:
        write_results(f"judge-{split}", f"The judge against labels ({split} split)", found)


def _shown(tables: Iterator[Table], show: bool) -> Iterator[Table]:
    for table in tables:
        if show:
            typer.echo(f"{table}\n")
        yield table
