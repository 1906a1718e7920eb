"""Which models the commands and the page open: the judge's must be right, the interviewer's is said."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from assistant.judging.judge import ModelVersions
from assistant.opening import open_models
from assistant.settings import Settings
from tests.fakes import BASE_SHA256, FakeEngine, served_model

FOREIGN = {"object": "model", "created": 1, "owned_by": "vllm"}
BARE = served_model(id="interviewer", adapter=None, adapter_version=None)
TRAINED = served_model(id="interviewer", adapter="interviewer", adapter_version="1")


@pytest.mark.parametrize(
    ("models", "interviewer"),
    [
        ([served_model()], None),
        ([served_model(), BARE], None),
        ([TRAINED, served_model()], ModelVersions(BASE_SHA256[:12], "interviewer@1")),
        ([FOREIGN | {"id": "judge"}], None),
        ([FOREIGN | {"id": "judge"}, FOREIGN | {"id": "interviewer"}], ModelVersions("unknown", "unknown")),
    ],
)
def test_a_trained_interviewer_is_told_from_the_bare_base(
    models: Sequence[Mapping[str, Any]], interviewer: ModelVersions | None
) -> None:
    with FakeEngine(models=models).served() as url, open_models(Settings.of(engine_url=url)) as opened:
        assert opened.interviewer == interviewer
        assert {model.name for model in opened.engine.served()} == {model["id"] for model in models}


@pytest.mark.parametrize(("interactive", "seconds"), [(False, 200), (True, 20)])
def test_a_person_waits_less_long_than_a_batch(interactive: bool, seconds: float) -> None:
    with FakeEngine().served() as url:
        settings = Settings.of(engine_url=url, engine_timeout_s=200, interactive_timeout_s=20)
        with open_models(settings, interactive=interactive) as opened:
            assert opened.engine.timeout_s == seconds
