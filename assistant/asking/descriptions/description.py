"""A pasted job or project description → role, stage and seniority, each with why; null where the text does not say.

The title names the role and often the seniority; what the sentences mean tells the stage, and the role where no title
does. What a company says of itself and what is asked of any person count for no stage.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.asking.descriptions.experience import read_experience
from assistant.asking.descriptions.likeness import (
    MOST_SENTENCES,
    Finds,
    Verdict,
    compare,
    is_about_such_work,
    near_questions,
    role_of,
    stage_of,
)
from assistant.asking.descriptions.posting import Posting, read_posting
from assistant.asking.descriptions.titles import Title, read_title
from assistant.asking.openings import Near, one_line
from assistant.asking.views import Ground, Guess
from assistant.judging.unreadable import why_unreadable
from assistant.types import UnscoredReason
from knowledge.types import Knowledge, Role

OUTWEIGHS = 0.6
"""What the sentences must say in all for a role to prevail over a title that is given to many."""
SAMPLE = 3000


@dataclass(frozen=True)
class Description:
    """What was read from a description: the guess, and how near the bank's questions are to it, by id."""

    guess: Guess
    near: Mapping[str, Near]


def read_description(knowledge: Knowledge, store: Finds, text: str) -> Description:
    """Reads it; the index must be of this knowledge. Raises InputError for one without words, StoreError."""
    posting = read_posting(text)
    foreign = _is_foreign(posting)
    compared = () if foreign else compare(store, posting.sentences)
    told = compared if is_about_such_work(compared) else ()
    stage, role = stage_of(knowledge, told), role_of(knowledge, told)
    grounds = (
        _role(knowledge.roles, read_title(posting.titles, knowledge.roles), role),
        _stage(knowledge, stage),
        _seniority(posting),
    )
    notes = []
    if foreign:
        notes.append("The description does not seem to be in English; only its title and years were read.")
    if not compared and not foreign:
        notes.append("The description has no whole sentence to read from.")
    if compared and not told:
        notes.append("The description does not read like work with machine learning.")
    if len(compared) == MOST_SENTENCES:
        notes.append(f"The description is very long; its first {MOST_SENTENCES} sentences were compared.")
    values = {ground.part: ground.value for ground in grounds}
    guess = Guess(**values, reasons=(*(ground.why for ground in grounds), *notes), grounds=grounds)
    return Description(guess, near_questions(told))


def _is_foreign(posting: Posting) -> bool:
    said = " ".join(sentence.text for sentence in posting.sentences)[:SAMPLE]
    return why_unreadable("", said) is UnscoredReason.LANGUAGE


def _role(roles: Mapping[str, Role], title: Title | None, verdict: Verdict) -> Ground:
    """By the title; by the sentences where no title says it, or a general one does and they clearly say another."""
    if title is not None and title.role is None:
        why = f"Role: the title says {_quoted(title.words)}, and no role here is for that."
        return Ground(part="role", value=None, why=why, quote=title.quote, matched=title.words)
    said = verdict.votes[0] if verdict.entry and verdict.votes else None
    if title is not None and title.role is not None:
        outweighed = roles[title.role].general and verdict.entry != title.role and verdict.weight >= OUTWEIGHS
        if not outweighed or said is None:
            name = roles[title.role].name
            why = f"Role: {name}, by {_quoted(title.quote)}."
            return Ground(part="role", value=title.role, why=why, quote=title.quote, matched=title.words)
    if said is None:
        return Ground(part="role", value=None, why="Role: the description does not say which one.")
    return _likened("role", roles[said.entry].name, verdict)


def _stage(knowledge: Knowledge, verdict: Verdict) -> Ground:
    if verdict.entry is None:
        sides = {vote.entry for vote in verdict.votes[:3]}
        unclear = "what it says points different ways" if len(sides) > 1 else "it does not say where the project stands"
        return Ground(part="stage", value=None, why=f"Stage: not clear from the description; {unclear}.")
    return _likened("stage", knowledge.stages[verdict.entry].name, verdict)


def _seniority(posting: Posting) -> Ground:
    found = read_experience(posting)
    if found is None:
        return Ground(part="seniority", value=None, why="Seniority: the description does not say.")
    if found.level is None:
        why = f"Seniority: not clear; {_quoted(found.quote)} names several, {found.words}."
        return Ground(part="seniority", value=None, why=why, quote=found.quote, matched=found.words)
    inside = "" if one_line(found.quote) == found.words else f" in {_quoted(found.quote)}"
    why = f"Seniority: {found.level}, by {_quoted(found.words)}{inside}."
    return Ground(part="seniority", value=found.level, why=why, quote=found.quote, matched=found.words)


def _likened(part: Literal["role", "stage"], name: str, verdict: Verdict) -> Ground:
    """Told by the weightiest sentence for it."""
    vote = next(vote for vote in verdict.votes if vote.entry == verdict.entry)
    why = f"{part.capitalize()}: {name}, because it says {_quoted(vote.sentence.quote)}"
    if vote.passage is None:
        why = f"{why}, by the words {_quoted(vote.phrase or '')}."
    else:
        sign = "a sign of it is" if vote.passage.part.startswith("recognise") else "such work is described so"
        why = f"{why}; {sign}: “{vote.passage.text}”"
    matched = vote.passage.text if vote.passage else vote.phrase
    return Ground(part=part, value=verdict.entry, why=why, quote=vote.sentence.quote, matched=matched)


def _quoted(words: str) -> str:
    """On one line, without the mark at its end."""
    return f"“{one_line(words).rstrip(' .,;:')}”"
