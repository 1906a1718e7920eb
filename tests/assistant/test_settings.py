"""Where things live and which engine answers, from the environment or from what a command was given."""

from pathlib import Path

import pytest

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


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings.of().ui_port = 1  # type: ignore[misc]


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
