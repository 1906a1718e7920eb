"""Values that the tests of judging share: a calibration, and readings made by hand."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from assistant.judging.calibration import FILE_NAME, Calibration, LogisticModel
from assistant.judging.criteria import JudgedCriterion
from assistant.judging.exchange import Bearing, ExchangeReading, PartReading, Status
from assistant.judging.levels import IntervalModel, LevelModel
from assistant.judging.parts import split_parts
from assistant.judging.readings import KINDS
from assistant.prompts import prompts_version
from assistant.types import EvidenceKind
from knowledge.embed import Embedder
from tests.fakes import ADAPTER, ADAPTER_VERSION

ALWAYS, NEVER = 1000.0, -1000.0
"""Biases of a relevance model that takes every criterion for addressed, or none."""


def calibration(bias: float = ALWAYS, relevance: Mapping[str, float] | None = None, **changes: Any) -> Calibration:
    """Scores rise with the kinds that a criterion asks for; every criterion is addressed unless `bias` says else."""
    values: dict[str, Any] = {
        "adapter": f"{ADAPTER}@{ADAPTER_VERSION}",
        "prompts": prompts_version("judge"),
        "embedding": _embedding(),
        "fitted_on": "nothing, invented for tests",
        "levels": LevelModel(weights={"central": 6.0, "any": 4.0}, thresholds=(0.5, 1.5, 2.5, 4.0)),
        "interval": IntervalModel(factor=1.2, floor=0.3),
        "depth_interval": IntervalModel(factor=1.2, floor=0.3),
        "about_from": 0.0,
        "relevance": LogisticModel(weights=relevance or {}, bias=bias, threshold=0.5),
        "answered": LogisticModel(weights={"answers": 10.0}, bias=0.0, threshold=0.5),
        "gives_from": 0.5,
        "vague_from": 0.5,
        "given_from": 0.5,
    }
    return Calibration(**(values | changes))


@cache
def _embedding() -> str:
    """The packaged embedding model; its weights are hashed once."""
    return Embedder().identity


def adapter_folder(folder: Path, fitted: Calibration | None = None) -> Path:
    """A folder that passes for an adapter's where nobody loads the weights: its calibration is what counts."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "adapter_config.json").write_text("{}")
    (folder / FILE_NAME).write_text((fitted or calibration()).model_dump_json())
    return folder


def criterion(name: str = "one", levels: int = 5, weight: float = 1.0, **changes: Any) -> JudgedCriterion:
    """A criterion that asks for a metric, and for the data where it can."""
    anchors = tuple(f"level {number}" for number in range(1, levels + 1))
    central, supporting = (EvidenceKind.METRIC,), (EvidenceKind.DATA,)
    values: dict[str, Any] = {"central": central, "supporting": supporting, **changes}
    return JudgedCriterion(name, name.title(), f"What {name} is.", anchors, weight, **values)


def reading(
    answer: str,
    given: Mapping[EvidenceKind, float] | None = None,
    parts: Mapping[str, tuple[float, float]] | None = None,
    answers: float = 1.0,
    depth: tuple[float, ...] = (0.2,) * 5,
    levels: Mapping[str, tuple[float, ...]] | None = None,
) -> ExchangeReading:
    """A reading: how likely each kind is given, and for parts by their text how likely they are vague, and nothing.

    Of the criterion "one" every level is as likely, where `levels` says nothing else.
    """
    given, parts = given or {}, parts or {}
    read = []
    for part in split_parts(answer):
        vague, nothing = parts.get(part.text, (0.0, 1.0))
        read.append(PartReading(part, ((1 - vague - nothing) / 9,) * 9, vague, nothing))
    statuses = {kind: Status(1 - given.get(kind, 0.0), 0.0, given.get(kind, 0.0)) for kind in KINDS}
    rest = (1 - answers) / 3
    bearing, levels = Bearing(answers, rest, rest, rest), levels or {"one": (0.0, *(0.2,) * 5)}
    return ExchangeReading(bearing, depth, levels, statuses, tuple(read))
