"""Questions and answers as JSON lines in, a line for each out, in the same order: what `assess` and `follow-up` share.

A line that cannot be judged is named on stderr and gets a line with an `error` in the output, so that nothing is lost
and the order holds.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.client import going_on
from assistant.commands.progress import progress_bar, say
from assistant.errors import EngineError, EngineUnreachable, InputError, StorageError, UnknownIdError
from assistant.judging.judge import Item, Judge
from assistant.opening import Models, load_team_rubric, open_models
from assistant.scoring import Progress
from assistant.settings import Settings
from assistant.types import Judgement, UnscoredReason
from knowledge.errors import KnowledgeError
from knowledge.rubrics import parse_rubric
from knowledge.types import Rubric

ROWS_AT_ONCE = 8
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""What JSON lets stand in a string, and many readers of lines take for the end of one."""


@dataclass(frozen=True)
class Failure:
    """Why a row has no judgement. `reason` is null where the row itself is at fault."""

    sentence: str
    reason: UnscoredReason | None = None


class Named(BaseModel):
    """What a line must have to be named in the output."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | int


class Row(Named):
    """One line of the input."""

    question: str
    answer: str
    role: str | None = None
    stage: str | None = None
    seniority: str | None = None
    rubric: dict[str, Any] | None = Field(None, description="judges this row alone")


Answer = Callable[[Models, Item, Judgement], Mapping[str, Any]]
Refuse = Callable[[Failure], Mapping[str, Any]]


def judge_rows(
    settings: Settings, source: Path, target: Path, rubric: Path | None, answer: Answer, refuse: Refuse
) -> int:
    """Judge every line of `source`, and write what `answer` makes of it into `target`, or what `refuse` does.

    Returns how many lines could not be judged. What is judged before the engine stops answering is kept in `target`;
    the lines left are marked `engine_failed`. Raises PlumblineError.
    """
    lines = _read(source)
    if target.resolve() == source.resolve():
        raise InputError(f"{target}: is the input too, and would be overwritten; name another file for the output")
    default = load_team_rubric(settings, rubric)
    with progress_bar() as bar, open_models(settings) as models, _writing(target) as out:
        rows = [_item(models.judge, f"{source}:{number}", line, default) for number, line in lines]
        failed = 0
        results = _results(models.judge, [item for _, item in rows], bar)
        for (row_id, item), result in zip(rows, results, strict=True):
            failed += isinstance(result, Failure)
            if isinstance(item, Failure):
                made = refuse(item)
            elif isinstance(result, Failure):
                made = refuse(result)
            else:
                made = answer(models, item, result)
            out.write(json.dumps({"id": row_id, **made}, ensure_ascii=False).translate(_LINE_ENDS) + "\n")
    return failed


def _results(
    judge: Judge, items: Sequence[Item | Failure], bar: Callable[[Progress], None]
) -> Iterator[Judgement | Failure]:
    """One for each item, in order. An engine that stops answering is told once and not asked again."""
    for first in range(0, len(items), ROWS_AT_ONCE):
        bar(Progress(first, len(items), f"judging {first + 1} of {len(items)}"))
        some = items[first : first + ROWS_AT_ONCE]
        try:
            judged = iter(_judged(judge, [item for item in some if isinstance(item, Item)]))
        except EngineUnreachable as error:
            say(f"plumbline: {error}")
            lost = Failure(str(error), UnscoredReason.ENGINE_FAILED)
            yield from [item if isinstance(item, Failure) else lost for item in items[first:]]
            return
        yield from [item if isinstance(item, Failure) else next(judged) for item in some]


def _judged(judge: Judge, items: Sequence[Item]) -> list[Judgement | Failure]:
    """All together where the engine takes them; where it refuses, one by one, so that only the refused fail."""
    try:
        return list(going_on(partial(judge.judge, items), lambda why: say(f"plumbline: {why}")))
    except EngineUnreachable:
        raise
    except EngineError as error:
        if len(items) > 1:
            return [result for item in items for result in _judged(judge, [item])]
        say(f"plumbline: {error}")
        return [Failure(str(error), UnscoredReason.ENGINE_FAILED)]


def _item(judge: Judge, where: str, line: str, default: Rubric | None) -> tuple[str | int | None, Item | Failure]:
    """The row's id with what to judge, or with why it cannot be judged."""
    row_id: str | int | None = None
    try:
        row_id = Named.model_validate_json(line).id
        row = Row.model_validate_json(line)
        rubric = parse_rubric(row.rubric, where) if row.rubric is not None else default
        item = Item(row.question, row.answer, row.stage, row.role, row.seniority, rubric)
        judge.check(item)
    except ValidationError as error:
        first = error.errors()[0]
        problem = f"{where}: {'.'.join(map(str, first['loc'])) or 'the line'}: {first['msg']}"
    except (UnknownIdError, KnowledgeError) as error:
        problem = f"{where}: {error}"
    else:
        return row_id, item
    say(f"plumbline: {problem}")
    return row_id, Failure(problem)


def _read(source: Path) -> list[tuple[int, str]]:
    try:
        text = source.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{source}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{source}: is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise InputError(f'{source}: is empty; write one {{"id", "question", "answer"}} a line')
    return lines


@contextmanager
def _writing(target: Path) -> Iterator[IO[str]]:
    """A file that takes its name only when it is finished; opened before any work is done for it."""
    part = target.with_name(target.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as out:
            yield out
        part.replace(target)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise StorageError(
            f"{target}: cannot be written ({error.strerror or error}); free some space or name another file"
        ) from error
