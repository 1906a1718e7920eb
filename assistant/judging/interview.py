"""From a transcript with roles to a report: every exchange judged, then what holds over all of them."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, zip_longest

from assistant.client import going_on
from assistant.judging.buzzwords import FEWEST_TERMS
from assistant.judging.criteria import DEFAULT_STAGE, JudgedCriterion
from assistant.judging.flags import Seen, find_flags
from assistant.judging.followups import Heard, report_follow_ups
from assistant.judging.judge import Item, Judge
from assistant.judging.levels import SCALE_TOP, deviation, mixed_deviation
from assistant.scoring import Progress, ScoreOptions
from assistant.transcripts.answers import AnswerText, answer_text, question_text
from assistant.types import (
    CriterionReport,
    Exchange,
    ExchangeReport,
    Interval,
    Judgement,
    Report,
    Transcript,
    TurnEvidence,
    UnscoredReason,
)

EXCHANGES_AT_ONCE = 4
QUOTES_PER_CRITERION = 6
QUOTES_OF_A_LOW_SCORE = 3
LOW = 3.0
"""Below it a criterion also shows what was claimed and stays general: a score must not stand without its words."""
UNEVEN = 1.5
"""Scores of one criterion that lie further apart than this, on 1-5, have a mean that describes none of the answers."""
NOTHING_SCORED = "No answer bears on a question about work in machine learning, so there is nothing to score."


@dataclass(frozen=True)
class Judged:
    """An exchange, its answer with the way back to the turns, and what the judge says of it."""

    exchange: Exchange
    answer: AnswerText
    judgement: Judgement


def judge_exchanges(
    judge: Judge,
    transcript: Transcript,
    exchanges: Sequence[Exchange],
    options: ScoreOptions,
    progress: Callable[[Progress], None],
) -> list[Judged]:
    """Judge all exchanges, a few at a time so that progress can be shown. Raises EngineError."""
    done: list[Judged] = []
    for first in range(0, len(exchanges), EXCHANGES_AT_ONCE):
        tell = partial(_tell, progress, first, len(exchanges))
        tell(f"reading exchange {first + 1} of {len(exchanges)}")
        some = exchanges[first : first + EXCHANGES_AT_ONCE]
        answers = [answer_text(transcript, exchange) for exchange in some]
        items = [
            Item(
                question_text(transcript, exchange),
                a.text,
                options.stage,
                options.role,
                options.seniority,
                options.rubric,
            )
            for exchange, a in zip(some, answers, strict=True)
        ]
        judgements = going_on(partial(judge.judge, items), tell)
        done += [Judged(*each) for each in zip(some, answers, judgements, strict=True)]
    return done


def _tell(progress: Callable[[Progress], None], done: int, total: int, doing: str) -> None:
    progress(Progress(done, total, doing))


def interview_report(
    judge: Judge,
    transcript: Transcript,
    candidate: str,
    judged: Sequence[Judged],
    options: ScoreOptions,
) -> Report:
    """Everything that holds over the exchanges of one candidate."""
    exchanges = tuple(exchange_report(each) for each in judged)
    evidence = tuple(chain.from_iterable(_spans_in_turns(transcript, each) for each in judged))
    scored = tuple(exchange for exchange in exchanges if exchange.depth is not None)
    by = judge.yardstick_of(options.stage, options.role, options.rubric)
    criteria = tuple(_criterion_report(judge, c, exchanges, evidence) for c in by.criteria)
    depth, interval = _overall(judge, scored, criteria, {c.id: c.weight for c in by.criteria})
    used = sum(each.judgement.terms_used for each in judged)
    dropped = sum(span.kind == "buzzword" for each in judged for span in each.judgement.evidence)
    load = round(dropped / used, 3) if used >= FEWEST_TERMS else None
    heard = [Heard(question_text(transcript, each.exchange), each.answer, each.judgement) for each in judged]
    return Report(
        candidate=candidate,
        role=options.role,
        stage=options.stage or DEFAULT_STAGE,
        stage_assumed=options.stage is None,
        seniority=options.seniority,
        duration_s=transcript.duration_s,
        depth=depth,
        depth_interval=interval,
        buzzword_load=load,
        unscored_reason=None if depth is not None else _usual([e.unscored_reason for e in exchanges]),
        explanation=None if depth is not None else NOTHING_SCORED,
        turns=transcript.turns,
        exchanges=exchanges,
        criteria=criteria,
        flags=find_flags(Seen(exchanges, evidence, load, used), judge.knowledge.red_flags),
        follow_ups=report_follow_ups(judge, heard, by.criteria),
        coaching=(),
        evidence=evidence,
        versions=judge.versions(by),
    )


def exchange_report(judged: Judged) -> ExchangeReport:
    """What the report shows of one exchange."""
    exchange, judgement = judged.exchange, judged.judgement
    return ExchangeReport(
        index=exchange.index,
        question_turns=exchange.question_turns,
        answer_turns=exchange.answer_turns,
        depth=judgement.depth,
        depth_interval=judgement.depth_interval,
        buzzword_load=judgement.buzzword_load,
        criteria=judgement.criteria,
        given=judgement.given,
        claimed=judgement.claimed,
        unscored_reason=judgement.unscored_reason,
    )


def _spans_in_turns(transcript: Transcript, judged: Judged) -> Iterator[TurnEvidence]:
    """The spans of the joined answer as spans of the turns they lie in."""
    for span in judged.judgement.evidence:
        for turn, start, end in judged.answer.locate(span.start, span.end):
            text = transcript.turns[turn].text[start:end]
            yield TurnEvidence(turn=turn, **span.model_dump() | {"start": start, "end": end, "text": text})


def _criterion_report(
    judge: Judge, criterion: JudgedCriterion, exchanges: Sequence[ExchangeReport], evidence: Sequence[TurnEvidence]
) -> CriterionReport:
    """A criterion's mean over the exchanges that speak to it; not asked is a reason, never a low number."""
    mine = [score for exchange in exchanges for score in exchange.criteria if score.id == criterion.id]
    spoken = [(e, c, c.score) for e in exchanges for c in e.criteria if c.id == criterion.id and c.score is not None]
    if not spoken:
        return without_score(criterion, _usual([c.unscored_reason for c in mine]) or UnscoredReason.NOT_ASKED)
    scores = tuple(score for _, _, score in spoken)
    mean = round(sum(scores) / len(scores), 3)
    uneven = max(scores) - min(scores) > UNEVEN
    reads_as, next_level = (None, None) if uneven else _anchors(criterion, mean)
    answers = [[span for span in evidence if span.turn in exchange.answer_turns] for exchange, _, _ in spoken]
    heard = {kind for exchange, _, _ in spoken for kind in exchange.given}
    heard |= {span.gives for spans in answers for span in spans if span.kind == "evidence" and span.gives}
    short = uneven or next_level is not None
    return CriterionReport(
        id=criterion.id,
        name=criterion.name,
        score=mean,
        interval=judge.interval(mean, [deviation(c.probabilities or ()) for _, c, _ in spoken]),
        exchanges=tuple(exchange.index for exchange, _, _ in spoken),
        evidence=_quotes(criterion, answers, scores),
        unscored_reason=None,
        scores=scores,
        reads_as=reads_as,
        next_level=next_level,
        missing=tuple(kind for kind in criterion.central if kind not in heard) if short else (),
    )


def without_score(criterion: JudgedCriterion, reason: UnscoredReason) -> CriterionReport:
    """A reason in place of a number."""
    return CriterionReport(
        id=criterion.id,
        name=criterion.name,
        score=None,
        interval=None,
        exchanges=(),
        evidence=(),
        unscored_reason=reason,
    )


def _anchors(criterion: JudgedCriterion, score: float) -> tuple[str, str | None]:
    """The anchor nearest to a score, halves rounded up, and what would show more, if anything would.

    That is the anchor above, at least the middle one: those below describe emptier claims, which are nobody's aim.
    """
    top = len(criterion.levels) - 1
    at = math.floor((score - 1) / (SCALE_TOP - 1) * top + 0.5)
    return criterion.levels[at], criterion.levels[max(at + 1, math.ceil(top / 2))] if at < top else None


def _quotes(
    criterion: JudgedCriterion, answers: Sequence[Sequence[TurnEvidence]], scores: Sequence[float]
) -> tuple[TurnEvidence, ...]:
    """The spans of the answers that carry a criterion's scores, as they came.

    Those that most surely give what the criterion asks for, and of answers with a low score those that most surely
    stay general: one from each answer in turn, so that no score stands without words while another has six.
    """
    wanted = {*criterion.central, *criterion.supporting}
    giving = [[span for span in spans if span.kind == "evidence" and span.gives in wanted] for spans in answers]
    low = [spans for spans, score in zip(answers, scores, strict=True) if score < LOW]
    general = _in_turn(criterion, [[span for span in spans if span.kind == "vague"] for spans in low])
    general = general[:QUOTES_OF_A_LOW_SCORE]
    shown = [*_in_turn(criterion, giving)[: QUOTES_PER_CRITERION - len(general)], *general]
    return tuple(sorted(shown, key=lambda span: (span.turn, span.start)))


def _in_turn(criterion: JudgedCriterion, answers: Iterable[Iterable[TurnEvidence]]) -> list[TurnEvidence]:
    """The best span of each answer, then the second of each: those that the criterion owns first, then the surest."""
    ordered = [sorted(a, key=lambda span: (span.criterion != criterion.id, -(span.sure or 0.0))) for a in answers]
    return [span for row in zip_longest(*ordered) for span in row if span is not None]


def _usual(reasons: Sequence[UnscoredReason | None]) -> UnscoredReason | None:
    """The most frequent reason, the first of equals."""
    given = [reason for reason in reasons if reason is not None]
    return max(given, key=given.count, default=None)


def _overall(
    judge: Judge, scored: Sequence[ExchangeReport], criteria: Sequence[CriterionReport], weights: Mapping[str, float]
) -> tuple[float | None, Interval | None]:
    """Weighted mean of the scored criteria, with the interval over the exchanges."""
    counted = [c for c in criteria if c.score is not None and weights[c.id] > 0]
    if not counted:
        return None, None
    total = sum(weights[c.id] for c in counted)
    depth = round(sum(weights[c.id] * (c.score or 0.0) for c in counted) / total, 3)
    deviations = [
        mixed_deviation([c.probabilities for c in e.criteria if c.probabilities and weights[c.id] > 0]) for e in scored
    ]
    return depth, judge.interval(depth, deviations)
