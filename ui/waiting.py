"""Work that is waited for: its steps and views as they come, a tick in between, and what stopped it. Knows no page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic
from typing import Final, Generic, TypeVar

from assistant.errors import ConflictError, PlumblineError
from assistant.scoring import Progress

TICK_S: Final = 0.5
TRIES: Final = 3
"""How often work is taken up again after somebody else was quicker at it."""
Step = TypeVar("Step")
View = TypeVar("View")


@dataclass(frozen=True)
class Doing:
    """What is being done, and for how many seconds so far."""

    progress: Progress
    seconds: float


@dataclass(frozen=True)
class Stopped:
    """The work did not get to its end; it may be tried again."""

    error: PlumblineError


@dataclass(frozen=True)
class _End:
    error: Exception | None = None


def ticking(work: Iterator[Step]) -> Iterator[Step | None]:
    """The steps of `work`, done in a thread of its own, and None every half second without one. Raises what it raises.

    Where nobody listens any more, the work stops after the step that it is at.
    """
    news: SimpleQueue[Step | _End] = SimpleQueue()
    left = Event()
    Thread(target=_do, args=(work, news, left), daemon=True).start()
    try:
        while True:
            try:
                step = news.get(timeout=TICK_S)
            except Empty:
                yield None
                continue
            if isinstance(step, _End):
                if step.error:
                    raise step.error
                return
            yield step
    finally:
        left.set()


def _do(work: Iterator[Step], news: "SimpleQueue[Step | _End]", left: Event) -> None:
    try:
        for step in work:
            news.put(step)
            if left.is_set():
                return
    except Exception as error:  # raised again where the steps are read
        news.put(_End(error))
    else:
        news.put(_End())


@dataclass(frozen=True)
class Work(Generic[View]):
    """What is still to be done to an interview or a practice, as the page does it."""

    doing: str
    advance: Callable[[], Iterator[Progress | View]]

    def steps(self) -> Iterator[Doing | View | Stopped]:
        """What is being done and the views that come of it; last a view, or why there is none."""
        began, latest = monotonic(), Progress(0, 1, self.doing)
        yield Doing(latest, 0.0)
        for _ in range(TRIES):
            stopped = None
            try:
                for step in ticking(self.advance()):
                    if step is None or isinstance(step, Progress):
                        latest = step or latest
                        yield Doing(latest, monotonic() - began)
                    else:
                        yield step
                return
            except ConflictError as error:
                stopped = Stopped(error)
            except PlumblineError as error:
                yield Stopped(error)
                return
        if stopped:
            yield stopped
