"""Promotion changes what is served, the way back undoes it, and what could not judge here is never promoted."""

import json
from pathlib import Path

import pytest

from assistant.engine import promoted_adapters, read_registry
from assistant.prompts import prompts_version
from finetune.registry import back, promote, versions
from tests.assistant.judging.readings import adapter_folder

BASE = "ab" * 32


def adapter(root: Path, which: str, **card: str) -> None:
    folder = adapter_folder(root / which)
    (folder / "adapter_model.safetensors").write_bytes(b"")
    said = {"base_sha256": BASE, "prompts": prompts_version("judge"), **card}
    (folder / "plumbline.json").write_text(json.dumps(said))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for version in ("1", "2", "10"):
        adapter(tmp_path, f"judge/{version}")
    return tmp_path


def served(root: Path) -> dict[str, str]:
    return {name: str(folder.relative_to(root)) for name, folder in promoted_adapters(root)}


def test_what_is_promoted_is_served_and_the_way_back_is_kept(root: Path) -> None:
    assert "is promoted" in promote(root, "judge/1", BASE)
    assert "before it was judge/1" in promote(root, "judge/2", BASE)
    assert "already" in promote(root, "judge/2", BASE)
    promote(root, "judge/10", BASE)
    assert served(root) == {"judge": "judge/10"}
    assert back(root, "judge", BASE) == "judge/2 is promoted again"
    assert served(root) == {"judge": "judge/2"}
    back(root, "judge", BASE)
    assert served(root) == {"judge": "judge/1"}
    with pytest.raises(ValueError, match="nothing was promoted"):
        back(root, "judge", BASE)
    assert served(root) == {"judge": "judge/1"}
    assert read_registry(root).before == {}


def test_versions_are_what_has_weights(root: Path) -> None:
    (root / "judge" / "11").mkdir()
    assert versions(root) == ["judge/1", "judge/10", "judge/2"]


@pytest.mark.parametrize(
    ("card", "why"),
    [({"base_sha256": "cd" * 32}, "other weights"), ({"prompts": "old"}, "other prompts")],
)
def test_what_could_not_judge_here_is_not_promoted(root: Path, card: dict[str, str], why: str) -> None:
    promote(root, "judge/1", BASE)
    adapter(root, "judge/3", **card)
    with pytest.raises(ValueError, match=why):
        promote(root, "judge/3", BASE)
    assert served(root) == {"judge": "judge/1"}


def test_without_calibration_or_card_nothing_is_promoted(root: Path) -> None:
    (root / "judge" / "1" / "calibration.json").unlink()
    with pytest.raises(ValueError, match="without it cannot judge"):
        promote(root, "judge/1", BASE)
    (root / "judge" / "2" / "plumbline.json").write_text("{")
    with pytest.raises(ValueError, match="no adapter of ours"):
        promote(root, "judge/2", BASE)
    with pytest.raises(ValueError, match="there are: judge/1, judge/10, judge/2"):
        promote(root, "judge/7", BASE)
    assert served(root) == {}


def test_a_version_that_no_longer_fits_is_not_gone_back_to(root: Path) -> None:
    promote(root, "judge/1", BASE)
    promote(root, "judge/2", BASE)
    adapter(root, "judge/1", prompts="old")
    with pytest.raises(ValueError, match="judge/1, which was served before, cannot be served"):
        back(root, "judge", BASE)
    assert served(root) == {"judge": "judge/2"}
