"""Tables as Markdown, with what a reader needs to trust them: commit, date, machine, versions."""

import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path("evals/results")


@dataclass(frozen=True)
class Table:
    """A titled table; cells are printed as they are."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    note: str = ""

    def __str__(self) -> str:
        lines = [self.header, tuple("---" for _ in self.header), *self.rows]
        body = "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
        return f"## {self.title}\n\n{body}\n" + (f"\n{self.note}\n" if self.note else "")


def write_results(name: str, what: str, tables: Sequence[Table], when: str | None = None) -> Path:
    """Print the tables and write them to `evals/results/NAME.md`; `when` is the provenance of a long run's start."""
    head = f"# {what}\n\n{when or provenance()}\n\n"
    text = head + "\n".join(str(table) for table in tables)
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{name}.md"
    path.write_text(text, encoding="utf-8")
    print(text)
    return path


def provenance() -> str:
    """One line: commit, date, machine."""
    commit = _git("rev-parse", "--short", "HEAD") + (
        "+changes" if _git("status", "--porcelain", "--", ":!evals/results", ":!evals/readings") else ""
    )
    date = datetime.now(UTC).date().isoformat()
    machine = f"{os.cpu_count()} CPU cores ({platform.machine()}), Python {platform.python_version()}"
    return f"Commit {commit}, {date}, {machine}."


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], capture_output=True, text=True, check=False).stdout.strip()
