"""The judge: a question and an answer in, a judgement with quotes out. Every number is computed from what was read.

It reads no transcript and writes no report; `interview` does that with many exchanges at once.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.errors import StorageError
from assistant.judging.buzzwords import UsedTerm, buzzword_load
from assistant.judging.calibration import SPOKEN, Calibration
from assistant.judging.criteria import DEFAULT_STAGE, JudgedCriterion, Yardstick, check_ids, yardstick
from assistant.judging.exchange import ExchangeReading, ReadsLabels, Status, read_exchanges
from assistant.judging.features import answered_features, level_features, spoken_to
from assistant.judging.levels import deviation, expected
from assistant.judging.quotes import quotes, quotes_unread, terms_in
from assistant.judging.readings import ExchangeText
from assistant.judging.recited import OwnWords, own_words
from assistant.judging.relevance import Meaning, Relevance
from assistant.judging.subjects import Vectors, about
from assistant.judging.unreadable import why_unreadable
from assistant.prompts import prompts_version
from assistant.types import CriterionScore, Interval, Judgement, UnscoredReason, Versions
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
class _Case:
    """An item, what it is judged by, and the answer without what it recites of that."""

    item: Item
    by: Yardstick
    own: OwnWords


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
        cases = [self._case(item) for item in items]
        reasons = [_why_unreadable(case) for case in cases]
        readable = [case for case, reason in zip(cases, reasons, strict=True) if reason is None]
        asked = [(self._text(case), self._read_for(case)) for case in readable]
        readings = iter(read_exchanges(self._engine, asked))
        return [
            self._unscored(case, reason) if reason else self._judgement(case, case.own.in_place(next(readings)))
            for case, reason in zip(cases, reasons, strict=True)
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

    def _case(self, item: Item) -> _Case:
        by = self._yardstick(item)
        return _Case(item, by, own_words(item.answer, by.criteria))

    def _text(self, case: _Case) -> ExchangeText:
        stage = self.knowledge.stages[case.item.stage or DEFAULT_STAGE].name
        return ExchangeText(stage, case.item.question, case.own.text)

    def _meaning(self, case: _Case) -> Meaning:
        return self._relevance.meaning(case.item.question, case.own.text)

    def _judgement(self, case: _Case, reading: ExchangeReading) -> Judgement:
        item, by = case.item, case.by
        meaning = self._meaning(case)
        terms = terms_in(item.answer, reading, self._calibration, self.knowledge.terms)
        if reason := self._why_unscored(meaning, reading):
            return self._unscored(case, reason, () if reason is UnscoredReason.DECLINED else terms)
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
            evidence=quotes(reading, self._calibration, case.own.recited, terms, [c for c, _ in kept]),
            given=tuple(kind for kind, status in reading.kinds.items() if status.given >= self._calibration.given_from),
            claimed=tuple(kind for kind, status in reading.kinds.items() if self._only_claimed(status)),
            terms_used=len(terms),
            stage=item.stage or DEFAULT_STAGE,
            stage_assumed=item.stage is None,
            versions=self.versions(by),
        )

    def _unscored(self, case: _Case, reason: UnscoredReason, terms: Sequence[UsedTerm] = ()) -> Judgement:
        """No number but the buzzword load; a term that is named to say that it was never used does not count there."""
        item, by = case.item, case.by
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
            evidence=quotes_unread(case.own.recited, terms),
            terms_used=len(terms),
            stage=item.stage or DEFAULT_STAGE,
            stage_assumed=item.stage is None,
            versions=self.versions(by),
        )

    def _why_unscored(self, meaning: Meaning, reading: ExchangeReading) -> UnscoredReason | None:
        bearing, answered = reading.bearing, self._calibration.answered
        features = answered_features(reading, meaning.likeness, self._relevance.profile(meaning))
        if answered.probability(features) >= answered.threshold:
            return None
        if bearing.declines > max(bearing.answers, bearing.elsewhere, bearing.nothing):
            return UnscoredReason.DECLINED
        if bearing.elsewhere <= max(bearing.answers, bearing.nothing):
            return UnscoredReason.NOT_ADDRESSED
        about_work = self._relevance.about_work(meaning) >= RELATED
        return UnscoredReason.NOT_ADDRESSED if about_work else UnscoredReason.OFF_TOPIC

    def _read_for(self, case: _Case) -> tuple[JudgedCriterion, ...]:
        """The criteria whose level is read: all of a team's rubric, and of our own those that the exchange is about.

        These are what the question asks for, and at least one in any case.
        """
        by, meaning = case.by, self._meaning(case)
        if by.closed:
            return by.criteria
        shares = about(self._relevance.sentences(case.item.question), meaning.answer, self._on_criteria())
        own = {criterion.id: shares.get(criterion.id, 0.0) for criterion in by.criteria}
        enough = min(self._calibration.about_from, max(own.values()))
        return tuple(c for c in by.criteria if own[c.id] >= enough or self._relevance.asks_for(meaning, c))

    def _on_criteria(self) -> Mapping[str, Vectors]:
        """The vectors of the knowledge's texts by criterion. Raises StorageError."""
        try:
            return self.store.on_criteria()
        except KnowledgeError as error:
            raise StorageError(f"the index of the knowledge failed: {error}") from error

    def _addressed(self, by: Yardstick, meaning: Meaning, reading: ExchangeReading) -> frozenset[str]:
        """Ids of the criteria that count: of a team's those that are spoken to, of our own all that were read for."""
        if not by.closed:
            return frozenset(reading.levels)
        relevance = self._calibration.relevance
        return frozenset(
            id_
            for id_, own in self._relevance.features(meaning, by.criteria).items()
            if relevance.probability(own | {SPOKEN: spoken_to(reading, id_)}) >= relevance.threshold
        )

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

    def _only_claimed(self, status: Status) -> bool:
        threshold = self._calibration.given_from
        return status.given < threshold <= status.given + status.claimed


def _why_unreadable(case: _Case) -> UnscoredReason | None:
    if case.own.recited and not case.own.text:
        return UnscoredReason.ECHO
    return why_unreadable(case.item.question, case.own.text)


def _rounded(shares: Sequence[float]) -> tuple[float, ...]:
    """Probabilities to four digits that still sum to 1: the largest takes what rounding leaves."""
    most = max(range(len(shares)), key=lambda i: shares[i])
    rounded = [round(share, 4) for share in shares]
    rounded[most] = round(1 - sum(rounded[:most]) - sum(rounded[most + 1 :]), 4)
    return tuple(rounded)


def _not_addressed(criterion: JudgedCriterion) -> CriterionScore:
    reason = UnscoredReason.NOT_ADDRESSED
    return CriterionScore(id=criterion.id, level=None, score=None, probabilities=None, unscored_reason=reason)
