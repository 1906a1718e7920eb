"""Work that is waited for: ticks between its steps, its errors where they can be said, conflicts taken up again."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.errors import ConflictError, EngineUnreachable, PlumblineError
from assistant.scoring import Progress
from ui.waiting import TRIES, Doing, Stopped, Work, ticking


def steps(*told: Any) -> Any:
    """Work whose runs are these, one after the other: each a list of steps, an error among them raised."""
    runs = iter(told)

    def advance() -> Iterator[Any]:
        for step in next(runs):
            if isinstance(step, Exception):
                raise step
            yield step

    return advance


def test_it_ticks_while_nothing_comes() -> None:
    go = threading.Event()

    def slow() -> Iterator[str]:
        go.wait(10)
        yield "done"

    seen = []
    for step in ticking(slow()):
        seen.append(step)
        go.set()
    assert seen[0] is None
    assert [step for step in seen if step] == ["done"]


def test_it_stops_where_nobody_listens() -> None:
    left, closed = threading.Event(), threading.Event()

    def endless() -> Iterator[int]:
        try:
            yield 1
            left.wait(10)
            yield 2
            yield 3
        finally:
            closed.set()

    listening = ticking(endless())
    assert next(listening) == 1
    listening.close()  # type: ignore[attr-defined]
    left.set()
    assert closed.wait(10)


def test_what_is_being_done_comes_first_and_the_view_last() -> None:
    given = list(Work("Reading", steps([Progress(1, 2, "Looking"), "view"])).steps())
    assert isinstance(given[0], Doing)
    assert (given[0].progress.doing, given[0].seconds) == ("Reading", 0.0)
    assert [step.progress.doing for step in given if isinstance(step, Doing)][-1] == "Looking"
    assert given[-1] == "view"


def test_somebody_quicker_is_no_failure() -> None:
    given = list(Work("Reading", steps([ConflictError("quicker")], ["view"])).steps())
    assert given[-1] == "view"


@pytest.mark.parametrize(
    ("runs", "error"),
    [
        ([[EngineUnreachable("down")]], EngineUnreachable),
        ([[ConflictError("quicker")]] * TRIES, ConflictError),
    ],
)
def test_what_stops_it_is_told(runs: list[list[Any]], error: type[PlumblineError]) -> None:
    last = list(Work("Reading", steps(*runs)).steps())[-1]
    assert isinstance(last, Stopped)
    assert isinstance(last.error, error)


def test_a_fault_of_ours_comes_through() -> None:
    with pytest.raises(RuntimeError, match="on purpose"):
        list(Work("Reading", steps([RuntimeError("on purpose")])).steps())
