"""How a conversation runs: who asks whom, who answers, how much each one says. Counts only, no judgement."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.transcripts.questions import asks, is_ask, sentences, spoken
from assistant.types import Transcript, Turn

_FULL_ANSWER = 12
_COUNTER_QUESTION = 20
_FEWEST_WORDS = 3
_PATIENCE = 3
_NOD = re.compile(
    r"\W*(?:(?:mm+(?:-?hm+)?|hm+|uh-?huh|m-hm|yeah|yep|ok(?:ay)?|'?kay|right|sure|great|cool|nice|good|perfect|exactly|"
    r"awesome|excellent|wow|i see|got it|gotcha|interesting|oh|ah|so|um+|uh+|all|alright|thanks|thank you|well|correct|"
    r"congrat\w*|makes sense|sounds (?:great|good)|fair enough|(?:i )?(?:like|love) (?:that|it)|that'?s (?:so |very |"
    r"really |a )?(?:great|good|awesome|crazy|cool|amazing|interesting|neat|helpful|clear|fair|true)(?: point)?)\b\W*)*"
)

_ANSWERS = re.compile(r"\W*(?:yes|yeah|yep|no|nope|not|never|of course|sure)\b")
INVITATION = re.compile(
    r"\bquestions? (?:do you have|you have|you've got)|\bquestions? (?:for|to) (?:me|us)\b|\b(?:any|your) questions\b|"
    r"\bask (?:me|us) anything\b|\bwant to ask (?:me|us)\b|\bminutes are yours\b|"
    r"\b(?:you'd|you would|would you) like to (?:ask(?: (?:me|us))?|know(?: from (?:me|us))?)\W*$"
)


@dataclass(frozen=True)
class Said:
    """A turn counted: its words, whether it asks somebody something, whether it is only a nod such as `okay`.

    It `clarifies` where it asks back what a question means, before that is answered; then it does not ask.
    """

    turn: Turn
    words: int
    asks: bool
    nod: bool
    clarifies: bool = False

    @property
    def speaker(self) -> str:
        """Who said it."""
        return self.turn.speaker


def reply_words(said: Sequence[Said], at: int) -> int:
    """How many words the next turn of a candidate has that is no nod, whoever asks on before it."""
    return next((turn.words for turn in said[at + 1 :] if turn.turn.role == "candidate" and not turn.nod), 0)


@dataclass(frozen=True)
class Bid:
    """A turn that asks and the turn that answers it, with the answer's weight: 1 from twelve words on, else less."""

    asked: Said
    answered: Said

    @property
    def weight(self) -> float:
        """0-1."""
        return min(1.0, self.answered.words / _FULL_ANSWER)


@dataclass(frozen=True)
class Talk:
    """A whole conversation, counted. Marks such as [laughs] are no words."""

    said: tuple[Said, ...]

    @cached_property
    def words(self) -> Mapping[str, int]:
        """Words by speaker, for everybody who says one, in order of first speaking."""
        counts: dict[str, int] = {}
        for said in self.said:
            if said.words:
                counts[said.speaker] = counts.get(said.speaker, 0) + said.words
        return counts

    @cached_property
    def total(self) -> int:
        """All words."""
        return sum(self.words.values())

    @cached_property
    def bids(self) -> tuple[Bid, ...]:
        """Every question that somebody else answers, but for those that were invited at the end."""
        found = (bid for at in range(len(self.said)) if not self.invited(at) and (bid := self._bid(at)))
        return tuple(found)

    @cached_property
    def invitation(self) -> int | None:
        """Which turn asks the others, in the second half, whether they have questions of their own."""
        after = 0
        for at, said in enumerate(self.said):
            if after >= self.total / 2 and said.asks and INVITATION.search(spoken(said.turn.text)):
                return at
            after += said.words
        return None

    def invited(self, at: int) -> bool:
        """Whether a turn comes after the invitation, from somebody other than who gave it."""
        if self.invitation is None or at <= self.invitation:
            return False
        return self.said[at].speaker != self.said[self.invitation].speaker

    def by(self, name: str) -> tuple[Said, ...]:
        """A speaker's turns that are more than a nod."""
        return tuple(said for said in self.said if said.speaker == name and not said.nod)

    def share(self, names: Iterable[str]) -> float:
        """The share of all words that these speakers say."""
        return sum(self.words.get(name, 0) for name in set(names)) / max(self.total, 1)

    def asking(self, name: str) -> float:
        """The share of a speaker's turns that ask."""
        turns = self.by(name)
        return sum(said.asks for said in turns) / max(len(turns), 1)

    def weight(self, askers: Iterable[str], answerers: Iterable[str]) -> float:
        """How often, weighted, one of the first asks and one of the second answers."""
        from_, to = set(askers), set(answerers)
        return sum(b.weight for b in self.bids if b.asked.speaker in from_ and b.answered.speaker in to)

    def _bid(self, at: int) -> Bid | None:
        asked = self.said[at]
        if not asked.asks:
            return None
        for said in self.said[at + 1 : at + 1 + _PATIENCE]:
            if said.asks and said.words <= _COUNTER_QUESTION:
                return None
            if said.speaker != asked.speaker and said.words and not said.nod and not said.clarifies:
                return Bid(asked, said)
        return None


def talk_of(transcript: Transcript) -> Talk:
    """A transcript counted."""
    said: list[Said] = []
    for turn in transcript.turns:
        counted = _said(turn)
        back = bool(said) and said[-1].asks and said[-1].speaker != counted.speaker and only_asks(counted)
        said.append(replace(counted, asks=False, clarifies=True) if back else counted)
    return Talk(tuple(said))


def only_asks(said: Said) -> bool:
    """Whether a turn is short and nothing but a question, and not `no, have you?`."""
    text = spoken(said.turn.text)
    short = said.asks and said.words <= _COUNTER_QUESTION and not _ANSWERS.match(text)
    return short and all(is_ask(part) or _NOD.fullmatch(part) for part in sentences(text))


def _said(turn: Turn) -> Said:
    text = spoken(turn.text)
    found = bool(asks(turn.text))
    nod = not found and _NOD.fullmatch(text) is not None
    return Said(turn, sum(any(c.isalnum() for c in word) for word in text.split()), found, nod)
