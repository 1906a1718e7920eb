"""What is wrong with the wording of questions that a team adds: leading, stacked or unlawful ones are refused."""

from collections.abc import Iterator

from knowledge.errors import Problem
from knowledge.files import QuestionFile, RedFlagFile, WorkSampleFile
from knowledge.team.given import Given
from knowledge.types import EvidenceKind, Stage
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
        case QuestionFile(questions=questions):
            for index, question in enumerate(questions):
                yield f"questions[{index}].text", question.text
                for kind in EvidenceKind:
                    if probe := question.follow_ups.probe(kind):
                        yield f"questions[{index}].follow_ups.{kind}", probe
        case WorkSampleFile(samples=samples):
            for index, sample in enumerate(samples):
                yield from ((f"samples[{index}].questions[{i}]", text) for i, text in enumerate(sample.questions))
        case RedFlagFile(flags=flags):
            yield from ((f"flags[{index}].ask", flag.ask) for index, flag in enumerate(flags))
        case Stage(ask=ask, tell_apart=others):
            yield "ask", ask
            yield from ((f"tell_apart.{id_}", text) for id_, text in others.items())
        case _:
            return
