"""A training's curve as a picture: the loss of each task over the tokens read, smoothed.

python -m finetune.picture .plumbline/runs/judge        # draws curve.svg beside curve.csv
"""

import csv
from pathlib import Path
from typing import Annotated

import matplotlib as mpl
import typer
from matplotlib.figure import Figure

from finetune.checkpoint import COLUMNS

TASKS = COLUMNS[5:]
SMOOTHED_OVER = 25
"""Steps; a step has few answers, so its own loss says little."""
SHOWN = 200


def draw(folder: Path) -> Path:
    """`curve.svg` of a folder's `curve.csv`; the same file for the same curve."""
    with (folder / "curve.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    mpl.rcParams.update({"svg.hashsalt": "plumbline", "svg.fonttype": "none"})
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    for task in TASKS:
        points = [(int(row["tokens"]) / 1e6, float(row[task])) for row in rows if row[task]]
        axes.plot(*smoothed(points), label=task, linewidth=1.4)
    axes.set(xlabel="tokens read, millions", ylabel=f"loss, nats (mean of {SMOOTHED_OVER} steps)", yscale="log")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    target = folder / "curve.svg"
    figure.savefig(target, metadata={"Date": None})
    return target


def smoothed(points: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Running means of the last `SMOOTHED_OVER` points, about `SHOWN` of them."""
    ends = range(1, len(points) + 1, max(1, len(points) // SHOWN))
    spans = [points[max(0, end - SMOOTHED_OVER) : end] for end in ends]
    return [points[end - 1][0] for end in ends], [sum(y for _, y in span) / len(span) for span in spans]


def main(folder: Annotated[Path, typer.Argument(help="Folder of a training.")]) -> None:
    """Draw the curve of a training, also of one under way."""
    typer.echo(draw(folder))


if __name__ == "__main__":
    typer.run(main)
