"""The figures of the stage's evaluation are what they say; votes are cast as they were; no text is in both sets."""

import numpy as np
import pytest

from assistant.asking.descriptions.likeness import Compared
from assistant.asking.descriptions.posting import Sentence
from assistant.asking.descriptions.stages import CANNOT_TELL, STAGES
from evals.stage import DATA, KNOWN, read_labelled
from evals.statistics import calibration_error
from evals.votes import vote
from knowledge.load import load_knowledge
from knowledge.passages import Passage

KNOWLEDGE = load_knowledge()


def compared(text: str, *passages: Passage) -> Compared:
    return Compared(Sentence(0, len(text), text, text, text, "work"), passages)


@pytest.mark.parametrize(
    ("sure", "right", "error"),
    [
        ([0.9, 0.9], [1.0, 1.0], 0.1),
        ([0.75, 0.75, 0.75, 0.75], [1.0, 1.0, 1.0, 0.0], 0.0),
        ([1.0, 0.5], [0.0, 1.0], 0.75),
        ([1.0, 1.0], [1.0, 1.0], 0.0),
    ],
)
def test_calibration_error_is_the_mean_gap_by_bin(sure: list[float], right: list[float], error: float) -> None:
    assert calibration_error(np.array(sure), np.array(right)) == pytest.approx(error)


def test_votes_need_twice_what_speaks_for_another_stage() -> None:
    running = compared("The scorer has been live for nine years.")
    asking = compared("It is a feasibility study.")
    assert vote(KNOWLEDGE.stages, [running]) == "scale"
    assert vote(KNOWLEDGE.stages, [running, asking]) == CANNOT_TELL
    assert vote(KNOWLEDGE.stages, [running, running, asking]) == "scale"
    assert vote(KNOWLEDGE.stages, []) == CANNOT_TELL


def test_a_vote_by_meaning_counts_its_lead_over_boilerplate() -> None:
    near = Passage("stage", "scale", "recognise.1", "It runs.", score=0.7)
    dull = Passage("boilerplate", "person", "said.1", "You are nice.", score=0.9)
    assert vote(KNOWLEDGE.stages, [compared("Something is said here", near)]) == "scale"
    assert vote(KNOWLEDGE.stages, [compared("Something is said here", dull, near)]) == CANNOT_TELL


def test_no_text_is_both_fitted_on_and_reported_on() -> None:
    known, kept = read_labelled(KNOWN), read_labelled(DATA)
    assert not {one.text for one in known} & {one.text for one in kept}
    assert not {one.writer for one in known} & {one.writer for one in kept}
    assert len({one.id for one in kept}) == len(kept) == 90
    assert {one.stage for one in kept} == {*STAGES, CANNOT_TELL}
    assert all(one.readers for one in kept)
