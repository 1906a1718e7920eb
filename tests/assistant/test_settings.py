"""Where things live and which engine answers, from the environment or from what a command was given."""

from pathlib import Path

import pytest

from assistant.archive.address import read_address, shown
from assistant.errors import InputError
from assistant.settings import Settings


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"PLUMBLINE_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_an_environment_everything_is_embedded_in_one_folder(tmp_path: Path) -> None:
    settings = Settings.of()
    assert (settings.engine_url, settings.model, settings.adapter, settings.chroma_url) == (None,) * 4
    assert settings.data_dir == tmp_path.resolve() / ".plumbline"
    for folder in (settings.cache_dir, settings.index_dir, settings.reports_dir, settings.logs_dir):
        assert folder.parent == settings.data_dir
    assert list(tmp_path.iterdir()) == [], "reading the settings writes nothing"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("engine_url", "http://h:1", "http://h:1"),
        ("engine_timeout_s", "2.5", 2.5),
        ("ui_port", "99", 99),
        ("adapter", "there", "there"),
        ("knowledge_dir", "team", Path("team")),
    ],
)
def test_the_environment_sets(monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: object) -> None:
    monkeypatch.setenv(f"PLUMBLINE_{name.upper()}", value)
    assert getattr(Settings.of(), name) == expected


def test_what_a_command_is_given_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUMBLINE_ENGINE_URL", "http://environment")
    assert Settings.of(engine_url="http://given").engine_url == "http://given"
    assert Settings.of(engine_url=None).engine_url == "http://environment"


def test_the_data_folder_is_the_same_wherever_a_part_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", "here")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert Settings.of().data_dir == tmp_path.resolve() / "here"
    monkeypatch.setenv("PLUMBLINE_DATA_DIR", "~/there")
    assert Settings.of().data_dir == (tmp_path / "home" / "there").resolve()


@pytest.mark.parametrize(
    ("name", "value"),
    [("ui_port", "many"), ("engine_timeout_s", "0"), ("interactive_timeout_s", "0"), ("engine_start_timeout_s", "-1")],
)
def test_a_setting_that_cannot_be_is_named_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"PLUMBLINE_{name.upper()}", value)
    with pytest.raises(InputError, match=rf"PLUMBLINE_{name.upper()}: .*; correct or unset it") as told:
        Settings.of()
    assert "\n" not in str(told.value)


def test_interviews_and_practices_have_a_file_each(tmp_path: Path) -> None:
    settings = Settings.of(data_dir=tmp_path / "odd ?%#@: name")
    files = [shown(read_address(url)) for url in (settings.team_archive_url, settings.practice_archive_url)]
    assert files == [f"{settings.data_dir}/archive.db", f"{settings.data_dir}/practice.db"]


@pytest.mark.parametrize(
    ("team", "practice"),
    [
        ("postgresql://u:p@h/team", None),
        (None, "postgresql://u:p@h/practice"),
        ("postgresql://u:p@h/team", "postgresql://u:p@h/practice"),
        ("postgresql://u:p@h/both?options=-csearch_path=team", "postgresql://u:p@h/both?options=-csearch_path=mine"),
        ("sqlite:////srv/one.db", "sqlite:////srv/two.db"),
    ],
)
def test_a_database_may_be_elsewhere(team: str | None, practice: str | None) -> None:
    settings, own = Settings.of(database_url=team, practice_url=practice), Settings.of()
    assert settings.team_archive_url == (team or own.team_archive_url)
    assert settings.practice_archive_url == (practice or own.practice_archive_url)


@pytest.mark.parametrize(
    ("team", "practice"),
    [
        ("postgresql://u:s3cret@h/d", "postgresql://u:s3cret@h/d"),
        ("postgresql://u:s3cret@h/d", "postgres+psycopg://other:s3cret@h/d"),
        ("postgresql://u:s3cret@H:5432/d", "postgresql://u:s3cret@h/d"),
        ("sqlite:///here.db", "sqlite:///../{here}/here.db"),
        (None, "sqlite:///.plumbline/archive.db"),
        ("sqlite:///.plumbline/practice.db", None),
    ],
)
def test_practices_are_never_in_the_teams_database(tmp_path: Path, team: str | None, practice: str | None) -> None:
    where = practice and practice.replace("{here}", tmp_path.name)
    with pytest.raises(InputError, match="PLUMBLINE_PRACTICE_URL: names the team's database") as told:
        Settings.of(database_url=team, practice_url=where)
    assert "s3cret" not in str(told.value)


def test_a_database_url_that_cannot_be_read_gives_no_password_away() -> None:
    wrong = "postgresql://u:s3cret\u2100[@h/d"
    assert Settings.of(database_url=wrong).team_archive_url == wrong, "it is refused where it is used"


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings.of().ui_port = 1  # type: ignore[misc]


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
