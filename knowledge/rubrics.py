"""A team's own rubric from a file or from plain data: all of it or every problem with it."""

from pathlib import Path

from knowledge.errors import ContentError, Problem
from knowledge.source import Unreadable, parse, read_bytes
from knowledge.types import Rubric
from knowledge.validate import validate


def load_rubric(path: Path) -> Rubric:
    """A team's rubric from a YAML or JSON file; raises `ContentError` with every problem."""
    try:
        data = parse(read_bytes(path), path.name)
    except Unreadable as reason:
        raise ContentError("the rubric cannot be used", reason.problems(str(path))) from reason
    return parse_rubric(data, str(path))


def parse_rubric(data: object, where: str) -> Rubric:
    """A team's rubric from plain data that came from `where`; raises `ContentError` with every problem."""
    rubric = validate(Rubric, data, where)
    problems = rubric if isinstance(rubric, tuple) else rubric_problems(rubric, where)
    if isinstance(rubric, tuple) or problems:
        raise ContentError("the rubric cannot be used", problems)
    return rubric


def rubric_problems(rubric: Rubric, where: str) -> tuple[Problem, ...]:
    """What a well-formed rubric lacks to be judged by."""
    ids = [criterion.id for criterion in rubric.criteria]
    repeated = sorted({id_ for id_ in ids if ids.count(id_) > 1})
    problems = [Problem(where, "criteria", f"has the id {id_!r} twice", "rename one of them") for id_ in repeated]
    if not any(criterion.weight for criterion in rubric.criteria):
        problems.append(Problem(where, "criteria", "all have weight 0", "give at least one a weight above 0"))
    return tuple(problems)
