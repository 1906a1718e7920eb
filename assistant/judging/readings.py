"""What the judge model is asked about an exchange: short questions after the same long beginning, one label each.

A reading is a prompt and the labels it may be answered with; its result is a probability for each label. Training and
serving build their prompts here, so that the model is asked in service exactly what it was taught.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.client import Message
from assistant.prompts import as_data, render
from assistant.types import EvidenceKind

KINDS = tuple(EvidenceKind)
KIND_WORDS = {kind: kind.value.replace("_", " ") for kind in KINDS}

BEARING_LABELS = ("Y", "D", "Q", "N")
STATUS_LABELS = ("0", "1", "2")
DEPTH_LABELS = ("1", "2", "3", "4", "5")
LEVEL_LABELS = ("0", *DEPTH_LABELS)
PART_LABELS = ("A", "B", "C", "D", "E", "F", "G", "H", "I", "V", "N")

DESCRIPTION_WORDS = 24
"""Of a criterion's description; levels are read of several criteria an answer, and every word counts each time."""
LONGEST_NAME = 200
LONGEST_DESCRIPTION = 400
"""Characters, whatever the script: words of a language written without spaces are as long as the text."""


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

    def part(self, told: str) -> Reading:
        """What the last part of an answer told so far gives; labels `PART_LABELS`, the first nine ordered as `KINDS`.

        The prompt begins as that of the whole answer does, so that only its end is read anew.
        """
        return replace(self, answer=told).ask(render("judge/ask_part"), PART_LABELS)

    def level(self, criterion: str, description: str) -> Reading:
        """How well the answer shows a criterion, in five levels; labels `LEVEL_LABELS`, the first for not at all.

        Of the description only the first `DESCRIPTION_WORDS` are read, and of both what their longest size holds.
        """
        first = " ".join(description.split()[:DESCRIPTION_WORDS])[:LONGEST_DESCRIPTION]
        ask = render("judge/ask_level", criterion=as_data(criterion[:LONGEST_NAME]), description=as_data(first))
        return self.ask(ask, LEVEL_LABELS)

    def depth(self) -> Reading:
        """Overall depth without any criterion; labels `DEPTH_LABELS`."""
        return self.ask(render("judge/ask_depth"), DEPTH_LABELS)
