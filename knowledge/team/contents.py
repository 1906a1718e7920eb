"""What a file of the team's holds, for people and for those who look for one thing in it."""

from collections.abc import Iterator

from knowledge.files import QuestionFile, RedFlagFile, TermFile, WorkSampleFile
from knowledge.types import Criterion, Document, Role, Rubric, Stage
from knowledge.values import Value


def title_of(value: Value) -> str:
    """What a file's content is called, for people."""
    match value:
        case Document(title=title):
            return title
        case Role(name=name) | Stage(name=name) | Criterion(name=name):
            return name
        case Rubric(criteria=criteria):
            return ", ".join(criterion.name for criterion in criteria)
        case QuestionFile(criterion=criterion, questions=questions):
            return f"{len(questions)} question{'s' if len(questions) > 1 else ''} on {criterion}"
        case WorkSampleFile(role=role, samples=samples):
            return f"{len(samples)} work sample{'s' if len(samples) > 1 else ''} for {role}"
        case _:
            return ", ".join(id_ for _, id_ in ids_of(value))


def ids_of(value: Value) -> Iterator[tuple[str, str]]:
    """The (field of `Knowledge`, id) of everything in it."""
    match value:
        case Role(id=id_):
            yield "roles", id_
        case Stage(id=id_):
            yield "stages", id_
        case Criterion(id=id_):
            yield "criteria", id_
        case Rubric(id=id_):
            yield "rubrics", id_
        case Document(id=id_):
            yield "documents", id_
        case QuestionFile(questions=questions):
            yield from (("questions", question.id) for question in questions)
        case WorkSampleFile(samples=samples):
            yield from (("work_samples", sample.id) for sample in samples)
        case TermFile(terms=terms):
            yield from (("terms", term.term) for term in terms)
        case RedFlagFile(flags=flags):
            yield from (("red_flags", flag.id) for flag in flags)
