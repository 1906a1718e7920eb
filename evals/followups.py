"""Is a model's wording of a follow-up better than the bank's with the quote filled in? Blind readers say.

    python -m evals follow-ups sheet SHEET.jsonl KEY.jsonl [--engine URL] [--base URL] [--split test]
    python -m evals follow-ups tally NAME KEY.jsonl RATINGS.jsonl...

`sheet` finds one follow-up in each of forty answers, worded in up to three ways: the bank's, the trained
interviewer's of `--engine` and the bare base's of `--base`, in a random order that only the key knows. A reader orders
them (`{"id", "order": ["B", "A", "C"], "unusable": ["C"]}`, best first). `tally` says how often each was put before the
bank's, over all answers and over those where code would have kept the wording.
"""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from pydantic import BaseModel, ConfigDict

from assistant.asking.probing.followups import Answered, Inquiry, follow_ups
from assistant.asking.probing.proposals import INTERVIEWER, follow_up_prompt
from assistant.client import Engine
from assistant.judging.judge import Item, Judge
from assistant.judging.labelled import read_dataset
from assistant.opening import open_judge
from assistant.settings import Settings
from evals.statistics import with_interval
from evals.tables import Table, write_results

ANSWERS, SEED = 40, 11
LETTERS = "ABC"
app = typer.Typer(no_args_is_help=True, help=__doc__)


@dataclass(frozen=True)
class Worded:
    """One follow-up in several ways, by the name of who worded it; `kept` names the models whose wording passes."""

    id: str
    question: str
    answer: str
    ways: dict[str, str]
    kept: tuple[str, ...]


@app.command()
def sheet(
    sheet: Path,
    key: Path,
    engine: Annotated[str | None, typer.Option(help="Serves the judge and a trained interviewer.")] = None,
    base: Annotated[str | None, typer.Option(help="Serves the bare base as interviewer.")] = None,
    split: Annotated[str, typer.Option(help="Whose answers: validation or test.")] = "validation",
) -> None:
    """Write the readers' sheet and its key."""
    order = random.Random(SEED)
    rows = [row.answer for row in read_dataset() if row.answer.split == split and row.labels[0].depth]
    lines: list[tuple[str, str]] = []
    writers = {name: Engine(url) for name, url in (("model", engine), ("base", base)) if url}
    with open_judge(Settings.of(engine_url=engine)) as judge:
        for row in order.sample(rows, len(rows)):
            item = Item(row.question, row.answer, row.stage)
            if len(lines) < ANSWERS and (worded := _worded(judge, row.id, item, writers)):
                names = order.sample(list(worded.ways), len(worded.ways))
                shown = {letter: worded.ways[name] for letter, name in zip(LETTERS, names, strict=False)}
                told = {"id": worded.id, "question": worded.question, "answer": worded.answer, **shown}
                kept = {"id": worded.id, "names": dict(zip(LETTERS, names, strict=False)), "kept": worded.kept}
                lines.append((json.dumps(told, ensure_ascii=False), json.dumps(kept)))
    sheet.write_text("".join(f"{told}\n" for told, _ in lines), encoding="utf-8")
    key.write_text("".join(f"{kept}\n" for _, kept in lines), encoding="utf-8")
    typer.echo(f"{len(lines)} answers")


def _worded(judge: Judge, name: str, item: Item, writers: dict[str, Engine]) -> Worded | None:
    """The best follow-up of an answer in every way; of a writer's four what code would keep, else its first."""
    judgement = judge.judge([item])[0]
    criteria = judge.yardstick_of(item.stage, item.role, None).criteria
    answered = Answered(item.question, item.answer, judgement, criteria)
    bank = follow_ups(judge, answered, most=1).found
    if not bank:
        return None
    worded = {who: follow_ups(judge, answered, most=1, writer=writer).found[0] for who, writer in writers.items()}
    kept = tuple(who for who, one in worded.items() if one.source == "model")
    ways = {who: one.question if who in kept else _first(writers[who], item, bank[0]) for who, one in worded.items()}
    return Worded(name, item.question, item.answer, {"bank": bank[0].question, **ways}, kept)


def _first(writer: Engine, item: Item, inquiry: Inquiry) -> str:
    """What a writer says first where nothing it said passes the checks; the bank would be asked instead."""
    probe = inquiry.question.removeprefix(f"You said “{inquiry.quote}”. ")
    part = item.answer[max(0, inquiry.start - 120) : inquiry.end + 120]
    prompt = follow_up_prompt(item.question, part, inquiry.quote, inquiry.missing, probe)
    return " ".join(writer.chat(INTERVIEWER, prompt, max_tokens=48).split())


@app.command()
def tally(name: str, key: Path, ratings: list[Path]) -> None:
    """Count how often each way was put before the bank's, into `evals/results/NAME.md`."""
    keys = {row.id: row for row in (Key.model_validate_json(line) for line in _lines(key))}
    read = [Rating.model_validate_json(line) for path in ratings for line in _lines(path)]
    ways = [way for way in ("model", "base") if any(way in one.names.values() for one in keys.values())]
    rows = [_row(way, read, keys) for way in ways]
    unusable = sum(_name(keys[one.id], "bank") in one.unusable for one in read)
    rows.append(("bank", "", "", f"{unusable} of {len(read)}"))
    header = ("wording", "put before the bank's", "the same where code would keep it", "not usable aloud")
    note = f"{len(ratings)} blind readers (language models), {len(keys)} answers; 90 % intervals over answers."
    write_results(name, "Who words a follow-up better?", [Table("Follow-ups", header, tuple(rows), note)])


class Key(BaseModel):
    """Which letter is whose wording for an answer, and which models' wordings pass the checks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    names: dict[str, str]
    kept: tuple[str, ...]


class Rating(BaseModel):
    """How one reader ordered the wordings of one answer, best first, and which could not be said aloud."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    order: tuple[str, ...]
    unusable: tuple[str, ...] = ()


def _row(way: str, read: Sequence[Rating], keys: Mapping[str, Key]) -> tuple[str, str, str, str]:
    kept = [one for one in read if way in keys[one.id].kept]
    unusable = sum(_name(keys[one.id], way) in one.unusable for one in read)
    return way, _wins(way, read, keys), _wins(way, kept, keys), f"{unusable} of {len(read)}"


def _wins(way: str, read: Sequence[Rating], keys: Mapping[str, Key]) -> str:
    """The share of readings in which a wording stands before the bank's, and of how many answers."""
    if not read:
        return "none kept"
    places = [[one.order.index(_name(keys[one.id], who)) for who in (way, "bank")] for one in read]
    won = np.array([float(own < bank) for own, bank in places])
    groups = [one.id for one in read]
    return f"{with_interval(lambda column: float(column.mean()), groups, won)} of {len(set(groups))} answers"


def _name(key: Key, who: str) -> str:
    return next(letter for letter, name in key.names.items() if name == who)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
