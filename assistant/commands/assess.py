"""`plumbline assess`: questions and answers as JSON lines in, judgements as JSON lines out, in the same order.

A line that cannot be judged is named on stderr and gets a line with an `error` in the output, so that nothing is lost
and the order holds.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.commands.progress import progress_bar, say
from assistant.errors import EngineError, InputError, StorageError, UnknownIdError
from assistant.judging.judge import Item, Judge
from assistant.opening import load_team_rubric, open_judge
from assistant.scoring import Progress
from assistant.settings import Settings
from assistant.types import Judgement, UnscoredReason
from knowledge.errors import KnowledgeError
from knowledge.load import parse_rubric
from knowledge.types import Rubric

ROWS_AT_ONCE = 8


@dataclass(frozen=True)
class Failure:
    """Why a row has no judgement. `reason` is null where the row itself is at fault."""

    sentence: str
    reason: UnscoredReason | None = None


class AssessRow(BaseModel):
    """One line of the input."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | int
    question: str
    answer: str
    role: str | None = None
    stage: str | None = None
    seniority: str | None = None
    rubric: dict[str, Any] | None = Field(None, description="judges this row alone")


def assess_file(settings: Settings, source: Path, target: Path, rubric: Path | None) -> int:
    """Judge every line of `source` into `target`. Returns how many lines could not be judged.

    What is judged before the engine stops answering is kept in `target`; the lines left are marked `engine_failed`.
    """
    lines = _read(source)
    default = load_team_rubric(rubric)
    with progress_bar() as bar, open_judge(settings) as judge, _writing(target) as out:
        rows = [_item(judge, f"{source}:{number}", line, default) for number, line in lines]
        failed = 0
        for first in range(0, len(rows), ROWS_AT_ONCE):
            bar(Progress(first, len(rows), f"judging {first + 1} of {len(rows)}"))
            some = rows[first : first + ROWS_AT_ONCE]
            results = _judged(judge, [item for _, item in some])
            failed += sum(isinstance(result, Failure) for result in results)
            out.writelines(_line(row_id, result) + "\n" for (row_id, _), result in zip(some, results, strict=True))
    return failed


def _judged(judge: Judge, items: Sequence[Item | Failure]) -> list[Judgement | Failure]:
    """The judgements of the items, in place; all of them failed where the engine does."""
    good = [item for item in items if isinstance(item, Item)]
    try:
        judgements = iter(judge.judge(good))
    except EngineError as error:
        say(f"plumbline: {error}")
        lost = Failure(str(error), UnscoredReason.ENGINE_FAILED)
        return [item if isinstance(item, Failure) else lost for item in items]
    return [item if isinstance(item, Failure) else next(judgements) for item in items]


def _item(judge: Judge, where: str, line: str, default: Rubric | None) -> tuple[str | int | None, Item | Failure]:
    """The row's id with what to judge, or with why it cannot be judged."""
    row_id: str | int | None = None
    try:
        row = AssessRow.model_validate_json(line)
        row_id = row.id
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


def _line(row_id: str | int | None, result: Judgement | Failure) -> str:
    """A line of the output; one that could not be judged has the same keys, empty, and an `error`."""
    if isinstance(result, Failure):
        row = dict.fromkeys(("depth", "depth_interval", "buzzword_load", "versions"), None)
        row |= {"unscored_reason": result.reason, "criteria": [], "evidence": [], "error": result.sentence}
        return json.dumps({"id": row_id, **row}, ensure_ascii=False)
    return json.dumps({"id": row_id, **result.model_dump(mode="json")}, ensure_ascii=False)


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
        raise StorageError(f"{target}: cannot be written ({error.strerror or error})") from error
