"""`report.json` has the contract's keys, keeps its nulls and reads back as the same report."""

import json
from typing import Any

import pytest

from assistant.reporting.json import render_json
from assistant.types import Report
from tests.assistant.reporting import sample

CONTRACT = {
    "": "candidate role stage duration_s depth depth_interval buzzword_load unscored_reason turns exchanges criteria "
    "flags follow_ups coaching versions",
    "turns": "index speaker role start_s end_s text source",
    "exchanges": "index question_turns answer_turns depth buzzword_load criteria unscored_reason",
    "criteria": "id score interval exchanges evidence unscored_reason",
    "flags": "id turn quote exchanges why",
    "follow_ups": "turn question quote missing why listen_for source",
}


def read(report: Report) -> Any:
    return json.loads(render_json(report))


@pytest.mark.parametrize("part", CONTRACT)
def test_every_key_of_the_contract_is_there(part: str) -> None:
    found = read(sample.report())
    for value in found[part] if part else [found]:
        assert set(CONTRACT[part].split()) <= value.keys()


def test_evidence_and_versions_have_their_keys() -> None:
    found = read(sample.report())
    assert {"turn", "start", "end", "text", "kind"} <= found["criteria"][0]["evidence"][0].keys()
    assert set(found["versions"]) == {"model", "adapter", "prompt", "rubric", "knowledge", "calibration"}
    assert found["stage_assumed"] is True


def test_no_score_is_null() -> None:
    found = read(sample.unscored())
    assert (found["depth"], found["depth_interval"], found["buzzword_load"]) == (None, None, None)
    assert found["unscored_reason"] == "one_speaker"


@pytest.mark.parametrize("text", [*sample.HOSTILE, "lone \ud800 surrogate"])
def test_it_reads_back_as_the_same_report(text: str) -> None:
    whole = sample.spoken_by(text)
    assert Report.model_validate(read(whole)) == whole
