"""The clauses of an answer: stretches short enough to be quoted back to the person who said them.

Offsets are the answer's; a clause never crosses the end of a sentence, and fillers at its edges are left out.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.judging.parts import Part, split_parts

MOST_WORDS = 15
MOST_CHARACTERS = 140
FEWEST_WORDS = 3
_FULL = 5
"""A shorter piece is joined to its neighbour where both fit."""

_SUBJECT = (
    r"(?:i|we|you|he|she|they|it|this|that|there|the|my|our|people|everyone|everybody|someone|somebody)(?:['’]\w+)?\s"
)
_JOINS = (
    r"(?:and|but|so(?!\s(?:many|much|far|long)\b)|because|then|(?<!more )or|where|when|while|who|since|although|until"
    r"|if)"
)
_WHICH = r"(?<!after )(?<!in )(?<!of )(?<!by )(?<!for )(?<!with )(?<!on )(?<!from )(?<!to )which"
_COMMA = (
    r"(?<!\bum,)(?<!\buh,)(?<!\blike,)(?<!know,)(?<!think,)(?<=,)\s+"
    r"(?!(?:um|uh|like|you know|i think|i guess|i suppose),)"
)
_BREAK = re.compile(
    rf"(?<=[;:–—…])\s+|\s+(?=[–—-]\s)|{_COMMA}(?=(?:{_JOINS}\s|{_SUBJECT}))"
    rf"|(?<!\s)\s+(?=(?:and|so|then|or|when|if|while|until)\s{_SUBJECT}|(?:but|because|although)\s|{_WHICH}\s)",
    re.IGNORECASE,
)
_JOIN_BREAK = re.compile(rf"(?<!\s)\s+(?={_JOINS}\s|{_WHICH}\s)", re.IGNORECASE)
_COMMA_BREAK = re.compile(_COMMA, re.IGNORECASE)
_WEAK_BREAK = re.compile(
    r"\s+(?=(?:that|for|with|in|on|to|from|at|by|after|before|into|across|without|as)\s)", re.IGNORECASE
)
_OPENS = re.compile(r"(?:and|but|so|because|then|or|i|we|he|she|they|it|there|you)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"(?:[^\w\"'“‘(<$€£+.-]+|[.-](?!\d)|(?:and|but|so|or|because|then|well|yeah|yes|no|okay|ok|um+|uh+|er+m?|like|right"
    r"|see|look|also|actually|basically|honestly|obviously|you know|i mean|i think|i guess|i'd say|kind of|sort of"
    r"|of course)"
    r"(?:\s*,+\s*|\s+|$))+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[\s,;:.!?…–—-]|\b(?:and|but|so|or|um+|uh+|yeah|like|you know|i think|i guess|i believe"
    r"|i'd say|to be fair|really|honestly|the|a)\s*,?\s*$)+$",
    re.IGNORECASE,
)
_HANGS = re.compile(
    r"(?:of|with|for|to|from|in|on|at|by|if|when|where|which|who|whom|whose|that|than|as|into|until|while|without|not"
    r"|\w+ing|or)\s",
    re.IGNORECASE,
)
_NO_SPEECH = re.compile(r"[<>{}\\|`=]|https?:|\w\(\w|;$")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d(?:[\d.,]*\d)?")


@dataclass(frozen=True)
class Clause:
    """`text == answer[start:end]`; `part` is the sentence it stands in, `before` and `after` its neighbours."""

    start: int
    end: int
    text: str
    part: str
    before: str = ""
    after: str = ""

    @property
    def dangles(self) -> bool:
        """Whether it hangs on words before it, and so reads oddly alone."""
        return bool(_HANGS.match(self.text))


def clauses(answer: str) -> tuple[Clause, ...]:
    """The clauses that could be quoted, in order; none where there are no words."""
    parts = split_parts(answer)
    texts = ["", *(part.text for part in parts), ""]
    return tuple(
        Clause(start, end, answer[start:end], part.text, texts[place], texts[place + 2])
        for place, part in enumerate(parts)
        for start, end in _in_part(answer, part)
    )


def words(text: str) -> list[str]:
    """The words and numbers of a text, in lower case."""
    return [word.lower() for word in _WORD.findall(text)]


def _in_part(answer: str, part: Part) -> Iterator[tuple[int, int]]:
    for start, end in _joined(answer, [cut for piece in _pieces(answer, part) for cut in _short(answer, *piece)]):
        start, end = _trimmed(answer, start, end)
        if _can_be_quoted(answer[start:end]):
            yield start, end


def _can_be_quoted(text: str) -> bool:
    """Words for the most part, enough of them and not too many; no code, no marks of a page or a chat."""
    if _NO_SPEECH.search(text) or any(unicodedata.category(character)[0] == "C" for character in text):
        return False
    letters = sum(character.isalpha() or character.isspace() for character in text)
    return len(words(text)) >= FEWEST_WORDS and letters >= 0.7 * len(text) and _fits(text)


def _fits(text: str) -> bool:
    return len(text.split()) <= MOST_WORDS and len(text) <= MOST_CHARACTERS


def _pieces(answer: str, part: Part) -> list[tuple[int, int]]:
    return list(_cut(answer, part.start, part.end, _BREAK))


def _cut(answer: str, start: int, end: int, at: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    for match in at.finditer(answer, start, end):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if start < end:
        yield start, end


def _short(answer: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A piece that is too long, cut at what joins it, then at commas, prepositions, at last anywhere."""
    pieces = [(start, end)]
    for at in (_JOIN_BREAK, _COMMA_BREAK, _WEAK_BREAK):
        pieces = [cut for piece in pieces for cut in _packed(answer, *piece, at)]
    for first, last in pieces:
        kept = list(re.finditer(r"\S+", answer[first:last]))[:MOST_WORDS]
        yield first, first + kept[-1].end()


def _packed(answer: str, start: int, end: int, at: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """A piece cut where it can be, as few times as it has to be."""
    if _fits(answer[start:end]):
        yield start, end
        return
    first, last = start, start
    for left, right in _cut(answer, start, end, at):
        if last > first and not _fits(answer[first:right]):
            yield first, last
            first = left
        last = right
    yield first, last


def _joined(answer: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Short pieces with a neighbour where both fit: a beginning with the one after, the rest with the one before."""
    joined: list[tuple[int, int]] = []
    for start, end in pieces:
        before = answer[slice(*joined[-1])] if joined else ""
        opens = bool(_OPENS.match(answer, start, end))
        lends = _is_short(before) and bool(_OPENS.match(before) or len(joined) == 1)
        if joined and _fits(answer[joined[-1][0] : end]) and (lends or (_is_short(answer[start:end]) and not opens)):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _is_short(piece: str) -> bool:
    return len(words(piece)) < _FULL


def _trimmed(answer: str, start: int, end: int) -> tuple[int, int]:
    if lead := _LEAD.match(answer, start, end):
        start = lead.end()
    if tail := _TAIL.search(answer[start:end]):
        end = start + tail.start()
    return start, max(start, end)
