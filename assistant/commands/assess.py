"""`plumbline assess`: questions and answers as JSON lines in, judgements as JSON lines out, in the same order.

A line that cannot be judged is named on stderr and gets a line with an `error` in the output, so that nothing is lost
and the order holds.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.commands.progress import progress_bar, say
from assistant.errors import InputError, StorageError, UnknownIdError
from assistant.judging.judge import Item, Judge
from assistant.opening import load_team_rubric, open_judge
from assistant.scoring import Progress
from assistant.settings import Settings
from assistant.types import Judgement
from knowledge.errors import KnowledgeError
from knowledge.load import parse_rubric
from knowledge.types import Rubric

ROWS_AT_ONCE = 8


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
    """Judge every line of `source` into `target`. Returns how many lines could not be judged."""
    lines = _read(source)
    default = load_team_rubric(rubric)
    with open_judge(settings) as judge, progress_bar() as bar:
        rows = [_item(judge, f"{source}:{number}", line, default) for number, line in lines]
        good = [item for _, item in rows if isinstance(item, Item)]
        judgements = iter(_judged(judge, good, bar))
        out = [_line(row_id, next(judgements) if isinstance(item, Item) else item) for row_id, item in rows]
    _write(target, out)
    return len(rows) - len(good)


def _judged(judge: Judge, items: list[Item], bar: Any) -> Iterator[Judgement]:
    for first in range(0, len(items), ROWS_AT_ONCE):
        bar(Progress(first, len(items), f"judging {first + 1} of {len(items)}"))
        yield from judge.judge(items[first : first + ROWS_AT_ONCE])


def _item(judge: Judge, where: str, line: str, default: Rubric | None) -> tuple[str | int | None, Item | str]:
    """The row's id with what to judge, or with the sentence that says why it cannot be judged."""
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
    return row_id, problem


def _line(row_id: str | int | None, result: Judgement | str) -> str:
    if isinstance(result, str):
        return json.dumps({"id": row_id, "error": result}, ensure_ascii=False)
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


def _write(target: Path, lines: list[str]) -> None:
    part = target.with_name(target.name + ".part")
    try:
        part.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        part.replace(target)
    except OSError as error:
        raise StorageError(f"{target}: cannot be written ({error.strerror}); nothing was kept") from error
