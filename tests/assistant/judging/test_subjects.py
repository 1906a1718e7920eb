"""Texts vote for what an exchange is about: the nearest most, many no more than few, question and answer alike."""

import numpy as np
import pytest

from assistant.judging.subjects import Vectors, about

SIDES = np.eye(4, dtype=np.float32)


def towards(*sides: float) -> Vectors:
    vector = np.array([*sides, *[0.0] * (4 - len(sides))], dtype=np.float32)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


TEXTS = {"a": SIDES[:1], "b": SIDES[1:2], "c": SIDES[2:3]}


def test_the_nearest_has_the_largest_share_and_all_sum_to_one() -> None:
    shares = about(towards(3, 2)[None], towards(3, 2), TEXTS)
    assert sum(shares.values()) == pytest.approx(1.0)
    assert list(shares) == list(TEXTS)
    assert shares["a"] > shares["b"] > shares["c"] > 0


def test_question_and_answer_decide_together() -> None:
    asks, tells = towards(1, 1, 0.5), towards(0.5, 1, 1)
    assert max(about(asks[None], tells, TEXTS).items(), key=lambda item: item[1])[0] == "b"


def test_one_sentence_of_the_question_is_enough() -> None:
    aside = towards(0, 0, 0, 1)
    shares = about(np.stack([aside, aside, SIDES[0]]), towards(1, 0.9), TEXTS)
    assert shares["a"] > 0.5


def test_many_texts_do_not_outvote_few() -> None:
    many = {**TEXTS, "b": np.repeat(SIDES[1:2], 50, axis=0)}
    said = towards(2, 1)
    assert about(said[None], said, many) == pytest.approx(about(said[None], said, TEXTS))
