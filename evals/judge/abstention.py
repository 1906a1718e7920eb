"""What cannot be scored is left unscored, and what can be is scored."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from assistant.judging.unreadable import why_unreadable
from assistant.types import Judgement
from evals.judge.bench import Bench
from evals.statistics import Figure, share
from evals.tables import Table


def tables(bench: Bench) -> Iterator[Table]:
    """By the raters' reason; false abstentions apart for ordinary answers and for near neighbours of garbage."""
    rows = [row for row in bench.rows if row.answer.contrast not in ("attack", "stage")]
    garbage = defaultdict(list)
    for row in rows:
        if row.depth is None:
            garbage[row.reason.value].append(bench.said[row.answer.id])
    every = [one for members in garbage.values() for one in members]
    lines: list[tuple[object, ...]] = [
        (reason, len(own), _unscored(own), _named(own, reason)) for reason, own in sorted(garbage.items())
    ]
    lines.append(("all", len(every), _unscored(every), "–"))
    alone = [why_unreadable(row.answer.question, row.answer.answer) for row in rows if row.depth is None]
    lines.append(("all, by code without the model", len(alone), share(len(alone) - alone.count(None), len(alone)), "–"))
    yield Table("Garbage", ("raters' reason", "answers", "left unscored", "for that reason"), tuple(lines))
    near = [row for row in rows if row.depth is not None and row.answer.contrast == "garbage"]
    yield Table(
        "False abstention",
        ("answers that raters scored", "of them", "left unscored"),
        tuple(
            (title, len(some), _unscored(bench.of(some)))
            for title, some in (("ordinary", bench.plain), ("near neighbours of garbage", near))
        ),
    )


def _unscored(judged: Sequence[Judgement]) -> Figure:
    return share(sum(one.depth is None for one in judged), len(judged))


def _named(judged: Sequence[Judgement], reason: str) -> Figure:
    return share(sum(one.unscored_reason == reason for one in judged), len(judged))
