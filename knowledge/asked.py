"""What of the knowledge is put to a candidate, whoever wrote it: there the rules for lawful, open questions hold."""

from collections.abc import Iterator

from knowledge.types import EvidenceKind, QuestionEntry, RedFlag, Stage, WorkSampleEntry

Asking = QuestionEntry | WorkSampleEntry | RedFlag | Stage


def questions_in(value: Asking) -> Iterator[tuple[str, str]]:
    """Every question of an entry, with its place there."""
    match value:
        case QuestionEntry(text=text, follow_ups=follow_ups):
            yield "text", text
            for kind in EvidenceKind:
                if probe := follow_ups.probe(kind):
                    yield f"follow_ups.{kind}", probe
        case WorkSampleEntry(questions=questions):
            yield from ((f"questions[{index}]", text) for index, text in enumerate(questions))
        case RedFlag(ask=ask):
            yield "ask", ask
        case Stage(ask=ask, tell_apart=others):
            yield "ask", ask
            yield from ((f"tell_apart.{id_}", text) for id_, text in others.items())
