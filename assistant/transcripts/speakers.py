"""Who asks and who answers: the roles of a transcript's speakers."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assistant.types import SpeakerRole, Transcript

_SWAPPED: Mapping[SpeakerRole, SpeakerRole] = MappingProxyType(
    {"interviewer": "candidate", "candidate": "interviewer", "other": "other"}
)


@dataclass(frozen=True)
class SpeakerRoles:
    """A proposal of who is who, apart from applying it. `confidence` 0-1; `reasons` are sentences for the person."""

    roles: Mapping[str, SpeakerRole]
    confidence: float
    reasons: tuple[str, ...]

    def speakers(self, role: SpeakerRole) -> tuple[str, ...]:
        """The names that have this role, in order of first speaking."""
        return tuple(name for name, given in self.roles.items() if given == role)


def apply_roles(transcript: Transcript, roles: SpeakerRoles) -> Transcript:
    """The transcript with each turn's role set; a speaker the proposal does not name is `other`."""
    turns = tuple(turn.model_copy(update={"role": roles.roles.get(turn.speaker, "other")}) for turn in transcript.turns)
    return transcript.model_copy(update={"turns": turns})


def swap_roles(transcript: Transcript) -> Transcript:
    """Interviewers become candidates and candidates interviewers; the rest stays."""
    turns = tuple(turn.model_copy(update={"role": _SWAPPED[turn.role]}) for turn in transcript.turns)
    return transcript.model_copy(update={"turns": turns})
