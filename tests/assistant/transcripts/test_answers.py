"""The joined answer and the way back to its turns."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.transcripts import answer_text, question_text
from assistant.types import Exchange, Transcript, Turn

TEXTS = st.lists(st.text(st.sampled_from("ab 🙂é.\n"), min_size=1, max_size=12), min_size=1, max_size=6)


def said(texts: list[str]) -> tuple[Transcript, Exchange]:
    """A transcript in which the texts are the answers, each after a question."""
    turns: list[Turn] = []
    for text in texts:
        turns.append(Turn(index=len(turns), speaker="Ana", role="interviewer", text=f"q{len(turns)}?"))
        turns.append(Turn(index=len(turns), speaker="Bo", role="candidate", text=text))
    asked, answered = range(0, len(turns), 2), range(1, len(turns), 2)
    exchange = Exchange(index=0, question_turns=tuple(asked), answer_turns=tuple(answered))
    return Transcript(name="t", format="txt", turns=tuple(turns)), exchange


@settings(deadline=None)
@given(texts=TEXTS)
def test_every_piece_is_its_turn(texts: list[str]) -> None:
    transcript, exchange = said(texts)
    answer = answer_text(transcript, exchange)
    assert answer.text == " ".join(texts)
    assert [answer.text[p.start : p.end] for p in answer.pieces] == texts
    assert [p.turn for p in answer.pieces] == list(exchange.answer_turns)


@settings(deadline=None)
@given(texts=TEXTS, data=st.data())
def test_a_located_span_is_the_same_words(texts: list[str], data: st.DataObject) -> None:
    transcript, exchange = said(texts)
    answer = answer_text(transcript, exchange)
    start = data.draw(st.integers(0, len(answer.text)))
    end = data.draw(st.integers(start, len(answer.text)))
    found = answer.locate(start, end)
    joints = {p.end for p in answer.pieces[:-1]}
    inside = "".join(answer.text[at] for at in range(start, end) if at not in joints)
    assert "".join(transcript.turns[turn].text[first:last] for turn, first, last in found) == inside
    assert all(first < last for _, first, last in found)


def test_a_span_over_two_turns_is_cut_at_the_turn() -> None:
    transcript, exchange = said(["It leaked.", "In May."])
    assert answer_text(transcript, exchange).locate(3, 13) == [(1, 3, 10), (3, 0, 2)]
    assert question_text(transcript, exchange) == "q0? q2?"


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (0, 99), (5, 4)])
def test_a_span_outside_the_answer_is_an_error(start: int, end: int) -> None:
    transcript, exchange = said(["It leaked."])
    with pytest.raises(ValueError, match="is not within"):
        answer_text(transcript, exchange).locate(start, end)
