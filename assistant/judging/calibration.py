"""What was fitted on labels after training: levels from readings, relevance, abstention, intervals.

Ships beside the adapter it was fitted with, as `calibration.json`; another adapter needs another file.
"""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from pydantic import FiniteFloat, ValidationError, ValidationInfo, field_validator

from assistant.errors import InputError
from assistant.judging.features import ANSWERED_FEATURES, LEVEL_FEATURES
from assistant.judging.levels import IntervalModel, LevelModel, sigmoid
from assistant.judging.relevance import RELEVANCE_FEATURES
from assistant.types import Share, Value

FILE_NAME = "calibration.json"
SPOKEN = "spoken"
"""Beside the features of relevance: how likely the model itself holds a criterion for addressed."""
_FEATURES: Mapping[str, tuple[str, ...]] = {
    "levels": LEVEL_FEATURES,
    "relevance": (*RELEVANCE_FEATURES, SPOKEN),
    "answered": ANSWERED_FEATURES,
}
"""What each fitted model may weigh."""


class LogisticModel(Value):
    """A logistic model; what it is asked about holds from `threshold` up."""

    weights: Mapping[str, FiniteFloat]
    bias: FiniteFloat
    threshold: Share

    def probability(self, features: Mapping[str, float]) -> float:
        """How likely it holds, 0-1."""
        return sigmoid(self.bias + sum(weight * features[name] for name, weight in self.weights.items()))


class Calibration(Value):
    """The fitted numbers, and the adapter, prompts and embedding model that they hold for.

    `interval` is of a criterion's score, `depth_interval` of an answer's depth. `about_from`: the share from which an
    exchange is about one of our own criteria; `relevance`: does it speak to one of a team's; `answered`: is there an
    answer to score. From which probability: `gives_from`, `vague_from`, a part gives evidence, or is vague;
    `given_from`, the answer gives a kind.
    """

    adapter: str
    prompts: str
    embedding: str
    fitted_on: str
    levels: LevelModel
    interval: IntervalModel
    depth_interval: IntervalModel
    about_from: Share
    relevance: LogisticModel
    answered: LogisticModel
    gives_from: Share
    vague_from: Share
    given_from: Share

    @field_validator(*_FEATURES)
    @classmethod
    def _on_known_features(cls, model: LevelModel | LogisticModel, info: ValidationInfo) -> LevelModel | LogisticModel:
        """A weight on a feature that is not computed could never be applied."""
        known = _FEATURES[str(info.field_name)]
        if unknown := sorted(set(model.weights) - set(known)):
            raise ValueError(f"weights on unknown features: {', '.join(unknown)}; known: {', '.join(known)}")
        return model

    @cached_property
    def version(self) -> str:
        """First twelve hex digits of the SHA-256 of its content."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]


def load_calibration(folder: Path) -> Calibration:
    """The calibration of an adapter folder. Raises InputError saying what is wrong with it."""
    path = folder / FILE_NAME
    try:
        return Calibration.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); an adapter without it cannot judge") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise InputError(
            f"{path}: {place}: {first['msg']}; fit it again with `python -m finetune.calibrate`"
        ) from error
