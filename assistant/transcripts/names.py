"""Telling a speaker's name from words before a colon.

`Ringo: hello` names a speaker, `Precision: 0.91` does not, and only the whole file can tell: a name comes back. What
stands once is decided by the rules of `speaker_names` and reported in a note.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

MAX_NAME = 60
_MAX_WORDS = 6
_PARTICLE_WORDS = "af al and bin da dal de del della den der di du el la le of the van von y & - –"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_LABEL_WORDS = (
    "note notes example question answer problem problems result results step option warning update summary context "
    "time date title subject topic agenda participants attendees location duration recording transcript first second "
    "third also so but because however finally input output interview position company source file meeting break pros "
    "cons caveat http https todo fix solution idea goal thing reason one two three"
)
_LABELS = frozenset(_LABEL_WORDS.split())
_SPEAKERS = 2
_MOST = 0.9
_HALF = 0.5


@dataclass(frozen=True)
class Prefix:
    """Words before a colon at the start of a line, which may be a name."""

    name: str
    line: int


@dataclass(frozen=True)
class Doubt:
    """A prefix that stands only once, and how it was read."""

    line: int
    note: str


def is_capitalised(name: str) -> bool:
    """Whether each word starts as a name's does: a capital, a digit, or a particle such as `van`."""
    words = re.findall(r"[^\s()\[\]/,]+", name)
    real = [word for word in words if word.lower() not in _PARTICLES]
    return bool(real) and all(word[0].isupper() or word[0].isdigit() or not word[0].isalpha() for word in real)


def could_be_name(name: str) -> bool:
    """Whether words before a colon are short enough and without the marks of a sentence."""
    return 0 < len(name) <= MAX_NAME and len(name.split()) <= _MAX_WORDS and not re.search(r"[?!;\"“”*<>]", name)


def speaker_names(prefixes: Sequence[Prefix], lines: int) -> tuple[frozenset[str], tuple[Doubt, ...]]:
    """Which prefixes are speakers, in a file with so many lines of words, and which of them are in doubt.

    Those that come back are. Of those that stand once, capitalised ones are where nearly every line has a prefix or
    fewer than two names come back, else only those of two words or more; ordinary labels (`Example`) never are.
    """
    counts = Counter(prefix.name for prefix in prefixes)
    share = len(prefixes) / max(lines, 1)
    again = {name for name, count in counts.items() if count > 1 and (is_capitalised(name) or share >= _HALF)}
    dense = share >= _MOST or len(again) < _SPEAKERS
    once = {
        name
        for name, count in counts.items()
        if count == 1 and name.lower() not in _LABELS and _may_stand_once(name, share, dense)
    }
    alone = [prefix for prefix in prefixes if counts[prefix.name] == 1 and is_capitalised(prefix.name)]
    alone = [prefix for prefix in alone if " " not in prefix.name or share < _MOST]
    doubts = () if len(again) < _SPEAKERS else tuple(_doubt(prefix, once) for prefix in alone)
    return frozenset(again | once), doubts


def _may_stand_once(name: str, share: float, dense: bool) -> bool:
    if not is_capitalised(name):
        return share >= _MOST and " " not in name
    return dense or " " in name


def _doubt(prefix: Prefix, names: set[str]) -> Doubt:
    read = "a speaker's name" if prefix.name in names else "words, not a speaker's name"
    return Doubt(prefix.line, f"Line {prefix.line}: “{prefix.name}:” stands only once; it was read as {read}.")
