"""A calibration is read whole or refused with the place and the remedy; its version is its content."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import InputError
from assistant.judging.calibration import FILE_NAME, LogisticModel, load_calibration
from assistant.judging.features import LEVEL_FEATURES
from tests.assistant.judging.readings import adapter_folder, calibration

Change = Callable[[dict[str, Any]], Any]


def test_what_was_written_is_read(tmp_path: Path) -> None:
    assert load_calibration(adapter_folder(tmp_path, calibration())) == calibration()


def test_the_version_changes_with_the_content_only() -> None:
    assert calibration().version == calibration().version
    assert calibration().version != calibration(given_from=0.4).version
    assert len(calibration().version) == 12


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: c.pop("interval"), "interval: Field required"),
        (lambda c: c.update(extra=1), "extra: Extra inputs"),
        (lambda c: c.update(given_from=1.5), "given_from"),
        (lambda c: c["levels"]["weights"].update(central=-1), "levels: Value error, a weight below zero"),
        (lambda c: c["levels"]["weights"].update(central=float("nan")), "levels.weights.central"),
        (lambda c: c["levels"]["weights"].update(length=1), f"unknown features: length; known: {LEVEL_FEATURES[0]}"),
        (lambda c: c["levels"].update(thresholds=[3, 2, 1, 0]), "thresholds must not fall"),
        (lambda c: c["relevance"].update(bias=float("inf")), "relevance.bias"),
        (lambda c: c["relevance"]["weights"].update(words=1), "unknown features: words"),
        (lambda c: c.update(about_from=-0.1), "about_from"),
        (lambda c: c["answered"]["weights"].update(words=1), "unknown features: words"),
    ],
)
def test_a_broken_file_is_refused_with_place_and_remedy(tmp_path: Path, change: Change, said: str) -> None:
    path = adapter_folder(tmp_path) / FILE_NAME
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))
    with pytest.raises(InputError) as told:
        load_calibration(tmp_path)
    assert said in str(told.value)
    assert str(path) in str(told.value)
    assert "python -m finetune.calibrate" in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe\x00", b"null"])
def test_what_is_no_calibration_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(InputError, match=r"calibration\.json.*fit it again"):
        load_calibration(tmp_path)


def test_an_adapter_without_one_cannot_judge(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="an adapter without it cannot judge"):
        load_calibration(tmp_path / "nowhere")


@pytest.mark.parametrize(("bias", "probability"), [(0.0, 0.5), (5000.0, 1.0), (-5000.0, 0.0)])
def test_relevance_is_a_probability_however_extreme(bias: float, probability: float) -> None:
    model = LogisticModel(weights={}, bias=bias, threshold=0.5)
    assert model.probability({}) == pytest.approx(probability)


def test_relevance_weighs_its_features() -> None:
    model = LogisticModel(weights={"question": 2.0, "answer": -1.0}, bias=0.0, threshold=0.5)
    assert model.probability({"question": 1.0, "answer": 2.0, "bank": 9.0}) == pytest.approx(0.5)
