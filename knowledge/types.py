"""What to ask and what good looks like, as values: stages, roles, criteria, questions, probes, terms, flags, rubrics.

Frozen and strict: a key that is not named here is an error. Nothing here reads a file; see `load`. Levels are listed
from the lowest to the highest; weights are relative, 0 means that a criterion does not count.
"""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from knowledge.demands import Demands
from knowledge.values import DocumentId, Id, Minutes, Pattern, Text, Texts, Value, Weight, Weights


class EvidenceKind(StrEnum):
    """What an answer can give; a follow-up asks for the one that is missing."""

    METRIC = "metric"
    BASELINE = "baseline"
    OWN_PART = "own_part"
    TRADE_OFF = "trade_off"
    FAILURE = "failure"
    SCALE = "scale"
    DATA = "data"
    DECISION = "decision"
    MECHANISM = "mechanism"


class Seniority(StrEnum):
    """How much experience a question is meant for or a role expects."""

    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"
    LEAD = "lead"


class Stage(Value):
    """Where a project stands, how to recognise it, what misleads, and how much each criterion counts there.

    `described_as`: sentences as a description of a project at this stage would have them; `phrases`: regular
    expressions of words that only such a description has, whatever their case, from one word's start to another's end.
    `ask` tells whether a project is here; `tell_apart`, by another stage's id, whether it is here or there.
    """

    id: Id
    name: Text
    summary: Text
    recognise: Texts
    misleading: Texts
    described_as: tuple[Text, ...] = ()
    phrases: tuple[Pattern, ...] = ()
    what_changes: Text
    ask: Text
    tell_apart: Mapping[Id, Text] = {}
    weights: Weights


class SeniorityExpectations(Value):
    """What a role expects of each seniority."""

    junior: Text
    mid: Text
    senior: Text
    lead: Text


class Role(Value):
    """Whom the team hires, and how much each criterion counts for that.

    `titles`: what stands beside "engineer", "developer" and the like in a title that means this role. A `general`
    role's title is given to people who do another role's work too. `described_as`: sentences as a description of such
    work would have them. `like`: the role whose questions and work samples suit a team's own role too.
    """

    id: Id
    name: Text
    like: Id | None = None
    purpose: Text
    outcomes: Texts
    must_have: Texts
    titles: tuple[Text, ...] = ()
    general: Annotated[bool, Field(strict=True)] = False
    described_as: tuple[Text, ...] = ()
    nice_to_have: tuple[Text, ...]
    seniority: SeniorityExpectations
    weights: Weights


class EvidenceWanted(Value):
    """Which kinds of evidence carry a criterion, and which help."""

    central: Annotated[tuple[EvidenceKind, ...], Field(min_length=1)]
    supporting: tuple[EvidenceKind, ...] = ()


class Criterion(Value):
    """One thing to judge, with five anchored levels and what it means at each stage (by stage id)."""

    id: Id
    name: Text
    description: Text
    levels: Annotated[tuple[Text, ...], Field(min_length=5, max_length=5)]
    evidence: EvidenceWanted
    stages: Mapping[Id, Text]


class FollowUps(Value):
    """A probe for each kind of evidence that an answer may lack; None where the bank has none."""

    metric: Text | None = None
    baseline: Text | None = None
    own_part: Text | None = None
    trade_off: Text | None = None
    failure: Text | None = None
    scale: Text | None = None
    data: Text | None = None
    decision: Text | None = None
    mechanism: Text | None = None

    def probe(self, missing: str) -> str | None:
        """The probe for one kind of evidence; `missing` is one of `EvidenceKind`, else `ValueError`."""
        probe: str | None = getattr(self, EvidenceKind(missing).value)
        return probe


class Classic(StrEnum):
    """The probes that every experienced interviewer has: a bank without one of them is not complete."""

    SHIPPED = "shipped_end_to_end"
    UNDERPERFORMED = "model_underperformed"
    ACCURACY_AGAINST_SPEED = "accuracy_against_speed"
    PROUD_CODE = "proud_code"
    FAILED_PROJECT = "failed_project"
    DECISION_EXPLAINED = "decision_explained"
    LAST_DEPLOYMENT = "last_deployment"
    COMPLEX_EXPLAINED = "complex_explained"
    TEAM_DISAGREEMENT = "team_disagreement"


class QuestionEntry(Value):
    """A question as it stands in its file, which names the criterion once for all of them."""

    id: Id
    classic: Classic | None = None
    text: Text
    stage: Id
    roles: Annotated[tuple[Id, ...], Field(min_length=1)]
    seniority: Annotated[tuple[Seniority, ...], Field(min_length=1)]
    minutes: Minutes
    strong: Texts
    weak: Texts
    follow_ups: FollowUps


class Question(QuestionEntry):
    """An opening question of the bank. `strong` and `weak` say what such answers contain."""

    criterion: Id


TimeBox = Annotated[int, Field(strict=True, ge=15, le=180)]


class Guide(Value):
    """What a result of a work sample shows on one criterion, in what was handed in or said."""

    criterion: Id
    weak: Text
    middling: Text
    strong: Text


class WorkSampleEntry(Value):
    """A work sample as it stands in its file, which names the role once for all of them."""

    id: Id
    title: Text
    stage: Id
    seniority: Annotated[tuple[Seniority, ...], Field(min_length=1)]
    minutes: TimeBox
    task: Text
    materials: Texts
    deliverable: Text
    watch_for: Texts
    guide: Annotated[tuple[Guide, ...], Field(min_length=2)]
    questions: Texts
    ai_use: Text
    adjust: Text


class WorkSample(WorkSampleEntry):
    """A short task in a time box of `minutes`, close to the work itself.

    `materials`: what the team prepares; `watch_for`: what is planted in them; `questions`: for the talk afterwards;
    `adjust`: how to make it fair for somebody to whom it would not be.
    """

    role: Id


class Saying(StrEnum):
    """What a quoted claim is about: how it turned out, something done, trouble, or how one does such things."""

    RESULT = "result"
    DOING = "doing"
    TROUBLE = "trouble"
    GENERAL = "general"


class Probing(Value):
    """How to ask for one kind of evidence after a quoted claim, whatever its subject.

    `probes` fit after anything, `after` has better ones for some sayings. `why_claimed` and `why_absent` say to the
    interviewer why to ask: it was hinted at, or not heard. `strong` and `weak`: what such a reply sounds like.
    """

    probes: Texts
    after: Mapping[Saying, Texts] = {}
    why_claimed: Text
    why_absent: Text
    listen_for: Text
    strong: Text
    weak: Text

    def probes_after(self, saying: Saying) -> tuple[str, ...]:
        """The best first, none twice."""
        return tuple(dict.fromkeys([*self.after.get(saying, ()), *self.probes]))


class Unpacking(Value):
    """What turns a term into evidence, and of which kind."""

    kind: EvidenceKind
    what: Text


class Term(Value):
    """A word of the trade. It is a buzzword only where nothing unpacks it; a `hollow` one says little even then."""

    term: Text
    variants: tuple[Text, ...] = ()
    hollow: Annotated[bool, Field(strict=True)]
    unpacked_by: Annotated[tuple[Unpacking, ...], Field(min_length=1)]


class RedFlag(Value):
    """Something to look into, never a verdict, with its innocent explanations and the question that settles it."""

    id: Id
    name: Text
    sign: Text
    not_to_confuse_with: Text
    ask: Text


class RubricCriterion(Value):
    """A criterion of a team's own rubric, with two to five anchored levels."""

    id: Id
    name: Text
    description: Text
    levels: Annotated[tuple[Text, ...], Field(min_length=2, max_length=5)]
    weight: Weight = 1.0
    evidence: EvidenceWanted | None = None


class Rubric(Value):
    """What a team judges by in place of our criteria; exactly these, and no others."""

    id: Id
    criteria: Annotated[tuple[RubricCriterion, ...], Field(min_length=1, max_length=50)]

    @property
    def version(self) -> str:
        """First twelve hex digits of the SHA-256 over its content, whatever the layout of its file."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]


class Section(Value):
    """A piece of a document under one heading or on one page, as it was written.

    `heading`: the headings it stands under, the outermost first; `page`: from 1, null where the format has no pages.
    """

    heading: tuple[Text, ...] = ()
    page: Annotated[int, Field(strict=True, ge=1)] | None = None
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Document(Value):
    """Guidance to be found and read, in sections. It is looked at by people alone: nothing of it is obeyed."""

    id: DocumentId
    title: Text
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]


class Boilerplate(Value):
    """What job descriptions say whatever the project: of the `company` and its offer, and of any `person`."""

    company: tuple[Text, ...] = ()
    person: tuple[Text, ...] = ()


class Theme(Value):
    """Criteria that one interviewer asks about together, and why; `name` and `why` go on in a sentence."""

    id: Id
    name: Text
    criteria: Annotated[tuple[Id, ...], Field(min_length=1)]
    why: Text


class PanelGuide(Value):
    """How an interview is shared among several people, and what is said around the questions.

    `themes`: neighbours have most in common. Ids of criteria that the rest of the knowledge does not have count for
    nothing.
    """

    themes: tuple[Theme, ...] = ()
    welcome: tuple[Text, ...] = ()
    candidate: tuple[Text, ...] = ()
    closing: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()
    buffer: str = ""


class AskedAs(Value):
    """How people ask for an entry in words that are not its own, by its kind and id; only for searching."""

    question: Mapping[Text, Texts] = {}
    term: Mapping[Text, Texts] = {}
    criterion: Mapping[Text, Texts] = {}
    red_flag: Mapping[Text, Texts] = {}
    work_sample: Mapping[Text, Texts] = {}
    document: Mapping[Text, Texts] = {}


class Knowledge(Value):
    """Everything the product knows, by id (terms by their wording), in the order of the files.

    `probes` has every kind of evidence. `rubrics` are a team's own. `team`: the (kind, id) of everything that a team
    added or replaced, with the kinds of `knowledge.passages`.
    `version`: first twelve hex digits of the SHA-256 over the names and bytes of all content files.
    """

    stages: Mapping[str, Stage]
    roles: Mapping[str, Role]
    criteria: Mapping[str, Criterion]
    questions: Mapping[str, Question]
    work_samples: Mapping[str, WorkSample]
    terms: Mapping[str, Term]
    red_flags: Mapping[str, RedFlag]
    probes: Mapping[EvidenceKind, Probing]
    boilerplate: Boilerplate
    demands: Demands
    panel: PanelGuide
    asked_as: AskedAs = AskedAs()
    documents: Mapping[str, Document] = {}
    rubrics: Mapping[str, Rubric] = {}
    team: frozenset[tuple[str, str]] = frozenset()
    version: str
