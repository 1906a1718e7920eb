"""Who asks and who answers: the roles of a transcript's speakers, proposed with reasons and applied apart.

Each speaker who holds the floor gets a score, positive for asking: questions that others answer against questions
answered, the share of turns that ask, words per turn, what hosts and guests say (`thanks for having me`), and labels
such as `Interviewer`. The sign is the role. The weights are judged by eye, not fitted.

On invented interviews every speaker was right in the 12 it was made for, and in the 7 and 8 written after that; these
are short and clear, so expect less of real ones. The least sure speaker sets the confidence.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from assistant.errors import TranscriptError
from assistant.transcripts.pieces import UNKNOWN_SPEAKER
from assistant.transcripts.questions import spoken
from assistant.transcripts.set_phrases import GUEST, HOST
from assistant.transcripts.talk import Talk, talk_of
from assistant.types import SpeakerRole, Transcript

_SWAPPED: Mapping[SpeakerRole, SpeakerRole] = MappingProxyType(
    {"interviewer": "candidate", "candidate": "interviewer", "other": "other"}
)
_LABELS: Mapping[str, float] = MappingProxyType(
    dict.fromkeys(["interviewer", "host", "recruiter", "moderator", "examiner", "manager", "hr", "q", "question"], 1.0)
    | dict.fromkeys(["candidate", "guest", "interviewee", "applicant", "respondent", "a", "answer"], -1.0)
)
_FLOOR = 0.03
_UNKNOWN_FLOOR = 0.15
_MOST_SURE = 0.97
_ASKED, _RATE, _LENGTH, _MANNER, _LABEL = 1.2, 1.5, 0.5, 0.7, 6.0
_MOST_MANNER = 2


@dataclass(frozen=True)
class SpeakerRoles:
    """A proposal of who is who, apart from applying it. `confidence` 0-1; `reasons` are sentences for the person."""

    roles: Mapping[str, SpeakerRole]
    confidence: float
    reasons: tuple[str, ...]
    by_hand: bool = False

    def speakers(self, role: SpeakerRole) -> tuple[str, ...]:
        """The names that have this role, in order of first speaking."""
        return tuple(name for name, given in self.roles.items() if given == role)


def find_roles(transcript: Transcript, *, candidate: str | None = None) -> SpeakerRoles:
    """Who asks and who answers. A candidate that is named is taken as given, and an unknown name is an error."""
    talk = talk_of(transcript)
    given = _named(transcript, candidate) if candidate else None
    floor = _floor_holders(talk, given)
    scores = {name: _score(talk, name, floor) for name in floor}
    roles: dict[str, SpeakerRole] = dict.fromkeys((turn.speaker for turn in transcript.turns), "other")
    if len(floor) > 1:
        askers = _askers(scores, given)
        roles |= {name: "interviewer" if name in askers else "candidate" for name in floor}
    sure = [1 / (1 + math.exp(-abs(scores[name]))) for name in floor if name != given]
    reasons = tuple(_reason(talk, name, roles[name]) for name in floor)
    return SpeakerRoles(roles, min([_MOST_SURE, *sure]) if len(floor) > 1 else 0.0, reasons)


def assign_roles(transcript: Transcript, *, candidate: str | None = None) -> Transcript:
    """The transcript with the roles of `find_roles` applied."""
    return apply_roles(transcript, find_roles(transcript, candidate=candidate))


def apply_roles(transcript: Transcript, roles: SpeakerRoles) -> Transcript:
    """The transcript with each turn's role set; a speaker the proposal does not name is `other`."""
    turns = tuple(turn.model_copy(update={"role": roles.roles.get(turn.speaker, "other")}) for turn in transcript.turns)
    return transcript.model_copy(update={"turns": turns})


def swap_roles(transcript: Transcript) -> Transcript:
    """Interviewers become candidates and candidates interviewers; the rest stays."""
    turns = tuple(turn.model_copy(update={"role": _SWAPPED[turn.role]}) for turn in transcript.turns)
    return transcript.model_copy(update={"turns": turns})


def candidates(transcript: Transcript) -> tuple[str, ...]:
    """The speakers whose turns carry the role of candidate, in order of first speaking."""
    return tuple(dict.fromkeys(turn.speaker for turn in transcript.turns if turn.role == "candidate"))


def roles_by_hand(transcript: Transcript) -> SpeakerRoles:
    """The roles that the turns carry, as a person set them: nothing about them is doubted."""
    roles = {turn.speaker: turn.role for turn in transcript.turns}
    return SpeakerRoles(roles, 1.0, ("The roles were set by hand.",), by_hand=True)


def _named(transcript: Transcript, candidate: str) -> str:
    """The speaker meant by a name or by an unmistakable part of one."""
    names = list(dict.fromkeys(turn.speaker for turn in transcript.turns))
    wanted = candidate.strip().casefold()
    exact = [name for name in names if name.casefold() == wanted]
    found = exact or [name for name in names if wanted and wanted in name.casefold()]
    if len(found) != 1:
        why = "is not a speaker" if not found else "could be several speakers"
        raise TranscriptError(
            f"{transcript.name}: the candidate {candidate!r} {why}. Name one of its speakers: {', '.join(names)}."
        )
    return found[0]


def _floor_holders(talk: Talk, given: str | None) -> list[str]:
    """Who takes part: by a share of the words or a question that is answered, but at least the two who say most."""
    most = sorted(talk.words, key=talk.words.__getitem__, reverse=True)[:2]
    return [
        name
        for name in talk.words
        if name in most
        or name == given
        or talk.share([name]) >= (_UNKNOWN_FLOOR if name == UNKNOWN_SPEAKER else _FLOOR)
        or (name != UNKNOWN_SPEAKER and talk.weight([name], talk.words) >= 1)
    ]


def _score(talk: Talk, name: str, floor: Sequence[str]) -> float:
    others = [other for other in floor if other != name]
    if not others:
        return 0.0
    asked, answered = talk.weight([name], others), talk.weight(others, [name])
    rate = talk.asking(name) - sum(talk.asking(other) for other in others) / len(others)
    length = math.log(turn_length(talk, others) / turn_length(talk, [name]))
    return (
        _ASKED * (asked - answered) / math.sqrt(asked + answered + 1)
        + _RATE * rate
        + _LENGTH * length
        + _MANNER * _manner(talk, name)
        + _LABEL * label(name)
    )


def label(name: str) -> float:
    """Positive where a name says interviewer (`Host`, `Q`), negative where it says candidate, else 0."""
    return sum(_LABELS.get(word, 0.0) for word in re.findall(r"\w+", name.lower()))


def turn_length(talk: Talk, names: Sequence[str]) -> float:
    """Words per turn, at least one."""
    turns = sum(len(talk.by(name)) for name in names)
    return max(1.0, sum(talk.words[name] for name in names) / max(turns, 1))


def _manner(talk: Talk, name: str) -> int:
    """What only hosts say, less what only guests say; at most two either way."""
    texts = [spoken(said.turn.text) for said in talk.by(name)]
    count = sum(bool(HOST.search(text)) - bool(GUEST.search(text)) for text in texts)
    return max(-_MOST_MANNER, min(_MOST_MANNER, count))


def _askers(scores: Mapping[str, float], given: str | None) -> set[str]:
    """The interviewers: those with a positive score, at least one and never all."""
    others = sorted((name for name in scores if name != given), key=scores.__getitem__)
    askers = {name for name in others if scores[name] > 0} or {others[-1]}
    return askers - {others[0]} if len(askers) == len(scores) else askers


def _reason(talk: Talk, name: str, role: SpeakerRole) -> str:
    asked = sum(bid.asked.speaker == name for bid in talk.bids)
    answered = sum(bid.answered.speaker == name for bid in talk.bids)
    share = f"{talk.share([name]):.0%} of the words"
    return f"{name} ({role}): {asked} questions answered by others, {answered} answered; {share}."
