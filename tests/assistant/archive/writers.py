"""What the other processes do in tests of several at once. They are forked from a server that has imported this."""

import multiprocessing
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Barrier
from threading import Thread
from typing import Any

from assistant.archive import Archive
from assistant.errors import ConflictError
from tests.assistant.archive.conftest import TEAM, said, started

TOGETHER_S = 120
context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload([__name__])


def process(target: Any, *arguments: object) -> ForkServerProcess:
    """A started process."""
    made = context.Process(target=target, args=arguments, daemon=True)
    made.start()
    return made


def open_together(url: str, barrier: Barrier, done: Connection) -> None:
    """Opens the archive at the same moment as others, and creates an interview."""
    barrier.wait(TOGETHER_S)
    archive = Archive.open(url)
    done.send(archive.create(TEAM, started()))
    archive.close()


def append_together(url: str, interview: str, names: list[str], each: int, barrier: Barrier, done: Connection) -> None:
    """A thread for each name appends `<name>-<number>` until all are in; all at first expect the same length.

    Sends which names lost the first round.
    """
    archive, losers = Archive.open(url), list[str]()

    def insist(name: str) -> None:
        barrier.wait(TOGETHER_S)
        expected = 1
        for number in range(each):
            while True:
                try:
                    expected = archive.append(interview, said(f"{name}-{number}"), expected)[-1].seq + 1
                    break
                except ConflictError:
                    if expected == 1:
                        losers.append(name)
                    expected = len(archive.events(interview, TEAM))

    threads = [Thread(target=insist, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    archive.close()
    done.send(losers)


def append_until_killed(url: str, interview: str, acknowledged: Connection) -> None:
    """Appends events, two at a time, and sends the last `seq` of each pair once the archive has taken it."""
    archive = Archive.open(url)
    expected = len(archive.events(interview, TEAM))
    while True:
        expected = archive.append(interview, said(f"{expected}", f"{expected + 1}"), expected)[-1].seq + 1
        acknowledged.send(expected - 1)


def open_until_killed(url: str, begins: Connection) -> None:
    """Makes the archive, once it has said that it begins."""
    begins.send(True)
    Archive.open(url).create(TEAM, started())
