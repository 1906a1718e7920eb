"""Criteria of other teams, and what raters said of our answers by them: the judge must read a criterion it never saw.

`datasets/team_criteria.jsonl` has their names and descriptions, each for answers of one split only;
`datasets/team_levels.jsonl` a level for each criterion a rater was asked about, 0 where the answer says nothing of it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from assistant.judging.labelled import FOLDER, Row, Split, agreed, read_rows

FILES = ("team_criteria.jsonl", "team_levels.jsonl")


class TeamCriterion(Row):
    """A criterion in the words of the team that uses it, and the split whose answers are read by it."""

    id: str
    name: str
    description: str
    split: Split


class TeamLevels(Row):
    """What one rater said of one answer."""

    id: str
    rater: str
    criteria: Mapping[str, Annotated[int, Field(ge=0, le=5)]]


@dataclass(frozen=True)
class TeamLevel:
    """What raters said of an answer by one criterion: a level each, 0 for not addressed."""

    criterion: TeamCriterion
    said: tuple[int, ...]

    @property
    def level(self) -> float | None:
        """Their median; None where most heard nothing."""
        return agreed(self.said)


LevelsByAnswer = Mapping[str, Sequence[TeamLevel]]


def read_team(split: Split, folder: Path = FOLDER) -> LevelsByAnswer:
    """What was said by the criteria of a split, by the id of the answer.

    Raises ValueError naming the line or the answer that is wrong.
    """
    criteria: dict[str, TeamCriterion] = {}
    for one in read_rows(TeamCriterion, folder / FILES[0]):
        if criteria.setdefault(one.id, one) is not one:
            raise ValueError(f"{FILES[0]}: {one.id} is there twice")
    said: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in read_rows(TeamLevels, folder / FILES[1]):
        for name, level in row.criteria.items():
            if name not in criteria:
                raise ValueError(f"{FILES[1]}: answer {row.id}: {name} is no criterion of {FILES[0]}")
            if criteria[name].split == split:
                said[row.id][name].append(level)
    return {
        answer: tuple(TeamLevel(criteria[name], tuple(levels)) for name, levels in by.items())
        for answer, by in said.items()
    }


def team_sha256(folder: Path = FOLDER) -> str:
    """SHA-256 over both files."""
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in FILES)).hexdigest()
