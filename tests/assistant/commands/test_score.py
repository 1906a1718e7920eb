"""`plumbline score`: a folder of reports for each transcript; one that cannot be scored never stops the others."""

import json
from pathlib import Path

import pytest

from tests.assistant.commands.conftest import Plumbline
from tests.assistant.judging.test_scorer import ALONE, INTERVIEW, PANEL
from tests.fakes import FakeEngine, fails, served_model

FILES = ["report.csv", "report.html", "report.json", "report.md", "report.pdf"]
SAMPLES = Path(__file__).parents[3] / "assistant" / "samples"
DEAD = "http://127.0.0.1:9"


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "omar.txt"
    path.write_text(INTERVIEW, encoding="utf-8")
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "reports"


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_transcript_gets_its_reports_and_a_line(plumbline: Plumbline, engine: str, talk: Path, out: Path) -> None:
    result = plumbline("score", talk, "--out", out, "--engine", engine, "--stage", "scale", "--role", "mlops_engineer")
    assert (result.exit_code, result.stderr) == (0, "")
    assert listed(out) == ["omar"]
    assert listed(out / "omar") == FILES
    report = json.loads((out / "omar" / "report.json").read_text(encoding="utf-8"))
    assert (report["candidate"], report["stage"], report["role"]) == ("Omar", "scale", "mlops_engineer")
    (line,) = result.stdout.splitlines()
    assert line.startswith(f"{talk}: Omar: depth {report['depth']:.1f} of 5")
    assert line.endswith(str(out / "omar"))
    for criterion in report["criteria"]:
        for span in criterion["evidence"]:
            assert report["turns"][span["turn"]]["text"][span["start"] : span["end"]] == span["text"]


def test_every_file_of_the_shipped_samples_is_an_interview(plumbline: Plumbline, engine: str, out: Path) -> None:
    result = plumbline("score", SAMPLES, "--out", out, "--engine", engine)
    assert (result.exit_code, result.stderr) == (0, "")
    assert len(result.stdout.splitlines()) == 3


def test_without_out_reports_go_into_the_data_folder(
    plumbline: Plumbline, engine: str, talk: Path, place: Path
) -> None:
    assert plumbline("score", talk, "--engine", engine).exit_code == 0
    assert listed(place / "data" / "reports" / "omar") == FILES
    assert listed(talk.parent) == ["omar.txt"]


def test_what_is_no_interview_is_done_with_a_reason(plumbline: Plumbline, engine: str, talk: Path, out: Path) -> None:
    talk.write_text(ALONE)
    result = plumbline("score", talk, "--out", out, "--engine", engine)
    assert result.exit_code == 0
    assert "no score, one_speaker: Only Ann speaks" in result.stdout
    assert listed(out / "omar") == FILES


def test_several_candidates_get_a_folder_each_and_a_comparison(
    plumbline: Plumbline, engine: str, talk: Path, out: Path
) -> None:
    talk.write_text(PANEL)
    assert plumbline("score", talk, "--out", out, "--engine", engine).exit_code == 0
    assert listed(out / "omar") == ["bruno", "comparison.html", "comparison.json", "nadia"]
    result = plumbline("score", talk, "--out", out / "one", "--engine", engine, "--candidate", "Nadia")
    assert result.stdout.count("depth") == 1
    assert listed(out / "one" / "omar") == FILES


def test_a_bad_file_among_others_is_named_at_the_end(
    plumbline: Plumbline, engine: str, talk: Path, out: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    (folder / ".hidden").mkdir(parents=True)
    (folder / ".hidden" / "no.txt").write_text(INTERVIEW)
    (folder / "notes.pdf").write_bytes(b"%PDF")
    (folder / "broken.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "second.txt").write_text(INTERVIEW.replace("Omar", "Olga"))
    (tmp_path / "nothing").mkdir()
    missing = tmp_path / "missing.vtt"
    given = (talk, missing, folder, tmp_path / "nothing")
    result = plumbline("score", *given, "--out", out, "--engine", engine)
    assert result.exit_code == 1
    assert listed(out) == ["comparison.html", "comparison.json", "omar", "second"]
    assert [r["candidate"] for r in json.loads((out / "comparison.json").read_text())["candidates"]] == ["Omar", "Olga"]
    *_, last = result.stderr.split("could not be scored:")
    assert "3 could not be scored:" in result.stderr
    for bad in (missing, folder / "broken.txt", tmp_path / "nothing"):
        assert f"  {bad}" in last


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no such file"),
        (b"", "is empty"),
        (b"\x00\x01\x02" * 400, "text"),
        (b"prose without any names", "no speakers"),
    ],
)
def test_a_file_that_is_no_transcript_is_told(
    plumbline: Plumbline, engine: str, tmp_path: Path, out: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "talk.txt"
    if content is not None:
        path.write_bytes(content)
    result = plumbline("score", path, "--out", out, "--engine", engine)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"plumbline: {path}: ")
    assert said in result.stderr
    assert result.stderr.count("talk.txt") == 1
    assert not out.exists()


@pytest.mark.parametrize(
    ("option", "value", "known"),
    [
        ("--stage", "growth", "prototype_to_production"),
        ("--role", "chef", "mlops_engineer"),
        ("--seniority", "boss", "lead"),
    ],
)
def test_unknown_ids_list_the_known_ones(
    plumbline: Plumbline, engine: str, fake: FakeEngine, talk: Path, out: Path, option: str, value: str, known: str
) -> None:
    result = plumbline("score", talk, option, value, "--out", out, "--engine", engine)
    assert result.exit_code == 1
    assert f"unknown {option[2:]} {value!r}; known: " in result.stderr
    assert known in result.stderr
    assert not out.exists()
    assert fake.history == []


def test_every_problem_of_a_rubric_is_listed(plumbline: Plumbline, talk: Path, out: Path, tmp_path: Path) -> None:
    rubric = tmp_path / "team.yaml"
    rubric.write_text(
        "id: team\ncriteria:\n  - {id: a b, name: A, levels: [one], weight: -1}\n  - {id: c, colour: red}\n"
    )
    result = plumbline("score", talk, "--rubric", rubric, "--out", out, "--engine", DEAD)
    assert result.exit_code == 1
    for place in ("criteria[0].id", "criteria[0].levels", "criteria[0].weight", "criteria[0].description", "colour"):
        assert place in result.stderr
    assert not out.exists()


def test_a_rubric_decides_the_criteria(
    plumbline: Plumbline, engine: str, talk: Path, out: Path, tmp_path: Path
) -> None:
    rubric = tmp_path / "team.yaml"
    rubric.write_text(
        "id: team\ncriteria:\n"
        "  - {id: calm, name: Calm, description: Stays calm., levels: [tense, calm]}\n"
        "  - {id: numbers, name: Numbers, description: Gives numbers., levels: [a, b, c, d], weight: 2}\n"
    )
    assert plumbline("score", talk, "--rubric", rubric, "--out", out, "--engine", engine).exit_code == 0
    report = json.loads((out / "omar" / "report.json").read_text())
    assert [c["id"] for c in report["criteria"]] == ["calm", "numbers"]
    assert report["versions"]["rubric"].startswith("team@")


def test_a_dead_engine_is_told_and_nothing_is_written(plumbline: Plumbline, talk: Path, out: Path) -> None:
    result = plumbline("score", talk, "--out", out, "--engine", DEAD)
    assert result.exit_code == 1
    assert "nothing answers at http://127.0.0.1:9/v1" in result.stderr
    assert "start it, or correct the address" in result.stderr
    assert not out.exists()


@pytest.mark.parametrize("address", ["nonsense", "http://", "ftp://127.0.0.1:9", "http://127.0.0.1:9:9", "http://[::"])
def test_an_address_that_is_none_is_told(plumbline: Plumbline, talk: Path, out: Path, address: str) -> None:
    result = plumbline("score", talk, "--out", out, "--engine", address)
    assert result.exit_code == 1
    assert f"plumbline: {address!r} is not the address of an engine" in result.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    ("models", "said"),
    [
        ([], "no model named 'judge'"),
        ([served_model(id="gpt")], "no model named 'judge' (it has: gpt)"),
        ([served_model(adapter=None, adapter_version=None)], "serves the bare base as 'judge', which judges at chance"),
        ([served_model(adapter_version="9")], "serves judge@9, but the calibration here is for judge@test"),
    ],
)
def test_an_engine_that_cannot_be_the_judges_is_refused(
    plumbline: Plumbline, talk: Path, out: Path, models: list[dict[str, object]], said: str
) -> None:
    other = FakeEngine(models=models)
    with other.served() as url:
        result = plumbline("score", talk, "--out", out, "--engine", url)
    assert result.exit_code == 1
    assert said in result.stderr
    assert other.history == []
    assert not out.exists()


def test_an_engine_of_another_make_is_believed_and_written_down(plumbline: Plumbline, talk: Path, out: Path) -> None:
    with FakeEngine(models=[{"id": "judge", "object": "model", "created": 1, "owned_by": "vllm"}]).served() as url:
        assert plumbline("score", talk, "--out", out, "--engine", url).exit_code == 0
    versions = json.loads((out / "omar" / "report.json").read_text())["versions"]
    assert versions["model"] == "unknown"
    assert "judge@test" in versions["adapter"]


def test_an_engine_that_goes_away_leaves_what_is_done(
    plumbline: Plumbline, talk: Path, out: Path, tmp_path: Path
) -> None:
    for name, candidate in (("second", "Olga"), ("third", "Otto"), ("fourth", "Orla")):
        (tmp_path / f"{name}.txt").write_text(
            INTERVIEW.replace("parcels", f"{name} parcels").replace("Omar", candidate)
        )
    gone = FakeEngine(fails(502, "bad gateway", where="third parcels"))
    paths = [talk, *(tmp_path / f"{name}.txt" for name in ("second", "third", "fourth"))]
    with gone.served() as url:
        result = plumbline("score", *paths, "--out", out, "--engine", url)
    assert result.exit_code == 1
    assert listed(out) == ["comparison.html", "comparison.json", "omar", "second"]
    assert "2 could not be scored:" in result.stderr
    assert f"  {paths[2]}" in result.stderr
    assert f"  {paths[3]}" in result.stderr


def test_an_out_folder_that_cannot_be_written_is_told(
    plumbline: Plumbline, engine: str, talk: Path, tmp_path: Path
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine")
    result = plumbline("score", talk, "--out", taken, "--engine", engine)
    assert result.exit_code == 1
    assert f"could not be written to {taken}" in result.stderr
    assert taken.read_text() == "mine"


def test_reports_of_an_earlier_run_are_no_transcripts(
    plumbline: Plumbline, engine: str, talk: Path, tmp_path: Path
) -> None:
    for _ in range(2):
        result = plumbline("score", tmp_path, "--out", tmp_path / "reports", "--engine", engine)
        assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1)


def test_without_an_adapter_nothing_is_judged(
    plumbline: Plumbline, engine: str, talk: Path, out: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PLUMBLINE_ADAPTER", str(tmp_path))
    result = plumbline("score", talk, "--out", out, "--engine", engine)
    assert result.exit_code == 1
    assert "is no adapter folder" in result.stderr
    monkeypatch.delenv("PLUMBLINE_ADAPTER")
    monkeypatch.setenv("PLUMBLINE_MODEL", str(tmp_path))
    result = plumbline("score", talk, "--out", out)
    assert result.exit_code == 1
    assert "the bare base model judges at chance" in result.stderr
