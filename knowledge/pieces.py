"""Long text cut into pieces that an embedding window holds: at paragraphs, else at sentences, else between words.

The length is guessed from the letters, so that nothing has to be loaded to know the pieces of a text.
"""

import re
from collections.abc import Iterator

ROOM = 180
"""Guessed tokens. The window has 256; the guess was low by at most a third, for German compounds (gibberish aside)."""
_PARTS = re.compile(r"[A-Za-z]+|[0-9]|[^\W\d_]|[^\sA-Za-z0-9]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’)\]]*\s+|(?<=[。！？])|\n")
_PARAGRAPH_END = re.compile(r"\n\s*\n")


def guessed_tokens(text: str) -> int:
    """About how many tokens a text has: short words one, long ones more, other letters and signs one each."""
    return sum(1 if size <= 6 else 2 if size <= 12 else 1 + size // 4 for size in map(len, _PARTS.findall(text)))


def pieces(text: str, room: int = ROOM) -> tuple[str, ...]:
    """The text in order, in pieces of at most `room` guessed tokens; nothing is lost but white space."""
    found: list[str] = []
    for paragraph in _PARAGRAPH_END.split(text):
        for part, joint in _fitting(paragraph.strip(), room):
            if found and guessed_tokens(found[-1]) + guessed_tokens(part) <= room:
                found[-1] += joint + part
            else:
                found.append(part)
    return tuple(found)


def _fitting(paragraph: str, room: int) -> Iterator[tuple[str, str]]:
    """A paragraph whole, or in sentences, or in words, each with what joins it to the one before."""
    joint = "\n\n"
    if paragraph and guessed_tokens(paragraph) <= room:
        yield paragraph, joint
        return
    for sentence in filter(None, map(str.strip, _SENTENCE_END.split(paragraph))):
        fits = guessed_tokens(sentence) <= room
        for part in (sentence,) if fits else _words(sentence, room):
            yield part, joint
            joint = " "


def _words(sentence: str, room: int) -> Iterator[str]:
    """Runs of words that fit; a word that does not fit itself is cut."""
    run, size = list[str](), 0
    for word in (whole[at : at + room] for whole in sentence.split() for at in range(0, len(whole), room)):
        more = guessed_tokens(word)
        if run and size + more > room:
            yield " ".join(run)
            run, size = [], 0
        run.append(word)
        size += more
    if run:
        yield " ".join(run)
