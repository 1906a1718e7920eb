"""The values that pass between the parts of the product: turns, exchanges, judgements, reports.

Frozen and strict: a key that is not named here is an error. Nothing here has an id of a database or reads a clock.
Offsets count Unicode code points, end exclusive. Scores run from 1 to 5, loads and probabilities from 0 to 1.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.types import EvidenceKind as EvidenceKind

Score = Annotated[float, Field(ge=1, le=5)]
Share = Annotated[float, Field(ge=0, le=1)]
Interval = tuple[float, float]
SpeakerRole = Literal["interviewer", "candidate", "other"]
SpanKind = Literal["evidence", "vague", "buzzword"]


class UnscoredReason(StrEnum):
    """Why there is no number. Never the same thing as a low number."""

    EMPTY = "empty"
    DECLINED = "declined"
    OFF_TOPIC = "off_topic"
    GIBBERISH = "gibberish"
    ECHO = "echo"
    LANGUAGE = "language"
    TOO_THIN = "too_thin"
    NOT_ASKED = "not_asked"
    NOT_ADDRESSED = "not_addressed"
    NOT_AN_INTERVIEW = "not_an_interview"
    ONE_SPEAKER = "one_speaker"
    ENGINE_FAILED = "engine_failed"


class Value(BaseModel):
    """A frozen value that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Turn(Value):
    """What one speaker said without interruption. `source` are the spans of the imported file it came from."""

    index: int
    speaker: str
    role: SpeakerRole = "other"
    start_s: float | None = None
    end_s: float | None = None
    text: str
    source: tuple[tuple[int, int], ...] = ()


class Transcript(Value):
    """An imported conversation, every word of it, in order.

    `notes` say in whole sentences what of the file was repaired or is not speech, with the line where it stands.
    """

    name: str
    format: str
    turns: tuple[Turn, ...]
    duration_s: float | None = None
    notes: tuple[str, ...] = ()


class Exchange(Value):
    """A question with its follow-ups, and the turns that answer them; judged as one."""

    index: int
    question_turns: tuple[int, ...]
    answer_turns: tuple[int, ...]


class Evidence(Value):
    """A quoted span of an answer. `text` is always exactly `answer[start:end]`.

    `gives` names what the span most likely gives (kind `evidence`) or claims without substance (kind `vague`). `sure`:
    how likely it gives that kind, or is vague, 0-1; null for a buzzword. `recites`: the id of the criterion whose
    anchor the span repeats; it was not read, counts for nothing, and is shown as vague.
    """

    start: int
    end: int
    text: str
    kind: SpanKind
    criterion: str | None = None
    gives: EvidenceKind | None = None
    sure: float | None = None
    recites: str | None = None


class CriterionScore(Value):
    """One criterion of one exchange. `score` is the expected level on 1-5; `level` counts from 1 to L."""

    id: str
    level: int | None
    score: Score | None
    probabilities: tuple[Share, ...] | None
    unscored_reason: UnscoredReason | None = None


class Versions(Value):
    """What produced a judgement; the same versions and the same input give the same output."""

    model: str
    adapter: str
    prompt: str
    rubric: str
    knowledge: str
    calibration: str


class Judgement(Value):
    """What the judge says of one question and answer."""

    depth: Score | None
    depth_interval: Interval | None
    buzzword_load: Share | None
    unscored_reason: UnscoredReason | None
    criteria: tuple[CriterionScore, ...]
    evidence: tuple[Evidence, ...]
    given: tuple[EvidenceKind, ...] = ()
    claimed: tuple[EvidenceKind, ...] = ()
    terms_used: int = 0
    stage: str
    stage_assumed: bool
    versions: Versions


class TurnEvidence(Value):
    """A quoted span of one turn of a transcript: `text == turns[turn].text[start:end]`."""

    turn: int
    start: int
    end: int
    text: str
    kind: SpanKind
    criterion: str | None = None
    gives: EvidenceKind | None = None
    sure: float | None = None
    recites: str | None = None


class ExchangeReport(Value):
    """An exchange with its scores."""

    index: int
    question_turns: tuple[int, ...]
    answer_turns: tuple[int, ...]
    depth: Score | None
    depth_interval: Interval | None
    buzzword_load: Share | None
    criteria: tuple[CriterionScore, ...]
    given: tuple[EvidenceKind, ...]
    claimed: tuple[EvidenceKind, ...]
    unscored_reason: UnscoredReason | None


class CriterionReport(Value):
    """A criterion over all exchanges that speak to it.

    `scores` are those of `exchanges`, in their order. `reads_as` is the anchor nearest to the score, `next_level` one
    above it that asks for substance; both are null where the scores lie so far apart that their mean describes no
    answer, the second at the top too. `missing`: what the criterion asks for first and none of the exchanges gives.
    """

    id: str
    name: str
    score: Score | None
    interval: Interval | None
    exchanges: tuple[int, ...]
    evidence: tuple[TurnEvidence, ...]
    unscored_reason: UnscoredReason | None
    scores: tuple[Score, ...] = ()
    reads_as: str | None = None
    next_level: str | None = None
    missing: tuple[EvidenceKind, ...] = ()


class Flag(Value):
    """A red flag to look into, never a verdict. An absence has no quote and names the exchanges that it rests on.

    `name`, `innocent` (what else it may be) and `ask` (the question that settles it) are the knowledge's; null in
    reports made before they were kept.
    """

    id: str
    turn: int | None
    quote: str | None
    exchanges: tuple[int, ...]
    why: str
    name: str | None = None
    innocent: str | None = None
    ask: str | None = None


class FollowUp(Value):
    """A question still worth asking, anchored in an exact quote of the answer."""

    turn: int
    question: str
    quote: str
    missing: EvidenceKind
    why: str
    listen_for: str
    source: Literal["model", "bank"]


class CoachingNote(Value):
    """Something the interviewer could do better, with the words it is about."""

    id: str
    turn: int | None
    quote: str | None
    note: str


class Report(Value):
    """The whole of what is said about one candidate's interview."""

    candidate: str
    role: str | None
    stage: str
    stage_assumed: bool
    seniority: str | None
    duration_s: float | None
    depth: Score | None
    depth_interval: Interval | None
    buzzword_load: Share | None
    unscored_reason: UnscoredReason | None
    explanation: str | None
    turns: tuple[Turn, ...]
    exchanges: tuple[ExchangeReport, ...]
    criteria: tuple[CriterionReport, ...]
    flags: tuple[Flag, ...]
    follow_ups: tuple[FollowUp, ...]
    coaching: tuple[CoachingNote, ...]
    evidence: tuple[TurnEvidence, ...]
    versions: Versions
