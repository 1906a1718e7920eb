"""Where exchanges begin in whole interviews: a new question told from a follow-up.

    python -m evals exchanges

The weights are fitted on the validation interviews and have to stand in `assistant.transcripts.moves.BEGINS`; the test
interviews, by other writers, are only read. Writes `evals/results/exchanges.md`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.judging.labelled import Split
from assistant.transcripts.exchanges import find_exchanges
from assistant.transcripts.moves import BEGINS, Around, cues
from assistant.transcripts.talk import reply_words, talk_of
from evals.interviews import FOLDER, Rated, beginnings, read_interview, read_other_division, read_rated
from evals.statistics import share_by
from evals.tables import Table, write_results

SPLITS: tuple[Split, ...] = ("validation", "test")


def exchanges() -> None:
    """Beginnings of exchanges, by the product and by another reader, against a first reader."""
    write_results("exchanges", "Where exchanges begin", list(tables()))


def tables(folder: Path = FOLDER) -> Iterator[Table]:
    """The weights, then what they find in each split."""
    yield _weights(read_rated("validation", folder), folder)
    for split in SPLITS:
        yield _found(split, folder)


def _weights(rated: Sequence[Rated], folder: Path) -> Table:
    names = ("bias", "words", "words of the reply", "content words that are new", "content words taken up")
    found = fitted(rated, folder)
    return Table(
        "What tells a new question from a follow-up",
        ("of one more than, the logarithm", "fitted", "in the product"),
        tuple((name, f"{own:.2f}", f"{there:.2f}") for name, own, there in zip(names, found, BEGINS, strict=True)),
        "Logistic regression on the validation interviews. In them follow-ups get short answers, as writers were told: "
        "where people answer them at length, more of them will be taken for new questions.",
    )


def fitted(rated: Sequence[Rated], folder: Path = FOLDER) -> tuple[float, ...]:
    """Bias and weights of `cues`, to two digits."""
    x, y = [], []
    for name in dict.fromkeys(one.interview for one in rated):
        said = talk_of(read_interview(folder / "validation" / f"{name}.txt")).said
        own = [one.labels[0].question_turns for one in rated if one.interview == name]
        for at in sorted(turn for turns in own for turn in turns):
            told = [turn for turn in said[:at] if turn.turn.role == "candidate"]
            x.append(cues(said[at], Around(told[-1].turn.text if told else "", reply_words(said, at))))
            y.append(at in {turns[0] for turns in own})
    model = LogisticRegression(max_iter=1000).fit(x, y)
    return tuple(round(float(value), 2) for value in np.concatenate([model.intercept_, model.coef_[0]]))


def _found(split: Split, folder: Path) -> Table:
    rated = read_rated(split, folder)
    begin = beginnings(one.labels[0] for one in rated)
    names = sorted({one.interview for one in rated})
    product = {(name, first) for name in names for first in _of_product(folder / split / f"{name}.txt")}
    lines = []
    for by, said in (("product", product), ("another reader", beginnings(read_other_division(split, folder)))):
        found, right = sorted(begin), sorted(said)
        shares = (
            share_by([one in said for one in found], [name for name, _ in found]),
            share_by([one in begin for one in right], [name for name, _ in right]),
        )
        lines.append((by, len(said), *shares))
    return Table(
        f"Beginnings in the {split} interviews",
        ("by", "exchanges", "found, of those there are", "right, of those found"),
        tuple(lines),
        f"{len(begin)} exchanges of {len(names)} interviews by the first reader.",
    )


def _of_product(path: Path) -> list[int]:
    """The first turns of the exchanges that the product finds."""
    return [exchange.question_turns[0] for exchange in find_exchanges(read_interview(path))]
