"""Exchanges: a question with its follow-ups, and everything a candidate answered to them.

Turns are taken whole. Every turn of a candidate is in exactly one exchange or left out with a reason: introductions,
small talk, logistics, the candidate's own questions, asking back and nods are nothing to judge. Where several
candidates answer the same question each has an exchange of their own. No model is asked.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from assistant.errors import TranscriptError
from assistant.transcripts.answers import AnswerPiece, AnswerText, answer_text, question_text
from assistant.transcripts.moves import Around, Move, begins, move_of
from assistant.transcripts.speakers import candidates
from assistant.transcripts.talk import Said, only_asks, reply_words, talk_of
from assistant.types import Exchange, Transcript

__all__ = [
    "AnswerPiece",
    "AnswerText",
    "LeftOut",
    "Outline",
    "answer_text",
    "find_exchanges",
    "outline",
    "question_text",
]

Reason = Literal["introduction", "small_talk", "logistics", "own_question", "asks_back", "nod", "closing", "unprompted"]
_TAKEN_UP = 15
_AT_LENGTH = 30
_THANKS = re.compile(r"\W*(?:thanks|thank you)\b[^.?!]{0,40}\W*", re.IGNORECASE)
_ASIDES: Mapping[Move, Reason] = MappingProxyType(
    {
        Move.INTRODUCTION: "introduction",
        Move.SMALL_TALK: "small_talk",
        Move.GREETING: "small_talk",
        Move.LOGISTICS: "logistics",
        Move.INVITATION: "own_question",
        Move.CLOSING: "closing",
    }
)


@dataclass(frozen=True)
class LeftOut:
    """A candidate's turn that no exchange holds, and why."""

    turn: int
    reason: Reason


@dataclass(frozen=True)
class Outline:
    """A transcript divided: what is judged, and the candidates' turns that are not."""

    exchanges: tuple[Exchange, ...]
    left_out: tuple[LeftOut, ...]


def find_exchanges(transcript: Transcript, *, candidate: str | None = None) -> tuple[Exchange, ...]:
    """The exchanges of one candidate, or of all; each has answers of a single speaker. Roles must be assigned."""
    return outline(transcript, candidate=candidate).exchanges


def outline(transcript: Transcript, *, candidate: str | None = None) -> Outline:
    """The exchanges, and the candidates' turns that are in none. `candidate` is a speaker's exact name."""
    known = candidates(transcript)
    if candidate is not None and candidate not in known:
        raise TranscriptError(
            f"{transcript.name}: {candidate!r} is not a candidate; candidates are: {', '.join(known) or 'nobody'}. "
            "Assign the roles first, or name one of them."
        )
    walk = _Walk(talk_of(transcript).said)
    mine = [draft for draft in walk.drafts if candidate in (None, draft.candidate)]
    exchanges = (
        Exchange(index=i, question_turns=tuple(sorted(draft.questions)), answer_turns=tuple(draft.answers))
        for i, draft in enumerate(sorted(mine, key=lambda draft: draft.answers[0]))
    )
    turns = transcript.turns
    left_out = (out for out in walk.left_out if candidate in (None, turns[out.turn].speaker))
    return Outline(tuple(exchanges), tuple(left_out))


@dataclass
class _Draft:
    """An exchange while it grows."""

    candidate: str
    questions: set[int]
    answers: list[int] = field(default_factory=list)


class _Walk:
    """One pass over the turns. `subject` is the main question's turn, `put` what was asked since the last answer."""

    def __init__(self, said: Sequence[Said]) -> None:
        self.said = said
        self.drafts: list[_Draft] = []
        self.left_out: list[LeftOut] = []
        self.subject: int | None = None
        self.latest = ""
        self.probes = 0
        self.under_subject: dict[str, _Draft] = {}
        self.put: list[int] = []
        self.answered = False
        self.aside: Reason | None = None
        asked = [at for at, turn in enumerate(said) if turn.asks and turn.turn.role == "interviewer"]
        self.last_asked = max(asked, default=0)
        for at, turn in enumerate(said):
            if turn.turn.role == "interviewer":
                self._asking_side(at)
            elif turn.turn.role == "candidate" and turn.words:
                self._answering_side(at)

    def _asking_side(self, at: int) -> None:
        move = self._move(at)
        if self.aside == "own_question" and not (move is Move.QUESTION and self._reply(at) >= _TAKEN_UP):
            return
        if move in _ASIDES:
            self.aside = _ASIDES[move]
        elif move is Move.QUESTION:
            self._open(at)
        elif move is Move.FOLLOW_UP:
            self._follow_up(at)
        elif move is Move.STATEMENT and self.aside != "introduction":
            self._remark(at)

    def _remark(self, at: int) -> None:
        """A statement that is taken up asks, whatever its form."""
        around, reply = self._around(at), self._reply(at)
        if reply >= _AT_LENGTH and (around is None or begins(self.said[at], around)):
            self._open(at)
        elif reply >= _TAKEN_UP and around is not None:
            self._follow_up(at)

    def _move(self, at: int) -> Move:
        """What the turn does, where a greeting or a farewell that is taken up at length is a prompt."""
        move = move_of(self.said[at], self._around(at))
        if move is Move.CLOSING and at < self.last_asked:
            return Move.STATEMENT
        return Move.STATEMENT if move is Move.GREETING and self._reply(at) >= _AT_LENGTH else move

    def _around(self, at: int) -> Around | None:
        """What a question is told from a follow-up by; null while nothing was asked yet."""
        if self.subject is None:
            return None
        return Around(self.latest, reply_words(self.said, at), self.probes)

    def _open(self, at: int) -> None:
        self.subject, self.under_subject, self.probes = at, {}, 0
        self.put, self.answered = [], False
        self._follow_up(at)

    def _follow_up(self, at: int) -> None:
        if self.answered:
            self.put, self.answered = [], False
        self.put.append(at)
        self.probes += 1
        self.aside = None

    def _reply(self, at: int) -> int:
        """How many words the next turn of a candidate has that does not only ask; 0 if the asking side goes on."""
        for turn in self.said[at + 1 :]:
            if turn.turn.role == "interviewer" and not turn.nod:
                return 0
            if turn.turn.role == "candidate" and not turn.nod:
                return 0 if only_asks(turn) or turn.clarifies else turn.words
        return 0

    def _answering_side(self, at: int) -> None:
        reason = self._no_answer(at)
        if reason is None:
            self._answer(at)
        else:
            self.left_out.append(LeftOut(at, reason))

    def _no_answer(self, at: int) -> Reason | None:
        turn = self.said[at]
        if turn.clarifies or only_asks(turn):
            return "own_question" if self.aside in ("own_question", "closing") else "asks_back"
        if self.answered and (turn.nod or _THANKS.fullmatch(turn.turn.text)):
            return "nod"
        if self.aside in ("introduction", "own_question", "closing"):
            return self.aside
        if self.aside and not (self.subject is not None and turn.words >= _AT_LENGTH):
            return self.aside
        if self.subject is None:
            return "unprompted" if turn.words >= _TAKEN_UP else "small_talk"
        other = turn.speaker not in self.under_subject and bool(self.under_subject)
        return "unprompted" if other and self.answered and turn.words < _TAKEN_UP else None

    def _answer(self, at: int) -> None:
        turn = self.said[at]
        if turn.speaker not in self.under_subject and self.subject is not None:
            self.under_subject[turn.speaker] = _Draft(turn.speaker, {self.subject})
            self.drafts.append(self.under_subject[turn.speaker])
            self.probes = 1
        draft = self.under_subject[turn.speaker]
        draft.questions.update(self.put)
        draft.answers.append(at)
        self.answered, self.aside, self.latest = True, None, turn.turn.text
