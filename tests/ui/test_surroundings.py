"""Gradio is told to keep everything in the data folder and to report nothing; a taken port is told in a sentence."""

import os
import socket
from pathlib import Path

import pytest

from assistant.errors import InputError, StorageError
from assistant.settings import Settings
from knowledge.load import load_knowledge
from tests.ui.conftest import Serve
from tests.ui.fakes import ScriptedScorer
from ui.__main__ import choices
from ui.surroundings import prepare


def test_gradio_writes_into_the_data_folder_and_reports_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", os.environ.copy())
    prepare(Settings(data_dir=tmp_path / "data"))
    assert Path(os.environ["GRADIO_TEMP_DIR"]).is_relative_to(tmp_path / "data")
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == os.environ["GRADIO_RUN_HISTORY"] == "False"
    assert {path.name for path in (tmp_path / "data").iterdir()} == {"uploads", "reports", "logs"}


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match=r"file.*PLUMBLINE_DATA_DIR"):
        prepare(Settings(data_dir=tmp_path / "file"))


def test_a_taken_port_is_a_sentence(serve: Serve, settings: Settings) -> None:
    with (
        socket.create_server((settings.host, settings.ui_port)),
        pytest.raises(InputError, match=rf"port {settings.ui_port}.*PLUMBLINE_UI_PORT"),
    ):
        serve(ScriptedScorer())


def test_the_choices_are_those_of_the_knowledge() -> None:
    found = choices(load_knowledge(None))
    assert ("Scale and improve", "scale") in found.stages
    assert {identifier for _, identifier in found.roles} >= {"ml_engineer", "llm_engineer"}
    assert found.seniorities[0] == ("Junior", "junior")
