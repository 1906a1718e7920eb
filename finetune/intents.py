"""Fit what tells an interviewer's intents apart, on the labelled lines of `assistant/asking/messages/intents.jsonl`.

    python -m finetune.intents            # cross-validate by writer, then fit and write intents.npz
    python -m finetune.intents --check    # only cross-validate

Ridge regression on one-hot intents in its dual form: 2,708 lines against 17,152 features, a minute in all. Cross-
validation leaves out one of three writers at a time; the author's own lines are always in training, since their author
had read the others' (see `intents.md`). The floor below which a line is `other` is chosen there too. Held-out lines are
not read here. Smaller intents count for more, by the square root of their number.
"""

import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from assistant.asking.messages.intents import LINES, MODEL, ORDER, Intent, vector
from knowledge.embed import Embedder

Array = NDArray[np.float64]
RIDGE = 0.3
"""Per unit of the features' mean squared length."""
MEANING = 768
AUTHOR = "author"
SHARPNESS = (4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 12.0, 15.0, 20.0)
FLOORS = (0.0, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
WRONG_ACT = 1.5
"""A request taken for another costs this many misses; a request taken for `other` costs one."""
FOLDER = Path(str(files("assistant.asking.messages")))


class Line(BaseModel):
    """A labelled line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    intent: Intent
    writer: str


@dataclass(frozen=True)
class Fitted:
    """Weights [D, 14] and their constant."""

    weights: Array
    bias: Array


def main(check: Annotated[bool, typer.Option("--check", help="Cross-validate only.")] = False) -> None:
    """Cross-validate by writer; fit on all lines and write the package's model."""
    lines = read_lines(FOLDER / LINES)
    embedder = Embedder()
    rows = np.array([vector(line.text, embedder) for line in lines], dtype=np.float32)
    wanted = np.array([ORDER.index(line.intent) for line in lines])
    typer.echo(f"{len(lines)} lines read and turned into vectors")
    meaning, form = rows[:, :MEANING], rows[:, MEANING:]
    alike = (form @ form.T).astype(np.float64)
    both = (meaning @ meaning.T).astype(np.float64) + alike
    writers = np.array([line.writer for line in lines])
    sharpness, floor = cross_validate(both, alike, wanted, writers)
    if check:
        return
    full, words = fit(rows, both, wanted), fit(form, alike, wanted)
    np.savez_compressed(
        FOLDER / MODEL,
        identity=np.array(embedder.identity),
        lines=np.array(hashlib.sha256((FOLDER / LINES).read_bytes()).hexdigest()),
        full=full.weights.astype(np.float16),
        full_bias=full.bias,
        words=words.weights.astype(np.float16),
        words_bias=words.bias,
        sharpness=np.array(sharpness),
        floor=np.array(floor),
    )
    typer.echo(f"wrote {FOLDER / MODEL}")


def read_lines(path: Path) -> list[Line]:
    """The labelled lines of a file, in order."""
    return [Line(**json.loads(row)) for row in path.read_text(encoding="utf-8").splitlines() if row.strip()]


def fit(rows: NDArray[np.float32], alike: Array, wanted: NDArray[np.int64]) -> Fitted:
    """The weights over rows [N, D] whose products are `alike` [N, N]."""
    dual, bias = solve(alike, wanted)
    return Fitted(rows.T @ dual, bias)


def solve(alike: Array, wanted: NDArray[np.int64]) -> tuple[Array, Array]:
    """Weighted ridge regression on one-hot intents in its dual form: [N, 14] and the constant [14]."""
    hot = np.eye(len(ORDER))[wanted]
    weight = (np.maximum(hot.sum(0), 1) ** -0.5)[wanted]
    weight /= weight.mean()
    mean = (hot * weight[:, None]).sum(0) / weight.sum()
    ridge = RIDGE * float(np.diag(alike).mean())
    return np.linalg.solve(alike + ridge * np.diag(1 / weight), hot - mean), mean


def cross_validate(
    both: Array, alike: Array, wanted: NDArray[np.int64], writers: NDArray[np.str_]
) -> tuple[float, float]:
    """Prints accuracy by writer, with and without meaning; gives sharpness and floor chosen on the left-out lines."""
    scores, truth = [], []
    for writer in sorted(set(writers) - {AUTHOR}):
        out = writers == writer
        left, bare = (_left_out(products, wanted, out) for products in (both, alike))
        right, plain = (float((s.argmax(1) == wanted[out]).mean()) for s in (left, bare))
        typer.echo(f"{writer}: {right:.3f} of {int(out.sum())} ({plain:.3f} by words alone)")
        scores.append(left)
        truth.append(wanted[out])
    found, true = np.concatenate(scores), np.concatenate(truth)
    sharpness = min(SHARPNESS, key=lambda s: _surprise(_shares(found, s), true))
    shares = _shares(found, sharpness)
    for floor in FLOORS:
        taken = _taken(shares, floor)
        typer.echo(f"floor {floor:.2f}: {float((taken == true).mean()):.3f} right, {_wrong(taken, true)} wrong acts")
    floor = min(FLOORS, key=lambda f: _cost(_taken(shares, f), true))
    typer.echo(f"sharpness {sharpness}, floor {floor}")
    return sharpness, floor


def _left_out(alike: Array, wanted: NDArray[np.int64], out: NDArray[np.bool_]) -> Array:
    dual, bias = solve(alike[np.ix_(~out, ~out)], wanted[~out])
    scores: Array = alike[np.ix_(out, ~out)] @ dual + bias
    return scores


def _shares(scores: Array, sharpness: float) -> Array:
    raised = np.exp(sharpness * (scores - scores.max(1, keepdims=True)))
    shares: Array = raised / raised.sum(1, keepdims=True)
    return shares


def _surprise(shares: Array, true: NDArray[np.int64]) -> float:
    return float(-np.log(shares[np.arange(len(true)), true]).mean())


def _taken(shares: Array, floor: float) -> NDArray[np.int64]:
    return np.where(shares.max(1) < floor, ORDER.index(Intent.OTHER), shares.argmax(1))


def _wrong(taken: NDArray[np.int64], true: NDArray[np.int64]) -> int:
    return int(((taken != true) & (taken != ORDER.index(Intent.OTHER))).sum())


def _cost(taken: NDArray[np.int64], true: NDArray[np.int64]) -> float:
    wrong = _wrong(taken, true)
    return (int((taken != true).sum()) - wrong) + WRONG_ACT * wrong


if __name__ == "__main__":
    typer.run(main)
