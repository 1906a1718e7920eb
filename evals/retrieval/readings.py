"""What blind readers were given to judge, and how they judged it: sheets, their keys, and the readers' grades.

A sheet shows for each query the entries that any method found, shuffled, without method or score; its key says which
text of which entry stood under which number. Later sheets add what was not judged before and never ask again. A grade
holds for that text of the entry: where the entry was reworded since, it is unjudged.
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from evals.retrieval.entries import text_hash
from evals.retrieval.queries import Query

FOLDER = Path(__file__).parents[1] / "readings"
SHEET, KEY, READER = "retrieval-sheet", "retrieval-key", "retrieval-reader-"
SEED = 4


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Shown(_Row):
    """What stood under a number on a sheet: an entry, with the hash of the text that was read."""

    query_id: str
    n: int
    entry: str
    hash: str


class Grade(_Row):
    """One reader's grade of what stood under a number: 0 no use, 1 touches it, 2 helps with part, 3 what was meant."""

    query_id: str
    n: int
    grade: int = Field(ge=0, le=3)


Grades = Mapping[str, Mapping[str, tuple[float, ...]]]
"""By query id and entry, every reader's grade."""


def read_grades(texts: Mapping[str, str], folder: Path = FOLDER) -> Grades:
    """The grades that still hold for the knowledge's entries as they are now."""
    keys = {(row.query_id, row.n): row for row in _keys(folder)}
    found: dict[str, dict[str, tuple[float, ...]]] = defaultdict(dict)
    for path in sorted(folder.glob(f"{READER}*.jsonl")):
        for line in _lines(path):
            grade = Grade.model_validate_json(line)
            shown = keys[grade.query_id, grade.n]
            if shown.entry in texts and text_hash(texts[shown.entry]) == shown.hash:
                before = found[grade.query_id].get(shown.entry, ())
                found[grade.query_id][shown.entry] = (*before, float(grade.grade))
    return found


def write_sheet(
    queries: Sequence[Query],
    pools: Mapping[str, Sequence[str]],
    texts: Mapping[str, str],
    folder: Path = FOLDER,
    anew: bool = False,
) -> tuple[Path, int]:
    """A sheet with what no sheet has shown yet, and how many entries are on it; `anew` removes all earlier sheets."""
    if anew:
        for path in (*_sheets(folder), *_key_files(folder)):
            path.unlink()
    shown = _keys(folder)
    number = len(_key_files(folder)) + 1
    suffix = f"-{number}" if number > 1 else ""
    rows = list(_new_rows(queries, pools, texts, shown))
    sheet = folder / f"{SHEET}{suffix}.jsonl"
    if rows:
        folder.mkdir(parents=True, exist_ok=True)
        by_id = {query.id: query for query in queries}
        told = [_told(by_id[id_], keyed, texts) for id_, keyed in _by_query(rows).items()]
        sheet.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in told), encoding="utf-8")
        key = "".join(f"{row.model_dump_json()}\n" for row in rows)
        (folder / f"{KEY}{suffix}.jsonl").write_text(key, encoding="utf-8")
    return sheet, len(rows)


def _new_rows(
    queries: Sequence[Query], pools: Mapping[str, Sequence[str]], texts: Mapping[str, str], shown: Sequence[Shown]
) -> Iterator[Shown]:
    seen = {(row.query_id, row.entry, row.hash) for row in shown}
    last = {row.query_id: row.n for row in sorted(shown, key=lambda row: row.n)}
    for query in queries:
        rows = [(query.id, entry, text_hash(texts[entry])) for entry in sorted(set(pools[query.id]))]
        new = [row for row in rows if row not in seen]
        order = random.Random(f"{SEED} {query.id} {last.get(query.id, 0)}").sample(new, len(new))
        for n, (_, entry, hashed) in enumerate(order, last.get(query.id, 0) + 1):
            yield Shown(query_id=query.id, n=n, entry=entry, hash=hashed)


def _told(query: Query, rows: Sequence[Shown], texts: Mapping[str, str]) -> dict[str, object]:
    candidates = [{"n": row.n, "entry": row.entry, "text": texts[row.entry]} for row in rows]
    return {"query_id": query.id, "query": query.query, "context": query.context, "candidates": candidates}


def _by_query(rows: Sequence[Shown]) -> dict[str, list[Shown]]:
    by_query: dict[str, list[Shown]] = defaultdict(list)
    for row in rows:
        by_query[row.query_id].append(row)
    return by_query


def _sheets(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"{SHEET}*.jsonl"))


def _key_files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"{KEY}*.jsonl"))


def _keys(folder: Path) -> list[Shown]:
    return [Shown.model_validate_json(line) for path in _key_files(folder) for line in _lines(path)]


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
