"""The judge: a question and an answer in, a judgement with quotes out. Every number is computed from what was read.

It reads no transcript and writes no report; `interview` does that with many exchanges at once.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.errors import StorageError
from assistant.judging.buzzwords import UsedTerm, buzzword_load, used_terms
from assistant.judging.calibration import SPOKEN, Calibration
from assistant.judging.criteria import DEFAULT_STAGE, JudgedCriterion, Yardstick, check_ids, yardstick
from assistant.judging.exchange import ExchangeReading, PartReading, ReadsLabels, Status, read_exchanges
from assistant.judging.features import answered_features, level_features, spoken_to
from assistant.judging.levels import deviation, expected
from assistant.judging.parts import Part
from assistant.judging.readings import ExchangeText
from assistant.judging.relevance import Meaning, Relevance
from assistant.judging.unreadable import why_unreadable
from assistant.prompts import prompts_version
from assistant.types import CriterionScore, Evidence, EvidenceKind, Interval, Judgement, UnscoredReason, Versions
from knowledge.errors import KnowledgeError
from knowledge.store import Store
from knowledge.types import Knowledge, Question, Rubric

NEAREST = 5
RELATED = 0.3
"""Cosine from which a meaning counts as being about the same subject; chosen by eye."""


@dataclass(frozen=True)
class Item:
    """A question, what was answered, and what is known of the interview."""

    question: str
    answer: str
    stage: str | None = None
    role: str | None = None
    seniority: str | None = None
    rubric: Rubric | None = None


@dataclass(frozen=True)
class ModelVersions:
    """Which base and adapter answer under a name."""

    model: str
    adapter: str


class Judge:
    """Judges exchanges with one engine, one calibration and one body of knowledge."""

    def __init__(
        self,
        engine: ReadsLabels,
        model: ModelVersions,
        calibration: Calibration,
        knowledge: Knowledge,
        store: Store,
        relevance: Relevance,
    ) -> None:
        self.knowledge = knowledge
        self.store = store
        self._engine = engine
        self._relevance = relevance
        self._calibration = calibration
        self._model = model

    @property
    def adapter(self) -> str:
        """The adapter that judges, as `name@version`."""
        return self._model.adapter

    @property
    def calibration(self) -> str:
        """Which calibration turns its readings into judgements."""
        return self._calibration.version

    def with_knowledge(self, knowledge: Knowledge) -> "Judge":
        """The same judge knowing something else."""
        relevance = self._relevance.with_knowledge(knowledge)
        return Judge(self._engine, self._model, self._calibration, knowledge, self.store, relevance)

    def asking(self, engine: ReadsLabels) -> "Judge":
        """The same judge asking another engine, which must serve the same model."""
        return Judge(engine, self._model, self._calibration, self.knowledge, self.store, self._relevance)

    def judge(self, items: Sequence[Item]) -> list[Judgement]:
        """One judgement per item, in order; an item's judgement never depends on the others. Raises EngineError."""
        yardsticks = [self._yardstick(item) for item in items]
        reasons = [why_unreadable(item.question, item.answer) for item in items]
        readable = [(i, by) for i, by, reason in zip(items, yardsticks, reasons, strict=True) if reason is None]
        asked = [(self._text(item), self._near(by, self._meaning(item))) for item, by in readable]
        readings = iter(read_exchanges(self._engine, asked))
        return [
            self._unscored(item, by, reason) if reason else self._judgement(item, by, next(readings))
            for item, by, reason in zip(items, yardsticks, reasons, strict=True)
        ]

    def versions(self, by: Yardstick) -> Versions:
        """What produces judgements by this yardstick."""
        return Versions(
            model=self._model.model,
            adapter=self._model.adapter,
            prompt=prompts_version("judge"),
            rubric=by.version,
            knowledge=self.knowledge.version,
            calibration=self._calibration.version,
        )

    def check(self, item: Item) -> None:
        """Raises UnknownIdError where the item names a stage, role or seniority that the knowledge does not have."""
        self._yardstick(item)

    def yardstick_of(self, stage: str | None, role: str | None, rubric: Rubric | None) -> Yardstick:
        """The criteria of an interview. Raises UnknownIdError."""
        asks = self._relevance.evidence_wanted
        return yardstick(self.knowledge, DEFAULT_STAGE if stage is None else stage, role, rubric, asks)

    def interval(self, score: float, deviations: Sequence[float]) -> Interval:
        """The 80 % interval of a mean over exchanges, given the standard deviation of each on the 1-5 scale.

        Exchanges are taken as independent: the deviation of their mean shrinks with the root of their number.
        """
        spread = sum(deviations) / len(deviations) / math.sqrt(len(deviations))
        low, high = self._calibration.interval.around(score, spread)
        return round(low, 2), round(high, 2)

    def nearest_question(self, question: str) -> Question:
        """The bank's question that is nearest in meaning."""
        return self.near_question(question)[0]

    def near_question(self, question: str) -> tuple[Question, float]:
        """The bank's question that is nearest in meaning, and its cosine. Raises StorageError."""
        try:
            found = self.store.search(question, kind="question", k=NEAREST)
        except KnowledgeError as error:
            raise StorageError(f"the index of the knowledge failed: {error}") from error
        for passage in found:  # another process may have added or removed some since this knowledge was loaded
            if passage.entry in self.knowledge.questions:
                return self.knowledge.questions[passage.entry], passage.score or 0.0
        raise StorageError("the index of the knowledge has none of its questions; run `plumbline knowledge build`")

    def likeness(self, text: str, other: str) -> float:
        """How near two texts are in meaning, as a cosine."""
        return self._relevance.likeness(text, other)

    def _yardstick(self, item: Item) -> Yardstick:
        check_ids(self.knowledge, item.stage, item.role, item.seniority)
        return self.yardstick_of(item.stage, item.role, item.rubric)

    def _text(self, item: Item) -> ExchangeText:
        return ExchangeText(self.knowledge.stages[item.stage or DEFAULT_STAGE].name, item.question, item.answer)

    def _meaning(self, item: Item) -> Meaning:
        return self._relevance.meaning(item.question, item.answer)

    def _judgement(self, item: Item, by: Yardstick, reading: ExchangeReading) -> Judgement:
        meaning = self._meaning(item)
        terms = used_terms(item.answer, *self._parts_giving(reading), self.knowledge.terms)
        if reason := self._why_unscored(meaning, reading):
            return self._unscored(item, by, reason, () if reason is UnscoredReason.DECLINED else terms)
        addressed = self._addressed(by, meaning, reading)
        scored = [(c, self._criterion(c, reading) if c.id in addressed else _not_addressed(c)) for c in by.criteria]
        shown = [(c, score) for c, score in scored if by.closed or score.score is not None]
        kept = [(c, score) for c, score in shown if score.score is not None and c.weight > 0]
        depth, interval = self._depth(kept)
        return Judgement(
            depth=depth,
            depth_interval=interval,
            buzzword_load=buzzword_load(terms),
            unscored_reason=None if kept else UnscoredReason.NOT_ADDRESSED,
            criteria=tuple(score for _, score in shown),
            evidence=self._evidence(reading, terms, [c for c, _ in kept]),
            given=tuple(kind for kind, status in reading.kinds.items() if status.given >= self._calibration.given_from),
            claimed=tuple(kind for kind, status in reading.kinds.items() if self._only_claimed(status)),
            terms_used=len(terms),
            stage=item.stage or DEFAULT_STAGE,
            stage_assumed=item.stage is None,
            versions=self.versions(by),
        )

    def _unscored(self, item: Item, by: Yardstick, reason: UnscoredReason, terms: Sequence[UsedTerm] = ()) -> Judgement:
        """No number but the buzzword load; a term that is named to say that it was never used does not count there."""
        meaning = self._relevance.meaning(item.question, "")
        criteria = [c.id for c in by.criteria if by.closed or self._relevance.asks_for(meaning, c)]
        return Judgement(
            depth=None,
            depth_interval=None,
            buzzword_load=buzzword_load(terms),
            unscored_reason=reason,
            criteria=tuple(
                CriterionScore(id=name, level=None, score=None, probabilities=None, unscored_reason=reason)
                for name in criteria
            ),
            evidence=tuple(_dropped(terms)),
            terms_used=len(terms),
            stage=item.stage or DEFAULT_STAGE,
            stage_assumed=item.stage is None,
            versions=self.versions(by),
        )

    def _why_unscored(self, meaning: Meaning, reading: ExchangeReading) -> UnscoredReason | None:
        bearing, answered = reading.bearing, self._calibration.answered
        likeness = float(meaning.question @ meaning.answer)
        if answered.probability(answered_features(reading, likeness)) >= answered.threshold:
            return None
        if bearing.declines > max(bearing.answers, bearing.elsewhere, bearing.nothing):
            return UnscoredReason.DECLINED
        if bearing.elsewhere <= max(bearing.answers, bearing.nothing):
            return UnscoredReason.NOT_ADDRESSED
        about_work = self._relevance.about_work(meaning) >= RELATED
        return UnscoredReason.NOT_ADDRESSED if about_work else UnscoredReason.OFF_TOPIC

    def _near(self, by: Yardstick, meaning: Meaning) -> tuple[JudgedCriterion, ...]:
        """The criteria that the exchange may speak to: those asked for, those near in meaning, at least the nearest."""
        near = self._calibration.near
        likely = {id_: near.probability(own) for id_, own in self._relevance.features(meaning, by.criteria).items()}
        least = min(near.threshold, max(likely.values()))
        return tuple(one for one in by.criteria if likely[one.id] >= least or self._relevance.asks_for(meaning, one))

    def _addressed(self, by: Yardstick, meaning: Meaning, reading: ExchangeReading) -> frozenset[str]:
        """Ids of the criteria the exchange speaks to; of our own at least the likeliest, for the answer does bear."""
        read = [criterion for criterion in by.criteria if criterion.id in reading.levels]
        relevance = self._calibration.relevance
        likely = {
            id_: relevance.probability(own | {SPOKEN: spoken_to(reading, id_)})
            for id_, own in self._relevance.features(meaning, read).items()
        }
        asked = {criterion.id for criterion in read if self._relevance.asks_for(meaning, criterion)}
        found = asked | {id_ for id_, probability in likely.items() if probability >= relevance.threshold}
        return frozenset(found if found or by.closed else [max(likely, key=likely.__getitem__)])

    def _criterion(self, criterion: JudgedCriterion, reading: ExchangeReading) -> CriterionScore:
        shares = self._calibration.levels.probabilities(level_features(reading, criterion), len(criterion.levels))
        return CriterionScore(
            id=criterion.id,
            level=max(range(len(shares)), key=lambda i: shares[i]) + 1,
            score=round(expected(shares), 3),
            probabilities=_rounded(shares),
        )

    def _depth(self, kept: Sequence[tuple[JudgedCriterion, CriterionScore]]) -> tuple[float | None, Interval | None]:
        if not kept:
            return None, None
        total = sum(criterion.weight for criterion, _ in kept)
        depth = sum(criterion.weight * (score.score or 0) for criterion, score in kept) / total
        spread = sum(criterion.weight * deviation(score.probabilities or ()) for criterion, score in kept) / total
        low, high = self._calibration.depth_interval.around(depth, spread)
        return round(depth, 3), (round(low, 2), round(high, 2))

    def _parts_giving(self, reading: ExchangeReading) -> tuple[list[Part], list[bool]]:
        return [part.part for part in reading.parts], [self._gives(part) for part in reading.parts]

    def _gives(self, part: PartReading) -> bool:
        return 1 - part.vague - part.nothing >= self._calibration.gives_from

    def _only_claimed(self, status: Status) -> bool:
        threshold = self._calibration.given_from
        return status.given < threshold <= status.given + status.claimed

    def _evidence(
        self, reading: ExchangeReading, terms: Sequence[UsedTerm], criteria: Sequence[JudgedCriterion]
    ) -> tuple[Evidence, ...]:
        spans = [span for part in reading.parts if (span := self._span(part, criteria))]
        return tuple(sorted([*spans, *_dropped(terms)], key=lambda span: (span.start, span.end)))

    def _span(self, reading: PartReading, criteria: Sequence[JudgedCriterion]) -> Evidence | None:
        part = reading.part
        if self._gives(reading):
            owner = _owner(reading.kind, criteria)
            return Evidence(
                start=part.start, end=part.end, text=part.text, kind="evidence", criterion=owner, gives=reading.kind
            )
        if reading.vague >= self._calibration.vague_from:
            return Evidence(start=part.start, end=part.end, text=part.text, kind="vague")
        return None


def _dropped(terms: Iterable[UsedTerm]) -> Iterator[Evidence]:
    """The terms that nothing unpacks, as spans."""
    for term in terms:
        if not term.unpacked:
            yield Evidence(start=term.use.start, end=term.use.end, text=term.use.used, kind="buzzword")


def _rounded(shares: Sequence[float]) -> tuple[float, ...]:
    """Probabilities to four digits that still sum to 1: the largest takes what rounding leaves."""
    most = max(range(len(shares)), key=lambda i: shares[i])
    rounded = [round(share, 4) for share in shares]
    rounded[most] = round(1 - sum(rounded[:most]) - sum(rounded[most + 1 :]), 4)
    return tuple(rounded)


def _not_addressed(criterion: JudgedCriterion) -> CriterionScore:
    reason = UnscoredReason.NOT_ADDRESSED
    return CriterionScore(id=criterion.id, level=None, score=None, probabilities=None, unscored_reason=reason)


def _owner(kind: EvidenceKind, criteria: Sequence[JudgedCriterion]) -> str | None:
    """The criterion that this kind of evidence carries, among those scored; supporting counts where none is central."""
    for wanted in ("central", "supporting"):
        for criterion in criteria:
            if kind in getattr(criterion, wanted):
                return criterion.id
    return None
