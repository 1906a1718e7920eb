"""Which role sentences speak for: by lead over the next best and over boilerplate; not at all."""

import pytest

from assistant.asking.descriptions.headings import Section
from assistant.asking.descriptions.likeness import (
    COUNTED,
    MOST_SENTENCES,
    Compared,
    compare,
    is_about_such_work,
    near_questions,
    role_of,
)
from assistant.asking.descriptions.posting import Sentence, read_posting
from knowledge.load import load_knowledge
from knowledge.passages import Passage, PassageKind
from tests.fakes import FakeIndex, NoMeaning

KNOWLEDGE = load_knowledge()


def sentence(text: str, section: Section = "work") -> Sentence:
    return Sentence(0, len(text), text, text, text, section)


def passage(kind: PassageKind, entry: str, score: float, part: str = "recognise.1") -> Passage:
    return Passage(kind, entry, part, f"{entry} {part}", score=score)


def compared(*passages: Passage, text: str = "Something is said of the work", section: Section = "work") -> Compared:
    return Compared(sentence(text, section), tuple(sorted(passages, key=lambda one: -(one.score or 0))))


def sure(role: str = "mlops_engineer") -> Compared:
    return compared(passage("role", role, 0.7, "purpose"), passage("role", "ml_engineer", 0.2, "purpose"))


def test_the_role_is_the_one_the_sentences_are_nearest_to() -> None:
    verdict = role_of(KNOWLEDGE, [sure()])
    assert verdict.entry == "mlops_engineer"
    assert verdict.votes[0].weight == pytest.approx(0.5)
    assert verdict.votes[0].passage == passage("role", "mlops_engineer", 0.7, "purpose")


@pytest.mark.parametrize(
    "against", [passage("role", "ml_engineer", 0.65, "purpose"), passage("boilerplate", "company", 0.69, "said.1")]
)
def test_what_is_as_near_to_something_else_says_nothing(against: Passage) -> None:
    assert role_of(KNOWLEDGE, [compared(passage("role", "mlops_engineer", 0.7, "purpose"), against)]).entry is None


def test_what_is_like_nothing_says_nothing() -> None:
    assert role_of(KNOWLEDGE, [compared(passage("role", "mlops_engineer", 0.29, "purpose"))]).votes == ()
    assert role_of(KNOWLEDGE, []).entry is None


def test_sentences_that_point_different_ways_decide_nothing() -> None:
    verdict = role_of(KNOWLEDGE, [sure(), sure("llm_engineer")])
    assert verdict.entry is None
    assert {vote.entry for vote in verdict.votes} == {"mlops_engineer", "llm_engineer"}
    assert role_of(KNOWLEDGE, [sure(), sure(), sure("llm_engineer")]).entry == "mlops_engineer"


def test_many_weak_sentences_do_not_add_up() -> None:
    weak = compared(passage("role", "mlops_engineer", 0.44, "purpose"), passage("role", "ml_engineer", 0.40, "purpose"))
    assert role_of(KNOWLEDGE, [weak] * COUNTED * 10).entry is None


def test_the_role_is_read_from_what_is_asked_of_a_person_too() -> None:
    one = compared(
        passage("role", "llm_engineer", 0.7, "must_have.1"),
        passage("role", "ml_engineer", 0.4, "purpose"),
        passage("boilerplate", "person", 0.9, "said.1"),
        section="person",
    )
    assert role_of(KNOWLEDGE, [one]).entry == "llm_engineer"
    assert role_of(KNOWLEDGE, [compared(passage("role", "llm_engineer", 0.7, "nice_to_have"))]).entry is None


def test_near_questions_are_those_of_the_nearest_sentence_that_is_no_boilerplate() -> None:
    found = near_questions(
        [
            compared(passage("question", "eval-split", 0.4, "text"), text="First sentence about it"),
            compared(passage("question", "eval-split", 0.5, "text"), text="Second sentence about it"),
            compared(
                passage("question", "eval-split", 0.6, "text"),
                passage("boilerplate", "person", 0.7, "said.1"),
                text="Third sentence about it",
            ),
        ]
    )
    assert {name: (near.score, near.quote) for name, near in found.items()} == {
        "eval-split": (0.5, "Second sentence about it")
    }


def test_work_of_another_kind_is_noticed() -> None:
    assert not is_about_such_work([compared(passage("role", "ml_engineer", 0.3))])
    assert not is_about_such_work([compared(passage("boilerplate", "company", 0.9))])
    assert is_about_such_work([compared(passage("role", "ml_engineer", 0.6))])


def test_only_so_many_telling_sentences_are_compared_and_each_is_embedded_once() -> None:
    model = NoMeaning()
    index = FakeIndex(embedder=model)
    text = (
        "Too short.\n\nBenefits:\n- free lunch for everybody every day\n\nTasks:\n"
        + "Build one more model here.\n\n" * 500
    )
    assert len(compare(index, read_posting(text).sentences)) == len(model.embedded) == MOST_SENTENCES
    assert set(index.asked) == {"Build one more model here."}
