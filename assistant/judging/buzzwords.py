"""Terms that are dropped, against terms that are unpacked.

A term counts as unpacked where the part of the answer that uses it, or the part right after, was read as giving
evidence; a hollow term ("cutting-edge") only where its own part does. The load is the share that is not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.judging.parts import Part
from knowledge.lexicon import TermUse, find_terms
from knowledge.types import Term

FEWEST_TERMS = 3


@dataclass(frozen=True)
class UsedTerm:
    """A term in an answer, and whether the answer says what it meant there."""

    use: TermUse
    unpacked: bool


def used_terms(
    answer: str, parts: Sequence[Part], gives: Sequence[bool], terms: Mapping[str, Term]
) -> tuple[UsedTerm, ...]:
    """The terms of an answer; `gives` says of each part whether it gives evidence."""
    return tuple(
        UsedTerm(use, _unpacked(use, parts, gives, hollow=terms[use.term].hollow))
        for use in find_terms(answer, terms.values())
    )


def _unpacked(use: TermUse, parts: Sequence[Part], gives: Sequence[bool], *, hollow: bool) -> bool:
    own = next((number for number, part in enumerate(parts) if part.start <= use.start < part.end), None)
    if own is None:
        return False
    return gives[own] or (not hollow and any(gives[own + 1 : own + 2]))


def buzzword_load(terms: Iterable[UsedTerm]) -> float | None:
    """Terms used without being unpacked over terms used, 0-1; None under three terms."""
    used = [term.unpacked for term in terms]
    return used.count(False) / len(used) if len(used) >= FEWEST_TERMS else None
