"""What the judge model is asked about an exchange: short questions after the same long beginning, one label each.

A reading is a prompt and the labels it may be answered with; its result is a probability for each label. Training and
serving build their prompts here, so that the model is asked in service exactly what it was taught.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.client import Message
from assistant.judging.parts import split_parts
from assistant.prompts import as_data, render
from assistant.types import EvidenceKind

KINDS = tuple(EvidenceKind)
KIND_WORDS = {kind: kind.value.replace("_", " ") for kind in KINDS}

BEARING_LABELS = ("Y", "D", "Q", "N")
STATUS_LABELS = ("0", "1", "2")
DEPTH_LABELS = ("1", "2", "3", "4", "5")
LEVEL_LABELS = ("0", *DEPTH_LABELS)
PART_LABELS = ("A", "B", "C", "D", "E", "F", "G", "H", "I", "V", "N")


@dataclass(frozen=True)
class Reading:
    """A prompt and the labels that may answer it."""

    prompt: tuple[Message, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class ExchangeText:
    """What the judge reads: the stage's name, the question and the answer, as people said them."""

    stage: str
    question: str
    answer: str

    def ask(self, ask: str, labels: Sequence[str]) -> Reading:
        """A reading of this exchange."""
        exchange = render(
            "judge/judge_exchange",
            stage=as_data(self.stage),
            question=as_data(self.question),
            answer=as_data(self.answer),
            ask=ask,
        )
        return Reading((Message("system", render("judge/judge_system")), Message("user", exchange)), tuple(labels))

    def bearing(self) -> Reading:
        """Does the answer bear on the question; labels `BEARING_LABELS`."""
        return self.ask(render("judge/ask_bearing"), BEARING_LABELS)

    def kind(self, kind: EvidenceKind) -> Reading:
        """Is this kind of evidence absent, claimed or given; labels `STATUS_LABELS`."""
        return self.ask(render("judge/ask_kind", kind=KIND_WORDS[kind]), STATUS_LABELS)

    def part(self, part: str) -> Reading:
        """What one part of the answer gives; labels `PART_LABELS`, the first nine in the order of `KINDS`."""
        return self.ask(render("judge/ask_part", part=as_data(part)), PART_LABELS)

    def level(self, criterion: str, description: str) -> Reading:
        """How well the answer shows a criterion, in five levels; labels `LEVEL_LABELS`, the first for not at all.

        Of the description only the first sentence is read: what else there is says mostly what belongs elsewhere.
        """
        first = next((part.text for part in split_parts(description)), "")
        ask = render("judge/ask_level", criterion=as_data(criterion), description=as_data(first))
        return self.ask(ask, LEVEL_LABELS)

    def depth(self) -> Reading:
        """Overall depth without any criterion; labels `DEPTH_LABELS`."""
        return self.ask(render("judge/ask_depth"), DEPTH_LABELS)
