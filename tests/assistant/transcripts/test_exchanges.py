"""Exchanges on invented conversations, and that no word of a candidate falls between them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import TranscriptError
from assistant.transcripts import assign_roles, candidates, find_exchanges, outline, question_text
from assistant.types import SpeakerRole, Transcript, Turn
from tests.assistant.transcripts.conversations import BY_NAME

Pairs = list[tuple[list[int], list[int]]]


def pairs(name: str, candidate: str | None = None) -> Pairs:
    exchanges = find_exchanges(assign_roles(BY_NAME[name].transcript), candidate=candidate)
    return [(list(exchange.question_turns), list(exchange.answer_turns)) for exchange in exchanges]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("phone screen without names", [([2, 4, 6, 8], [3, 5, 7, 9])]),
        ("panel of two", [([3, 5, 7, 9], [4, 6, 8, 10]), ([11], [12])]),
        ("host and guest", [([4], [5]), ([6, 8], [7, 9])]),
        ("candidate asks at the end", [([2, 4, 6, 8], [3, 5, 7, 9])]),
        ("no punctuation", [([0, 2, 4, 6], [1, 3, 5, 7])]),
        ("interviewer who talks too much", [([0], [1]), ([2], [3]), ([4], [5])]),
        ("candidate opens", [([3, 5, 7, 9], [4, 6, 8, 10])]),
        ("coding interview with hints", [([0, 2, 4, 8, 10], [3, 7, 9, 11])]),
        ("one exchange", [([0], [1])]),
        ("candidate who checks back", [([2, 4, 6, 8, 10], [5, 9, 11])]),
        ("recruiter", [([2, 4], [3, 5])]),
        ("several candidates in turn", [([0, 2], [1, 3]), ([0, 4, 6], [5, 7]), ([0, 8, 10], [9, 11])]),
    ],
)
def test_exchanges(name: str, expected: Pairs) -> None:
    assert pairs(name) == expected


def test_exchanges_of_one_candidate_count_from_nought() -> None:
    assert pairs("several candidates in turn", "Bettina") == [([0, 4, 6], [5, 7])]
    transcript = assign_roles(BY_NAME["several candidates in turn"].transcript)
    (exchange,) = find_exchanges(transcript, candidate="Bettina")
    assert exchange.index == 0
    assert "Bettina, same question." in question_text(transcript, exchange)


def test_an_unknown_candidate_is_an_error() -> None:
    transcript = assign_roles(BY_NAME["panel of two"].transcript)
    with pytest.raises(TranscriptError, match="'Marta' is not a candidate; candidates are: Jonas"):
        find_exchanges(transcript, candidate="Marta")


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        ("phone screen without names", {1: "logistics", 11: "nod"}),
        ("host and guest", {1: "small_talk", 3: "introduction", 11: "closing"}),
        ("candidate asks at the end", {1: "logistics", **dict.fromkeys((11, 13, 15, 17), "own_question"), 19: "nod"}),
        ("coding interview with hints", {1: "asks_back", 5: "asks_back", 13: "own_question"}),
        ("recruiter", dict.fromkeys((1, 7, 9, 11), "logistics") | {13: "own_question"}),
        ("long small talk first", dict.fromkeys((0, 2, 4), "small_talk")),
    ],
)
def test_what_is_left_out_has_a_reason(name: str, left_out: dict[int, str]) -> None:
    found = outline(assign_roles(BY_NAME[name].transcript)).left_out
    assert {out.turn: out.reason for out in found} == left_out


def test_without_roles_there_is_nothing() -> None:
    transcript = BY_NAME["panel of two"].transcript
    assert outline(transcript).exchanges == ()
    assert outline(transcript).left_out == ()


WORDS = st.sampled_from(
    [
        "Tell me about a model you shipped.",
        "And why that?",
        "What is calibration?",
        "Do you have any questions for us?",
        "Okay.",
        "Can you hear me?",
        "It was a small network on a belt and it missed the deadline on one parcel in fifty.",
        "How big is the team?",
        "Do you mean the first one?",
        "Thanks, bye.",
        "[laughs]",
        "Yes.",
    ]
)
SPEAKERS = st.sampled_from(["Ana", "Bo", "Cy", "Di"])
ROLES: dict[str, SpeakerRole] = {"Ana": "interviewer", "Bo": "candidate", "Cy": "candidate", "Di": "other"}


@settings(deadline=None)
@given(talk=st.lists(st.tuples(SPEAKERS, WORDS), max_size=25))
def test_each_turn_of_a_candidate_has_one_place(talk: list[tuple[str, str]]) -> None:
    turns = tuple(Turn(index=i, speaker=name, role=ROLES[name], text=text) for i, (name, text) in enumerate(talk))
    transcript = Transcript(name="t", format="txt", turns=turns)
    found = outline(transcript)
    placed = [turn for exchange in found.exchanges for turn in exchange.answer_turns]
    placed += [out.turn for out in found.left_out]
    assert sorted(placed) == [t.index for t in turns if t.role == "candidate" and t.text != "[laughs]"]
    for exchange in found.exchanges:
        assert {turns[i].role for i in exchange.question_turns} == {"interviewer"}
        assert len({turns[i].speaker for i in exchange.answer_turns}) == 1
        assert exchange.question_turns[0] < exchange.answer_turns[0]
        assert list(exchange.question_turns) == sorted(set(exchange.question_turns))
    apart = [e for name in candidates(transcript) for e in find_exchanges(transcript, candidate=name)]
    assert sorted(e.answer_turns for e in apart) == sorted(e.answer_turns for e in found.exchanges)


def said(*lines: str) -> Transcript:
    """Lines of `+ words` and `- words` as a transcript with roles."""
    roles: dict[str, SpeakerRole] = {"+": "interviewer", "-": "candidate"}
    turns = (Turn(index=i, speaker=line[0], role=roles[line[0]], text=line[2:]) for i, line in enumerate(lines))
    return Transcript(name="t", format="txt", turns=tuple(turns))


LONG = "- We took the tickets of four weeks and compared what the screen said with what the people then really waited."
LONG += " It was off by nine minutes in the mornings, and nobody had ever looked at the mornings."


def test_a_friendly_word_before_the_first_question_closes_nothing() -> None:
    """A prompt after `that's all right` was taken for a farewell, and the longest answer was left out."""
    transcript = said(
        "+ That's all right, take your time. Tell me what you measured.", LONG, "+ Why then?", "- Rush hour."
    )
    assert [e.answer_turns for e in find_exchanges(transcript)] == [(1, 3)]


def test_a_check_of_the_sound_does_not_swallow_the_answer() -> None:
    transcript = said(
        "+ What did you measure?", LONG, "+ Sorry, can you hear me?", LONG.replace("- ", "- Yes. "), "+ Bye."
    )
    assert [e.answer_turns for e in find_exchanges(transcript)] == [(1, 3)]


def test_an_exchange_does_not_grow_without_end() -> None:
    probes = [f"+ And what about the {word}?" for word in ("desk", "screen", "queue", "nurses", "letters", "phone")]
    lines = ["+ Tell me about a project.", LONG] + [line for probe in probes for line in (probe, LONG)]
    found = find_exchanges(said(*lines))
    assert len(found) > 1
    assert max(len(exchange.question_turns) for exchange in found) <= 5
