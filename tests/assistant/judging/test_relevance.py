"""What meanings tell of a criterion: its own cosines, its leads, and how near the bank's questions on its like are."""

from dataclasses import replace
from statistics import fmean

import pytest

from assistant.judging.criteria import DEFAULT_STAGE, yardstick
from assistant.judging.relevance import RELEVANCE_FEATURES, Relevance
from knowledge.load import load_knowledge
from tests.knowledge.conftest import Remembering


def test_a_question_is_taken_sentence_by_sentence(remembering: Remembering) -> None:
    relevance = Relevance(remembering, load_knowledge())
    two = relevance.sentences("Right. What did you watch after the launch? And how long did that take?")
    assert two.shape == (2, 384)
    assert two[0] == pytest.approx(relevance.meaning("What did you watch after the launch?", "").question)
    assert relevance.sentences("Why?") == pytest.approx(relevance.meaning("Why?", "").question[None])


def test_a_question_is_nearer_to_the_criterion_it_was_written_for(remembering: Remembering) -> None:
    """By the bank's other questions on it, also where the criterion comes without them, as a team's does."""
    knowledge = load_knowledge()
    some = set(sorted(knowledge.criteria)[::4])
    questions = {name: one for name, one in knowledge.questions.items() if one.criterion in some}
    kept = {name: one for name, one in knowledge.criteria.items() if name in some}
    relevance = Relevance(remembering, knowledge.model_copy(update={"questions": questions, "criteria": kept}))
    criteria = [c for c in yardstick(knowledge, DEFAULT_STAGE, None, None).criteria if c.id in some]
    bare = [replace(criterion, bank=()) for criterion in criteria]
    own, others = [], []
    for question in list(questions.values())[::4]:
        meaning = relevance.meaning(question.text, "We counted.")
        found = relevance.features(meaning, bare)
        assert found == relevance.features(meaning, criteria)
        assert {tuple(features) for features in found.values()} == {RELEVANCE_FEATURES}
        own.append(found[question.criterion]["bank"])
        others += [features["bank"] for name, features in found.items() if name != question.criterion]
    assert fmean(own) > fmean(others) + 0.02


def test_an_answer_to_another_question_has_another_profile(remembering: Remembering) -> None:
    relevance = Relevance(remembering, load_knowledge())
    asked = "How fast is the service, and what happens to latency when the batch grows?"
    told = "We halved the latency of the service with smaller batches, from ninety to forty milliseconds."
    elsewhere = "I explained the forecast to the nurses with ten paper cups, and asked them to say it back to me."
    own, other = (relevance.profile(relevance.meaning(asked, answer)) for answer in (told, elsewhere))
    assert 1 >= own > other + 0.3


def test_one_criterion_is_too_few_for_a_profile(remembering: Remembering) -> None:
    knowledge = load_knowledge()
    name, only = next(iter(knowledge.criteria.items()))
    relevance = Relevance(remembering, knowledge.model_copy(update={"criteria": {name: only}}))
    assert relevance.profile(relevance.meaning("How fast is it?", "Forty milliseconds.")) == 0
