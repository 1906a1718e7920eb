"""Answers with criteria that raters were asked about: what the fits of `finetune.calibrate` learn relevance from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.judging.calibration import SPOKEN
from assistant.judging.criteria import EVERY_KIND, JudgedCriterion
from assistant.judging.exchange import ExchangeReading
from assistant.judging.features import spoken_to
from assistant.judging.labelled import Labelled
from assistant.judging.levels import SCALE_TOP
from assistant.judging.relevance import Relevance
from assistant.judging.teams import LevelsByAnswer, TeamCriterion

Criteria = Mapping[str, JudgedCriterion]


@dataclass(frozen=True)
class Case:
    """Something that holds or does not: its features [F], and the question of its answer."""

    features: dict[str, float]
    holds: bool
    question: str


@dataclass(frozen=True)
class Pair:
    """An answer, a criterion, and whether raters heard something on it. `own`: one of ours."""

    row: Labelled
    criterion: JudgedCriterion
    heard: bool
    own: bool


def rated_pairs(rows: Sequence[Labelled], criteria: Criteria, team: LevelsByAnswer) -> list[Pair]:
    """Every criterion that raters were asked about, ours and other teams'."""
    found = []
    for row in rows:
        found += [Pair(row, criteria[name], row.level(name) is not None, own=True) for name in row.rated]
        found += [
            Pair(row, of_team(said.criterion), said.level is not None, own=False)
            for said in team.get(row.answer.id, ())
        ]
    return found


def of_team(criterion: TeamCriterion) -> JudgedCriterion:
    """As a rubric's criterion without anchors."""
    return JudgedCriterion(criterion.id, criterion.name, criterion.description, ("",) * SCALE_TOP, 1.0, EVERY_KIND, ())


def near_cases(pairs: Sequence[Pair], relevance: Relevance) -> list[Case]:
    """What the meanings alone tell of each pair."""
    found = []
    for pair in pairs:
        answer = pair.row.answer
        meaning = relevance.meaning(answer.question, answer.answer)
        features = relevance.features(meaning, [pair.criterion])[pair.criterion.id]
        found.append(Case(features, pair.heard, answer.question_id))
    return found


def with_reading(near: Sequence[Case], pairs: Sequence[Pair], read: Mapping[str, ExchangeReading]) -> list[Case]:
    """The same cases with what the model read of each criterion; `read` is by the id of the answer."""
    spoken = [spoken_to(read[pair.row.answer.id], pair.criterion.id) for pair in pairs]
    return [replace(case, features=case.features | {SPOKEN: s}) for case, s in zip(near, spoken, strict=True)]
