"""The schedule: everything is answered, alone or in company, and one failure stays one failure."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.server.errors import QueueFull
from assistant.server.jobs import Event, Failed, Job, Piece, Wanted
from assistant.server.metrics import Metrics
from assistant.server.prompts import Prompt
from assistant.server.sampling import Sampling
from assistant.server.worker import Limits, Worker
from tests.assistant.server.test_adapters import make_adapter
from tests.assistant.server.tiny import tiny_roster, tiny_tokens

LIMITS = Limits(queue=8, replies=3, pass_tokens=64, cache_bytes=1 << 20)


class Client:
    """Collects what comes for one job."""

    def __init__(self, worker: Worker, text: str, wanted: Wanted, model: str = "judge") -> None:
        self.events: list[Event] = []
        self.done = threading.Event()
        self._left = wanted.replies
        served = worker.roster.get(model)
        ids = tiny_tokens().encode([("user", text)])
        self.job = Job(served, Prompt(served.weights, ids), wanted, self._deliver)

    def _deliver(self, event: Event) -> None:
        self.events.append(event)
        self._left -= isinstance(event, Failed) or bool(event.finished)
        if self._left <= 0 or isinstance(event, Failed):
            self.done.set()

    def pieces(self) -> list[tuple[int, int, Any]]:
        """Reply, token and log-probabilities of everything that came."""
        assert self.done.wait(60)
        assert all(isinstance(event, Piece) for event in self.events)
        return sorted((e.index, n, e.choice) for n, e in enumerate(self.events) if isinstance(e, Piece))


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker(tiny_roster(), tiny_tokens(), LIMITS, Metrics())
    yield made
    if made.alive:
        made.stop()


def _reading(number: int) -> tuple[str, Wanted]:
    return "what we did and why " * 4 + str(number), Wanted(1, Sampling(0, top_logprobs=5))


def _writing(number: int, tokens: int = 12) -> tuple[str, Wanted]:
    return f"the answer {number}", Wanted(tokens, Sampling(1.0, 0.9, 3), replies=2, seed=number)


def _choices(client: Client) -> list[tuple[int, Any]]:
    return [(index, choice) for index, _, choice in client.pieces()]


def test_company_changes_no_reading_and_no_writing(worker: Worker) -> None:
    tasks = [_reading(0), _writing(1), _reading(2), _writing(3), _reading(4)]
    together = [Client(worker, *task) for task in tasks]
    for client in together:
        worker.submit(client.job)
    worker.start()
    answers = [_choices(client) for client in together]
    for task, answer in zip(reversed(tasks), reversed(answers), strict=True):
        alone = Client(worker, *task)
        worker.submit(alone.job)
        assert _choices(alone) == answer


Task = tuple[str, tuple[str, Wanted]]


def _answered(adapters: Mapping[str, Path], tasks: Sequence[Task]) -> list[list[tuple[int, Any]]]:
    """What a new server with these adapters answers, all asked before it begins."""
    roster = tiny_roster()
    for name, folder in adapters.items():
        roster.load(name, folder)
    worker = Worker(roster, tiny_tokens(), Limits(queue=32, replies=5, pass_tokens=64, cache_bytes=1 << 20), Metrics())
    clients = [Client(worker, *task, model=model) for model, task in tasks]
    for client in clients:
        worker.submit(client.job)
    worker.start()
    try:
        return [_choices(client) for client in clients]
    finally:
        worker.stop()


def test_two_adapters_at_once_change_nothing_for_each_other(tmp_path: Path) -> None:
    """Prompts that begin alike, for two adapters and the base at once, each as it is alone with its own adapter."""
    judge, _ = make_adapter(tmp_path / "judge")
    interviewer, _ = make_adapter(tmp_path / "interviewer", name="interviewer", seed=4)
    adapters = {"interviewer": interviewer, "judge": judge}
    tasks: list[Task] = []
    for number in range(3):
        for model in ("judge", "interviewer", "tiny"):
            tasks += [(model, _reading(number)), (model, _writing(number))]
    together = _answered(adapters, tasks)
    for (model, task), answer in zip(tasks, together, strict=True):
        own = {name: folder for name, folder in adapters.items() if name == model}
        assert _answered(own, [(model, task)]) == [answer]
    assert together[0] != together[2] != together[4] != together[0]
    assert _answered(adapters, tasks[::-1]) == together[::-1]


def test_replies_of_one_request_differ_and_are_all_finished(worker: Worker) -> None:
    worker.start()
    client = Client(worker, *_writing(5))
    worker.submit(client.job)
    replies = _choices(client)
    first = [choice.token for index, choice in replies if index == 0]
    second = [choice.token for index, choice in replies if index == 1]
    assert len(first) == len(second) == 12
    assert first != second


def test_more_replies_than_places_are_written_too(worker: Worker) -> None:
    worker.start()
    client = Client(worker, "all", Wanted(3, Sampling(), replies=5, seed=1))
    worker.submit(client.job)
    assert len(client.pieces()) == 15


def test_the_queue_is_bounded(worker: Worker) -> None:
    for number in range(LIMITS.queue):
        worker.submit(Client(worker, *_reading(number)).job)
    with pytest.raises(QueueFull, match="8 requests wait"):
        worker.submit(Client(worker, *_reading(99)).job)


def test_a_cancelled_job_gets_nothing_more(worker: Worker) -> None:
    gone, stays = Client(worker, *_writing(1, 400)), Client(worker, *_reading(1))
    gone.job.cancelled = True
    worker.submit(gone.job)
    worker.submit(stays.job)
    worker.start()
    stays.pieces()
    assert gone.events == []


def test_a_job_cancelled_while_it_is_written_makes_room(worker: Worker) -> None:
    worker.start()
    gone, after = Client(worker, *_writing(1, 400)), Client(worker, *_writing(2))
    worker.submit(gone.job)
    worker.submit(after.job)
    gone.job.cancelled = True
    after.pieces()
    assert len(gone.events) < 800


def test_a_failing_pass_fails_its_own_jobs_only(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    worker.start()
    model = worker.roster.model
    with monkeypatch.context() as patched:
        patched.setattr(model, "read", _broken)
        client = Client(worker, *_reading(1))
        worker.submit(client.job)
        assert client.done.wait(60)
    assert isinstance(client.events[0], Failed)
    again = Client(worker, *_reading(1))
    worker.submit(again.job)
    assert len(again.pieces()) == 1


def _broken(*_: object) -> None:
    raise RuntimeError("no memory")


def test_stopping_fails_what_is_not_done_and_takes_no_more(worker: Worker) -> None:
    worker.start()
    client = Client(worker, "x", Wanted(400, Sampling(), seed=1))
    worker.submit(client.job)
    worker.stop()
    assert client.done.wait(60)
    assert isinstance(client.events[-1], Failed)
    with pytest.raises(QueueFull):
        worker.submit(client.job)


def test_writing_gets_as_long_as_reading(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """One token for each pass of reading made a short question wait for all of somebody's long answer."""
    model, clock, passes = worker.roster.model, SimpleNamespace(now=0.0), list[str]()
    clock.monotonic = lambda: clock.now
    read, write = model.read, model.write
    writing = Client(worker, "x", Wanted(400, Sampling(), seed=1))
    readings = [Client(worker, f"a long answer {number} " * 9, Wanted(1, Sampling())) for number in range(4)]

    def slow_read(*given: Any) -> Any:
        if not passes:
            for client in readings:
                worker.submit(client.job)
        passes.append(" ")
        clock.now += 3
        return read(*given)

    def quick_write(*given: Any) -> Any:
        passes.append(".")
        clock.now += 1
        return write(*given)

    monkeypatch.setattr(model, "read", slow_read)
    monkeypatch.setattr(model, "write", quick_write)
    monkeypatch.setattr("assistant.server.worker.time", clock)
    worker.submit(writing.job)
    worker.start()
    for client in readings:
        client.pieces()
    between = "".join(passes).split(" ")[1:-1]
    assert len(between) >= 4
    assert set(between) == {"..."}


def test_orders_are_carried_out_between_passes(worker: Worker) -> None:
    worker.start()
    assert worker.order(lambda: threading.current_thread().name).result(60) == "model"
    with pytest.raises(RuntimeError, match="no memory"):
        worker.order(_broken).result(60)
