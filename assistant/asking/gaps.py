"""What an answer left open: the words that deserve a question, and the kind of evidence that is missing there."""

from dataclasses import dataclass

from assistant.types import EvidenceKind


@dataclass(frozen=True)
class Gap:
    """`quote == answer[start:end]`, one clause; `part` the sentence around it. `claimed`: hinted at, not only absent.

    `weight`: the higher, the sooner it should be asked about.
    """

    start: int
    end: int
    quote: str
    part: str
    missing: EvidenceKind
    claimed: bool
    weight: float
