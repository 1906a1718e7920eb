"""A pasted job or project description → role, stage and seniority, each with why; null where the text does not say.

The title names the role and often the seniority; what the sentences say tells the stage, and the role where no title
does. How it is put to people stands here; what is found, in the modules beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.asking.descriptions.experience import read_experience
from assistant.asking.descriptions.likeness import (
    MOST_SENTENCES,
    Finds,
    Verdict,
    compare,
    is_about_such_work,
    near_questions,
    role_of,
)
from assistant.asking.descriptions.posting import Posting, read_posting
from assistant.asking.descriptions.stages import CANNOT_TELL, STAGES, Reason, StageReading, read_stage
from assistant.asking.descriptions.titles import Title, read_title
from assistant.asking.openings import Near, one_line
from assistant.asking.views import Ground, Guess
from assistant.types import UnscoredReason
from knowledge.types import Knowledge, Role, Stage

OUTWEIGHS = 0.6
"""What the sentences must say in all for a role to prevail over a title that is given to many."""
SURE, LIKELY = 0.85, 0.65
"""Probabilities from which a stage is called very likely and likely; below the second the question is given too."""
QUOTED = 2
"""Sentences that are quoted at most for a stage."""
POSSIBLE = 0.15
"""Probability from which a stage that was not told is named."""
SPEAKS = 0.15
"""What a sentence must add to the log-odds of a stage, or take from them, to be quoted."""


@dataclass(frozen=True)
class Description:
    """What was read from a description: the guess, how near the bank's questions are to it by id, and the stage."""

    guess: Guess
    near: Mapping[str, Near]
    stage: StageReading


def read_description(knowledge: Knowledge, store: Finds, text: str) -> Description:
    """Reads it; the index must be of this knowledge. Raises InputError for one without words, StoreError."""
    posting = read_posting(text)
    foreign = posting.unreadable is UnscoredReason.LANGUAGE
    compared = () if foreign else compare(store, posting.sentences)
    told = compared if is_about_such_work(compared) else ()
    read = read_stage(
        [one.sentence for one in compared], [one.vector for one in compared], knowledge.stages, store.embedder.identity
    )
    grounds = (
        _role(knowledge.roles, read_title(posting.titles, knowledge.roles), role_of(knowledge, told)),
        _stage(knowledge, read, related=bool(told)),
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
    return Description(guess, near_questions(told), read)


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
    return _likened(roles[said.entry].name, verdict)


def _stage(knowledge: Knowledge, read: StageReading, *, related: bool) -> Ground:
    """Of what is not related to such work a stage is told only where that is likely."""
    if not set(STAGES) <= knowledge.stages.keys():
        why = f"Stage: not read; the knowledge here has other stages than {', '.join(STAGES)}."
        return Ground(part="stage", value=None, why=why)
    ask = _telling_apart(knowledge.stages, read.likeliest)
    share = read.shares[read.answer]
    if read.answer == CANNOT_TELL or not (related or share >= LIKELY):
        return _untold(knowledge, read, ask)
    reasons = read.reasons[read.answer]
    quotes = _distinct(reason for reason in reasons if reason.raises >= SPEAKS)[:QUOTED]
    doubts = () if share >= SURE else reasons
    against = _distinct(reason for reason in doubts if reason.raises <= -SPEAKS)[:1]
    why = f"Stage: {knowledge.stages[read.answer].name}, {_likely(share)}"
    if quotes:
        why += f", because it says {_listed(quotes)}"
    if against:
        why += f"; {_listed(against)} speaks against it"
    unsure = ask if share < LIKELY else None
    why += f". To be sure, ask the team: “{unsure}”" if unsure else "."
    first, *more = quotes or (None,)
    return Ground(
        part="stage",
        value=read.answer,
        why=why,
        quote=first,
        confidence=share,
        more=tuple(filter(None, more)),
        against=against,
        ask=unsure,
    )


def _untold(knowledge: Knowledge, read: StageReading, ask: str) -> Ground:
    """With what points to each of the two likeliest stages, if anything does, and what would tell them apart."""
    sides: dict[str, str] = {}
    for stage in read.likeliest:
        for reason in read.reasons.get(stage, ()) if read.shares[stage] >= POSSIBLE else ():
            if reason.raises >= SPEAKS and stage not in sides.values():
                sides.setdefault(reason.sentence.quote, stage)
    pointing = " and ".join(
        f"{_quoted(quote)} points to {knowledge.stages[stage].name}" for quote, stage in sides.items()
    )
    pointing = pointing or "nothing in it says where the project stands"
    why = f"Stage: cannot be told from the description; {pointing}. Ask the team: “{ask}”"
    return Ground(part="stage", value=None, why=why, confidence=read.shares[CANNOT_TELL], more=tuple(sides), ask=ask)


def _telling_apart(stages: Mapping[str, Stage], pair: tuple[str, str]) -> str:
    """The question that tells two stages apart, whichever has it; otherwise the first one's own."""
    first, second = pair
    return stages[first].tell_apart.get(second) or stages[second].tell_apart.get(first) or stages[first].ask


def _likely(share: float) -> str:
    percent = f"{min(99, round(100 * share))} %"
    return f"{'very likely' if share >= SURE else 'likely' if share >= LIKELY else 'the likeliest of all'} ({percent})"


def _distinct(reasons: Iterable[Reason]) -> tuple[str, ...]:
    """What they quote, once each."""
    return tuple(dict.fromkeys(reason.sentence.quote for reason in reasons))


def _listed(quotes: Sequence[str]) -> str:
    *first, last = map(_quoted, quotes)
    return f"{', '.join(first)} and {last}" if first else last


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


def _likened(name: str, verdict: Verdict) -> Ground:
    """Told by the weightiest sentence for it."""
    vote = next(vote for vote in verdict.votes if vote.entry == verdict.entry)
    said, like = _quoted(vote.sentence.quote), vote.passage.text
    why = f"Role: {name}, because it says {said}; such work is described so: “{like}”"
    return Ground(part="role", value=verdict.entry, why=why, quote=vote.sentence.quote, matched=like)


def _quoted(words: str) -> str:
    """On one line, without the mark at its end."""
    return f"“{one_line(words).rstrip(' .,;:')}”"
