"""`plumbline plan`: a summary in the terminal, files with `--out`, bad input told in a sentence. No engine is there."""

import json
from pathlib import Path

import pytest

from tests.assistant.commands.conftest import KNOWLEDGE, Plumbline

POSTING = (
    "MLOps Engineer\n\nYou bring\n- 5+ years of experience\n- Docker, Kubernetes, Helm, Terraform\n- A team player\n"
)


@pytest.fixture(autouse=True)
def _no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUMBLINE_ENGINE_URL", "http://127.0.0.1:9")


@pytest.fixture
def _whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUMBLINE_KNOWLEDGE_DIR", str(KNOWLEDGE))


@pytest.mark.usefixtures("_whole")
def test_a_summary_for_the_terminal(plumbline: Plumbline) -> None:
    asked = ["--role", "mlops_engineer", "--stage", "scale", "--interviewers", "Ana:45,Ben:60"]
    result = plumbline("plan", *asked)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Ana, 45 minutes:" in result.stdout
    assert "0:00   3 min  Welcome" in result.stdout
    assert "Asked by two:" in result.stdout
    assert all(len(line) <= 100 for line in result.stdout.splitlines())
    assert "\x1b" not in result.stdout


@pytest.mark.usefixtures("_whole")
def test_files_and_json(plumbline: Plumbline, tmp_path: Path) -> None:
    result = plumbline("plan", "--panel", "2", "--minutes", "30", "--json", "--out", tmp_path / "plan")
    assert result.exit_code == 0
    plan = json.loads(result.stdout)["plan"]
    assert [one["minutes"] for one in plan["sessions"]] == [30, 30]
    assert plan["stage_assumed"] is True
    assert {path.name for path in (tmp_path / "plan").iterdir()} == {
        "plan.json",
        "plan.html",
        "plan.md",
        "plan.pdf",
        "scorecard.csv",
    }


def test_from_a_posting(plumbline: Plumbline, tmp_path: Path) -> None:
    (tmp_path / "job.txt").write_text(POSTING, encoding="utf-8")
    result = plumbline("plan", "--jd", tmp_path / "job.txt", "--minutes", "30", "--out", tmp_path / "plan")
    assert result.exit_code == 0
    for words in ("“5+ years of experience”", "“Docker, Kubernetes, Helm, Terraform”", "“team player”", "Role profile"):
        assert words in result.stdout
    assert (tmp_path / "plan" / "role_profile.yaml").is_file()
    assert "## 3 vague demands" in (tmp_path / "plan" / "posting.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "text", "told"),
    [
        (["--interviewers", "Ana:5"], None, "20 to 120 minutes"),
        (["--work-sample", "none-such"], None, "unknown work sample"),
        ([], "?!", "has no words in it"),
        ([], "word " * 20_000, "about 40 pages"),
    ],
)
def test_what_cannot_be_planned(
    plumbline: Plumbline, tmp_path: Path, arguments: list[str], text: str | None, told: str
) -> None:
    if text is not None:
        (tmp_path / "job.txt").write_text(text, encoding="utf-8")
        arguments = ["--jd", str(tmp_path / "job.txt")]
    result = plumbline("plan", *arguments)
    assert result.exit_code == 1
    assert told in result.stderr
    assert "Traceback" not in result.stderr
