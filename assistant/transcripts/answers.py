"""The words of an exchange: its question, and its answer as one text whose offsets lead back to the turns."""

from dataclasses import dataclass

from assistant.types import Exchange, Transcript

_JOINT = " "


@dataclass(frozen=True)
class AnswerPiece:
    """One turn's text inside the joined answer: `answer.text[start:end] == turns[turn].text`."""

    turn: int
    start: int
    end: int


@dataclass(frozen=True)
class AnswerText:
    """Everything the candidate said in an exchange, joined by one space."""

    text: str
    pieces: tuple[AnswerPiece, ...]

    def locate(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """`text[start:end]` as (turn, start, end) in the turns' own texts; the joining spaces belong to no turn."""
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"[{start}, {end}) is not within the answer's {len(self.text)} characters")
        cut = ((p, max(start, p.start), min(end, p.end)) for p in self.pieces)
        return [(p.turn, first - p.start, last - p.start) for p, first, last in cut if first < last]


def question_text(transcript: Transcript, exchange: Exchange) -> str:
    """The question and its follow-ups, in the order they were put, joined by one space."""
    return _JOINT.join(transcript.turns[index].text for index in exchange.question_turns)


def answer_text(transcript: Transcript, exchange: Exchange) -> AnswerText:
    """The answer of an exchange with the way back to its turns."""
    pieces: list[AnswerPiece] = []
    for index in exchange.answer_turns:
        start = pieces[-1].end + len(_JOINT) if pieces else 0
        pieces.append(AnswerPiece(index, start, start + len(transcript.turns[index].text)))
    text = _JOINT.join(transcript.turns[index].text for index in exchange.answer_turns)
    return AnswerText(text, tuple(pieces))
