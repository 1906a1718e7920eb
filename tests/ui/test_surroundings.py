"""Gradio is told to keep everything in the data folder and to report nothing."""

import os
from pathlib import Path

import pytest

from assistant.errors import StorageError
from assistant.settings import Settings
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
