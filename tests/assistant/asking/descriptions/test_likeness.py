"""Which way sentences speak: by lead over the next best, boilerplate and misleading signs; by phrases; not at all."""

import re

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
    stage_of,
)
from assistant.asking.descriptions.posting import Sentence, read_posting
from knowledge.load import load_knowledge
from knowledge.passages import Passage, PassageKind

KNOWLEDGE = load_knowledge()
PROTOTYPE = "prototype_to_production"


def sentence(text: str, section: Section = "work") -> Sentence:
    return Sentence(0, len(text), text, text, text, section)


def passage(kind: PassageKind, entry: str, score: float, part: str = "recognise.1") -> Passage:
    return Passage(kind, entry, part, f"{entry} {part}", score=score)


def compared(*passages: Passage, text: str = "Something is said of the work", section: Section = "work") -> Compared:
    return Compared(sentence(text, section), tuple(sorted(passages, key=lambda one: -(one.score or 0))))


def sure(stage: str = "scale") -> Compared:
    return compared(passage("stage", stage, 0.7), passage("stage", PROTOTYPE, 0.2))


def test_the_stage_is_the_one_the_sentences_are_nearest_to() -> None:
    verdict = stage_of(KNOWLEDGE, [sure()])
    assert verdict.entry == "scale"
    assert verdict.votes[0].weight == pytest.approx(0.5)
    assert verdict.votes[0].passage == passage("stage", "scale", 0.7)


@pytest.mark.parametrize(
    "against",
    [
        passage("stage", PROTOTYPE, 0.65),
        passage("stage", "scale", 0.71, "misleading.1"),
        passage("boilerplate", "company", 0.69, "said.1"),
        passage("boilerplate", "person", 0.9, "said.1"),
    ],
)
def test_what_is_as_near_to_something_else_says_nothing(against: Passage) -> None:
    assert stage_of(KNOWLEDGE, [compared(passage("stage", "scale", 0.7), against)]).entry is None


def test_a_misleading_sign_counts_against_its_own_stage_alone() -> None:
    one = compared(passage("stage", "scale", 0.7), passage("stage", PROTOTYPE, 0.75, "misleading.1"))
    assert stage_of(KNOWLEDGE, [one]).entry == "scale"


def test_what_is_like_nothing_says_nothing() -> None:
    assert stage_of(KNOWLEDGE, [compared(passage("stage", "scale", 0.29))]).votes == ()
    assert stage_of(KNOWLEDGE, []).entry is None


def test_what_is_asked_of_a_person_says_nothing_of_the_stage() -> None:
    one = compared(passage("stage", "scale", 0.9), section="person")
    assert stage_of(KNOWLEDGE, [one]).entry is None


def test_sentences_that_point_different_ways_decide_nothing() -> None:
    verdict = stage_of(KNOWLEDGE, [sure(), sure("experimentation")])
    assert verdict.entry is None
    assert {vote.entry for vote in verdict.votes} == {"scale", "experimentation"}
    assert stage_of(KNOWLEDGE, [sure(), sure(), sure("experimentation")]).entry == "scale"


def test_many_weak_sentences_do_not_add_up() -> None:
    weak = compared(passage("stage", "scale", 0.44), passage("stage", PROTOTYPE, 0.40))
    assert stage_of(KNOWLEDGE, [weak] * COUNTED * 10).entry is None


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("The scorer has been live for nine years.", "scale"),
        ("Cut the monthly bill for inference by half.", "scale"),
        ("Recall has declined and the results got worse.", "scale"),
        ("Staged rollouts without downtime.", "scale"),
        ("The model sits on one laptop.", PROTOTYPE),
        ("Turn the notebook into a service.", PROTOTYPE),
        ("We go live in autumn.", PROTOTYPE),
        ("Expose the model behind an API.", PROTOTYPE),
        ("You will find out whether any of it can be predicted.", "experimentation"),
        ("It is a feasibility study.", "experimentation"),
        ("If it does not work, we stop it.", "experimentation"),
        ("Nobody has looked at the recordings.", "experimentation"),
        ("We sell shoes to people who like shoes.", None),
        ("Find out whether the system that has been live for nine years can be saved.", None),
    ],
)
def test_a_phrase_of_one_stage_speaks_for_it(text: str, stage: str | None) -> None:
    verdict = stage_of(KNOWLEDGE, [compared(text=text)])
    assert verdict.entry == stage
    if stage:
        assert verdict.votes[0].phrase
        assert verdict.votes[0].phrase in text


def test_every_phrase_of_the_knowledge_is_absent_from_what_is_said_of_other_stages() -> None:
    for stage in KNOWLEDGE.stages.values():
        for other in KNOWLEDGE.stages.values():
            for phrase in stage.phrases if other is not stage else ():
                said = (*other.recognise, *other.described_as)
                assert not [text for text in said if re.search(rf"(?<!\w)(?:{phrase})(?!\w)", text, re.IGNORECASE)]


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


class Counting:
    """An index that holds nothing, and counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def search(self, query: str, kind: object, stage: None = None, role: None = None, k: int = 5) -> tuple[()]:
        self.asked.append(query)
        return ()


def test_only_so_many_telling_sentences_are_compared() -> None:
    index = Counting()
    text = (
        "Too short.\n\nBenefits:\n- free lunch for everybody every day\n\nTasks:\n"
        + "Build one more model here.\n\n" * 500
    )
    assert len(compare(index, read_posting(text).sentences)) == MOST_SENTENCES
    assert set(index.asked) == {"Build one more model here."}
