"""What was asked, offered and put away, as far as it bears on what to ask next."""

from assistant.asking.events import Card, Decided, Event, Offered
from assistant.asking.log import standing
from assistant.asking.probing.history import Earlier, earlier_in
from assistant.types import EvidenceKind
from tests.assistant.asking.records import asks, probes, record, says, started

CARD = Card(
    key="1",
    kind="follow_up",
    question="Why that way?",
    quote="that way",
    missing=EvidenceKind.DECISION,
    why="w",
    listen_for="l",
    strong="s",
    weak="w",
    source="bank",
)


def test_everything_asked_and_offered_is_known_with_what_became_of_it() -> None:
    cards = Offered(cards=(CARD, CARD.model_copy(update={"key": "2", "question": "What else?"})))
    told: list[Event] = [started(), asks("q1"), says(), probes(), says(), cards, Decided(card="1", accepted=False)]
    told += [Decided(card="2", accepted=True), asks("q2"), says(), probes(EvidenceKind.SCALE, "How many?")]
    assert earlier_in(standing(record(*told))) == (
        Earlier("What of q1?"),
        Earlier("Which number showed you that?", EvidenceKind.METRIC, "better"),
        Earlier("What of q2?", here=True),
        Earlier("How many?", EvidenceKind.SCALE, "better", here=True),
        Earlier("Why that way?", EvidenceKind.DECISION, "that way", dismissed=True),
        Earlier("What else?", EvidenceKind.DECISION, "that way"),
    )


def test_nothing_was_asked_before_anything_was_says() -> None:
    assert earlier_in(standing(record(started()))) == ()
