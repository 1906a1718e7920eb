"""Whole characters, and nothing of a stop string."""

from collections.abc import Sequence

import pytest

from assistant.server.text import ReplyText


def _bytes(ids: Sequence[int]) -> str:
    """A tokenizer with one token a byte."""
    return bytes(ids).decode("utf-8", errors="replace")


def _pieces(text: str, stops: Sequence[str] = ()) -> tuple[list[str], bool]:
    reply = ReplyText(_bytes, stops)
    pieces = []
    for byte in text.encode():
        pieces.append(reply.push(byte))
        if reply.stopped:
            return pieces, True
    return [*pieces, reply.end()], reply.stopped


@pytest.mark.parametrize("text", ["", "plain", "naïve café", "🙂👩‍🔬", "日本語のテキスト", "a\u0301"])
def test_pieces_are_whole_characters_and_lose_nothing(text: str) -> None:
    pieces, stopped = _pieces(text)
    assert "".join(pieces) == text
    assert "\ufffd" not in "".join(pieces)
    assert not stopped


def test_a_character_comes_when_its_last_byte_does() -> None:
    assert _pieces("é!")[0][:3] == ["", "é", "!"]


@pytest.mark.parametrize(
    ("text", "stops", "expected", "stopped"),
    [
        ("one\nQ: two", ["\nQ:"], "one", True),
        ("one\nQ two", ["\nQ:"], "one\nQ two", False),
        ("ab END", ["END", "b"], "a", True),
        ("aab", ["ab"], "a", True),
        ("ends with the start of it: EN", ["END"], "ends with the start of it: EN", False),
        ("größer", ["ö"], "gr", True),
        ("stop", ["stop"], "", True),
    ],
)
def test_text_ends_at_the_first_stop_string(text: str, stops: list[str], expected: str, stopped: bool) -> None:
    pieces, found = _pieces(text, stops)
    assert ("".join(pieces), found) == (expected, stopped)


def test_half_a_character_at_the_end_is_shown_as_such() -> None:
    reply = ReplyText(_bytes)
    assert reply.push("é".encode()[0]) == ""
    assert reply.end() == "\ufffd"
