"""Progress for people at a terminal; quiet in a pipe."""

import sys
import unicodedata
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
    with Bar(*columns, console=console, transient=True, redirect_stdout=False, disable=not console.is_terminal) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda step: bar.update(task, completed=step.done, total=step.total, description=step.doing)


def say(sentence: str) -> None:
    """A sentence on stderr."""
    print(printable(sentence), file=sys.stderr)


def printable(text: str) -> str:
    """Text from elsewhere without what would steer a terminal; line ends stay."""
    return "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else "\ufffd" for c in text)
