"""At which stage a project stands: four answers that sum to 1, with reasons that are sentences of the text."""

import hashlib
import re
from collections.abc import Sequence
from math import log
from pathlib import Path

import pytest

from assistant.asking.descriptions import stages as module
from assistant.asking.descriptions.description import read_description
from assistant.asking.descriptions.likeness import telling
from assistant.asking.descriptions.posting import read_posting
from assistant.asking.descriptions.stages import ANSWERS, CANNOT_TELL, STAGES, StageReading, read_stage, shipped
from assistant.asking.views import Ground
from assistant.errors import StorageError
from knowledge.embed import Embedder
from knowledge.load import load_knowledge
from knowledge.passages import Passage, PassageKind
from tests.fakes import FakeIndex

DATASETS = Path(__file__).parents[4] / "finetune" / "datasets"
KNOWLEDGE = load_knowledge()
EXPERIMENT, PROTOTYPE, SCALE = STAGES
RUNNING = (
    "Our scoring service has decided on card payments since 2018. It misses more than it did two years ago, and the "
    "quarterly retraining takes a fortnight. Every change goes out to a small share of the traffic first."
)
OPEN = (
    "We want to find out whether the sound of a pump tells anything about its wear. Nobody has looked at the "
    "recordings yet. If there is nothing in them, we stop in June."
)
LAUNCH = (
    "The model works in a notebook and the board has accepted its results. It has to become a service with sign-in, "
    "logging and a fallback before the first customer goes live in spring."
)
GENERIC = (
    "You design, build and deploy machine-learning models. You have a degree in computer science. You communicate "
    "well with all departments. Knowledge of Docker and Kubernetes is a plus."
)
MISLEADING = (
    "Research Scientist, Experiments Lab. The lab calls itself that because it looked nice on the door. Its ranking "
    "model has been serving forty million visitors a day for six years. Since the spring the results have become "
    "worse and the bill has doubled; find out why, without anybody noticing that you do."
)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder()


def reading(text: str, embedder: Embedder, identity: str | None = None) -> StageReading:
    told = telling(read_posting(text).sentences)
    vectors = embedder.embed_documents([one.text for one in told])
    return read_stage(told, vectors, KNOWLEDGE.stages, identity or embedder.identity)


@pytest.mark.parametrize(
    ("text", "answer"),
    [(RUNNING, SCALE), (OPEN, EXPERIMENT), (LAUNCH, PROTOTYPE), (GENERIC, CANNOT_TELL), (MISLEADING, SCALE)],
)
@pytest.mark.parametrize("identity", [None, "another model"])
def test_plain_descriptions_are_read_as_what_they_are(
    text: str, answer: str, identity: str | None, embedder: Embedder
) -> None:
    read = reading(text, embedder, identity)
    assert read.answer == answer
    assert tuple(read.shares) == ANSWERS
    assert sum(read.shares.values()) == pytest.approx(1)


def test_boilerplate_around_it_does_not_hide_the_stage(embedder: Embedder) -> None:
    assert reading(f"{GENERIC} {RUNNING} {GENERIC}", embedder).answer == SCALE


def test_every_sentence_is_weighed_for_every_stage_the_weightiest_first(embedder: Embedder) -> None:
    read = reading(RUNNING, embedder)
    for stage in STAGES:
        weights = [abs(reason.raises) for reason in read.reasons[stage]]
        assert len(weights) == 3
        assert weights == sorted(weights, reverse=True)
    assert read.reasons[SCALE][0].raises > 0


def test_a_reason_is_what_the_odds_lose_without_the_sentence(embedder: Embedder) -> None:
    sentences = telling(read_posting(RUNNING).sentences)
    vectors = embedder.embed_documents([one.text for one in sentences])
    whole = read_stage(sentences, vectors, KNOWLEDGE.stages, embedder.identity)
    less = read_stage(sentences[1:], vectors[1:], KNOWLEDGE.stages, embedder.identity)
    first = next(reason for reason in whole.reasons[SCALE] if reason.sentence == sentences[0])
    assert first.raises == pytest.approx(odds(whole) - odds(less), abs=1e-6)


def odds(read: StageReading) -> float:
    share = read.shares[SCALE]
    return log(share) - log(1 - share)


def test_of_nothing_nothing_can_be_told() -> None:
    read = read_stage([], [], KNOWLEDGE.stages, "any")
    assert read.answer == CANNOT_TELL
    assert read.shares[CANNOT_TELL] == 1


def test_a_phrase_of_the_knowledge_is_a_term() -> None:
    assert "<scale>" in module.terms_of("Cut the monthly bill for inference by half.", KNOWLEDGE.stages)
    assert "<scale>" not in module.terms_of("We sell shoes.", KNOWLEDGE.stages)
    for stage in STAGES:
        assert f"<{stage}>" in shipped().full.terms


def test_every_phrase_of_the_knowledge_is_absent_from_what_is_said_of_other_stages() -> None:
    for stage in KNOWLEDGE.stages.values():
        for other in KNOWLEDGE.stages.values():
            for phrase in stage.phrases if other is not stage else ():
                said = (*other.recognise, *other.described_as)
                assert not [text for text in said if re.search(rf"(?<!\w)(?:{phrase})(?!\w)", text, re.IGNORECASE)]


def test_the_shipped_model_was_fitted_on_the_texts_that_are_there() -> None:
    texts = b"".join((DATASETS / name).read_bytes() for name in ("stages.jsonl", "stage_lines.jsonl"))
    assert shipped().texts == hashlib.sha256(texts).hexdigest()
    assert shipped().identity == Embedder().identity


def test_a_damaged_model_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / module.MODEL).write_bytes(b"nothing")
    monkeypatch.setattr(module, "files", lambda _: tmp_path)
    shipped.cache_clear()
    with pytest.raises(StorageError, match=r"stages\.npz cannot be read"):
        shipped()
    shipped.cache_clear()


def about(query: str, kind: Sequence[PassageKind]) -> tuple[Passage, ...]:
    """Everything is about such work."""
    return (Passage("stage", SCALE, "summary", "It runs.", score=0.9),)


def ground(text: str, embedder: Embedder) -> Ground:
    described = read_description(KNOWLEDGE, FakeIndex(about, embedder), text)
    return next(ground for ground in described.guess.grounds if ground.part == "stage")


def test_what_is_told_is_quoted_exactly_with_its_probability(embedder: Embedder) -> None:
    found = ground(RUNNING, embedder)
    assert found.value == SCALE
    assert found.quote
    assert all(quote in RUNNING for quote in (found.quote, *found.more, *found.against))
    assert found.confidence == pytest.approx(reading(RUNNING, embedder).shares[SCALE])
    assert found.why.startswith("Stage: Scale and improve, very likely (")
    assert found.ask is None


def test_what_cannot_be_told_comes_with_the_question_that_would_tell(embedder: Embedder) -> None:
    found = ground(GENERIC, embedder)
    first, second = reading(GENERIC, embedder).likeliest
    apart = {**KNOWLEDGE.stages[first].tell_apart, **KNOWLEDGE.stages[second].tell_apart}
    assert (found.value, found.quote) == (None, None)
    assert found.ask in apart.values()
    assert f"“{found.ask}”" in found.why
    assert "cannot be told" in found.why


def test_other_stages_than_those_it_was_fitted_on_are_not_guessed(embedder: Embedder) -> None:
    other = KNOWLEDGE.model_copy(update={"stages": {"idea": KNOWLEDGE.stages[EXPERIMENT]}})
    found = read_description(other, FakeIndex(about, embedder), RUNNING).guess
    assert found.stage is None
    assert any("other stages" in reason for reason in found.reasons)
