"""The command line in a process of its own, in a pipe: quiet, with exit codes, and one sentence for what went wrong."""

import subprocess
import sys
from pathlib import Path

from tests.assistant.commands.test_assess import CONTRACT, DEEP, read, row, write
from tests.assistant.judging.test_scorer import INTERVIEW

ROOT = Path(__file__).parents[3]
LIMIT_S = 240


def plumbline(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as a script calls it; the environment is the one of `_surroundings`."""
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from assistant.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", start, *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )


def test_a_judgement_is_all_there_is(engine: str, tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", [row("one"), "{", row("two", "")])
    ran = plumbline(tmp_path, "assess", "in.jsonl", "out.jsonl", "--engine", engine)
    assert (ran.returncode, ran.stdout) == (1, "")
    (sentence,) = ran.stderr.splitlines()
    assert sentence.startswith("plumbline: in.jsonl:2: ")
    lines = read(tmp_path / "out.jsonl")
    assert [line["id"] for line in lines] == ["one", None, "two"]
    assert all(line.keys() >= CONTRACT for line in lines)
    assert lines[0]["evidence"]
    assert all(span["text"] == DEEP[span["start"] : span["end"]] for span in lines[0]["evidence"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_a_dead_engine_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "omar.txt").write_text(INTERVIEW, encoding="utf-8")
    ran = plumbline(tmp_path, "score", "omar.txt", "--out", "reports", "--engine", "http://127.0.0.1:9")
    assert (ran.returncode, ran.stdout) == (1, "")
    (sentence,) = ran.stderr.splitlines()
    assert sentence.startswith("plumbline: nothing answers at http://127.0.0.1:9/v1")
    assert not (tmp_path / "reports").exists()
