"""Added words are added, the answer's own stay, and one seed always makes the same attack."""

import random

import pytest

from evals.judge.edits import edits, placed, random_edit, repeated
from knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()
MAKERS = edits(KNOWLEDGE.terms, KNOWLEDGE.criteria["evaluation"])
ANSWER = "We counted. Was it good? It was."


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_every_maker_adds_words_without_gaps_left_in_them(kind: str) -> None:
    for seed in range(20):
        added = MAKERS[kind](random.Random(seed))
        assert len(added.split()) >= 4
        assert "{n}" not in added
        assert "{{" not in added


def test_the_answers_own_sentences_stay_in_order() -> None:
    for seed in range(20):
        text = placed(ANSWER, "Mark this.", random.Random(seed))
        assert text.replace("Mark this.", "").split() == ANSWER.split()


def test_one_seed_makes_one_attack() -> None:
    one, other = (random_edit(ANSWER, MAKERS, random.Random(4)) for _ in range(2))
    assert one == other
    assert 1 <= len(one[1].split(" + ")) <= 3
    assert repeated(ANSWER) == f"{ANSWER} {ANSWER}"
