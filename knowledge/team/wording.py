"""What is wrong with the wording of questions that a team adds: leading, stacked or unlawful ones are refused."""

from collections.abc import Iterator, Sequence

from knowledge.asked import Asking, questions_in
from knowledge.errors import Problem
from knowledge.files import QuestionFile, RedFlagFile, WorkSampleFile
from knowledge.team.given import Given
from knowledge.types import Stage
from knowledge.wording import faults


def wording_problems(given: Given) -> tuple[Problem, ...]:
    """Every fault of every question in a file."""
    return tuple(
        Problem(given.name, place, f"is {fault.kind} ({fault.words!r}): {fault.why}", "reword it")
        for place, text in _asked(given)
        for fault in faults(text)
    )


def _asked(given: Given) -> Iterator[tuple[str, str]]:
    """Everything in a file that is put to a candidate, with its place."""
    match given.value:
        case QuestionFile(questions=entries):
            yield from _listed("questions", entries)
        case WorkSampleFile(samples=entries):
            yield from _listed("samples", entries)
        case RedFlagFile(flags=entries):
            yield from _listed("flags", entries)
        case Stage() as stage:
            yield from questions_in(stage)
        case _:
            return


def _listed(name: str, entries: Sequence[Asking]) -> Iterator[tuple[str, str]]:
    for index, entry in enumerate(entries):
        yield from ((f"{name}[{index}].{place}", text) for place, text in questions_in(entry))
