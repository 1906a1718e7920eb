"""`plumbline assess`: questions and answers as JSON lines in, judgements as JSON lines out, in the same order."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.commands.rows import Failure, judge_rows
from assistant.judging.judge import Item
from assistant.opening import Models
from assistant.settings import Settings
from assistant.types import Judgement


def assess_file(settings: Settings, source: Path, target: Path, rubric: Path | None) -> int:
    """Judge every line of `source` into `target`. Returns how many lines could not be judged. Raises PlumblineError."""
    return judge_rows(settings, source, target, rubric, _judged, _failed)


def _judged(_models: Models, _item: Item, judgement: Judgement) -> Mapping[str, Any]:
    return judgement.model_dump(mode="json")


def _failed(failure: Failure) -> Mapping[str, Any]:
    """The same keys, empty, and an `error`."""
    empty = dict.fromkeys(("depth", "depth_interval", "buzzword_load", "versions"), None)
    return {
        **empty,
        "unscored_reason": failure.reason,
        "criteria": [],
        "evidence": [],
        "error": failure.sentence,
    }
