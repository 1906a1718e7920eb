"""What was asked, offered and put away before, as far as it bears on what to ask next."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.asking.log import Standing
from assistant.types import EvidenceKind


@dataclass(frozen=True)
class Earlier:
    """A question that was asked or offered. `here`: asked in the exchange that is being followed up.

    `missing` and `quote` are a follow-up's; `dismissed`: the interviewer put it away.
    """

    question: str
    missing: EvidenceKind | None = None
    quote: str | None = None
    here: bool = False
    dismissed: bool = False


def earlier_in(now: Standing) -> tuple[Earlier, ...]:
    """Everything asked and offered so far in an interview."""
    return tuple(_earlier(now))


def _earlier(now: Standing) -> Iterator[Earlier]:
    for talk in now.talks:
        for asked in talk.asked:
            yield Earlier(asked.question, asked.missing, asked.quote, here=talk is now.talks[-1])
    for card in now.offered:
        yield Earlier(card.question, card.missing, card.quote, dismissed=now.decided.get(card.key) is False)
