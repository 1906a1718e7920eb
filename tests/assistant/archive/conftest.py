"""An archive in each kind of database, and a way past it to the tables."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from assistant.archive import Archive
from assistant.archive.address import read_address
from assistant.asking.events import Plan, PlannedQuestion, Said, Setup, Started

TEAM = "team"
PLAN = Plan(questions=(PlannedQuestion(id="q", text="What broke?", criterion="failure_analysis", minutes=5),))
Rows = list[tuple[Any, ...]]
Execute = Callable[[str], Rows]


def started(kind: str = "interview", candidate: str = "Ines") -> Started:
    setup = Setup.model_validate({"kind": kind, "stage": "scale", "candidate": candidate})
    return Started(setup=setup, plan=PLAN)


def said(*texts: str) -> list[Said]:
    return [Said(text=text) for text in texts]


@pytest.fixture
def archive(database_url: str) -> Iterator[Archive]:
    opened = Archive.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def execute(database_url: str) -> Execute:
    """Runs a statement behind the archive's back; gives the rows, if there are any."""

    def run(statement: str) -> Rows:
        engine = create_engine(read_address(database_url))
        with engine.begin() as connection:
            result = connection.execute(text(statement))
            rows = [tuple(row) for row in result] if result.returns_rows else []
        engine.dispose()
        return rows

    return run
