"""Progress for people at a terminal; quiet in a pipe."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from assistant.scoring import Progress


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None]]:
    """Where to report progress to."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda step: bar.update(task, completed=step.done, total=step.total, description=step.doing)


def say(sentence: str) -> None:
    """A sentence on stderr."""
    print(sentence, file=sys.stderr)
