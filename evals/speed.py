"""How fast: starting, judging a transcript, reading labels, writing, follow-up cards. `make bench` prints these tables.

Machines are shared and noisy: medians of a few runs, and ratios within one run, are worth more than single figures.
"""

import statistics
import tempfile
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from assistant.asking.events import Setup
from assistant.client import Engine, Message
from assistant.engine import open_engine
from assistant.judging.labelled import read_dataset
from assistant.judging.scorer import Scorer
from assistant.opening import open_judge, open_rooms
from assistant.scoring import ScoreOptions
from assistant.settings import Settings
from evals.judge.cost import TOKENS, against_a_verdict, chat_all, seconds
from evals.tables import Table, write_results

SAMPLE = Path("assistant/samples/plain-and-deep.vtt")
CARDS, LONG_WORDS = 20, 120


def speed(
    runs: Annotated[int, typer.Option(help="Repetitions of which the median is shown.")] = 3,
    engine: Annotated[str | None, typer.Option(help="Engine URL; without it the embedded one.")] = None,
) -> None:
    """Time the main paths and print the tables."""
    settings = Settings(engine_url=engine) if engine else Settings()
    tables = [_start(settings)] if engine is None else []
    with open_engine(settings) as opened:
        tables += [against_a_verdict(opened, runs), _writing(opened, runs)]
    tables += [_transcript(settings, runs), _cards(settings)]
    write_results("speed", "Speed", tables)


def _start(settings: Settings) -> Table:
    """A cold start unpacks the model once; later ones load it."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = settings.model_copy(update={"data_dir": Path(folder)})
        cold, warm = (seconds(lambda: _open_and_close(fresh)) for _ in range(2))
    return Table(
        "Starting the embedded engine", ("what", "seconds"), (("first", f"{cold:.1f}"), ("later", f"{warm:.1f}"))
    )


def _open_and_close(settings: Settings) -> None:
    with open_engine(settings):
        pass


def _writing(engine: Engine, runs: int) -> Table:
    lines = []
    for clients in (1, 8):
        asked = [[Message("user", f"Say something about the number {n}.")] for n in range(clients)]
        seconds = statistics.median(seconds(partial(chat_all, engine, asked)) for _ in range(runs))
        lines.append((clients, f"{clients * TOKENS / seconds:.0f}"))
    return Table("Writing", ("clients", "tokens per second, at most"), tuple(lines), f"Up to {TOKENS} tokens a reply.")


def _transcript(settings: Settings, runs: int) -> Table:
    """The sample transcript from file to report value."""
    words = len(SAMPLE.read_text(encoding="utf-8").split())
    with open_judge(settings) as judge:
        scorer = Scorer(judge)
        seconds = [seconds(lambda: scorer.score(SAMPLE, ScoreOptions(), lambda _: None)) for _ in range(runs)]
    return Table(
        "Scoring a transcript",
        ("file", "words", "seconds, first", "seconds, median"),
        ((SAMPLE.name, words, f"{seconds[0]:.1f}", f"{statistics.median(seconds):.1f}"),),
        "Later runs find their readings in the server's memory; the first is what a person waits for.",
    )


def _cards(settings: Settings) -> Table:
    """From the moment that an interviewer sends what a candidate said to the cards on it; no answer seen before."""
    rows = [row.answer for row in read_dataset() if row.answer.split == "validation" and row.labels[0].depth]
    timed: list[tuple[int, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        own = {name: f"sqlite:///{folder}/{name}.db" for name in ("database_url", "practice_url")}
        with open_rooms(settings.model_copy(update=own)) as rooms:
            for row in rows[:CARDS]:
                view = rooms.desk.open(Setup(kind="interview", stage=row.stage))
                rooms.desk.say(view.id, row.answer, view.seen, said=True)
                took = seconds(lambda view=view: list(rooms.desk.advance(view.id)))  # type: ignore[misc]
                timed.append((len(row.answer.split()), took))
    long = [took for words, took in timed if words >= LONG_WORDS]
    every = [took for _, took in timed]
    return Table(
        "From an answer told to the cards on it",
        ("answers", "of them", "seconds, median", "seconds, slowest"),
        (
            ("all", len(every), f"{statistics.median(every):.1f}", f"{max(every):.1f}"),
            (f"{LONG_WORDS} words or more", len(long), f"{statistics.median(long):.1f}", f"{max(long):.1f}"),
        ),
        "The first answers meet shapes that the engine compiles then.",
    )
