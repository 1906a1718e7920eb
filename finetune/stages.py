"""Fit what tells from a description at which stage a project stands.

    python -m finetune.stages            # cross-validate by writer, then fit and write stages.npz
    python -m finetune.stages --check    # only cross-validate

Reads `finetune/datasets/stages.jsonl` (descriptions), `stage_lines.jsonl` (single sentences) and the knowledge's own
sentences of each stage and of boilerplate; `datasets/CARD.md` says whose they are. Multinomial logistic regression, two
minutes in all. Cross-validation leaves out one of four writers at a time; the author's texts and lines are always in
training, since their author had read some of the others'. The sharpness is chosen there too. The descriptions kept for
reporting (`python -m evals stage`) are not read here. Every left-out description is read a second and a third time with
sentences of boilerplate that were not in training, since real ones are half made of it.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Annotated, Literal

import numpy as np
import typer
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from sklearn.linear_model import LogisticRegression

from assistant.asking.descriptions.likeness import telling
from assistant.asking.descriptions.posting import read_posting
from assistant.asking.descriptions.stages import ANSWERS, CANNOT_TELL, MODEL, STAGES, Array, Seen, see, shares_of
from knowledge.embed import Embedder
from knowledge.load import load_knowledge
from knowledge.types import Knowledge

DATA = Path(__file__).parent / "datasets"
TEXTS, LINES = DATA / "stages.jsonl", DATA / "stage_lines.jsonl"
FOLDER = Path(str(files("assistant.asking.descriptions")))
AUTHOR = "author"
Answer = Literal["experimentation", "prototype_to_production", "scale", "cannot_tell"]
C = 100.0
"""Inverse strength of the ridge, of the full model; 30 made it a little less sure than it was right."""
C_BARE = 30.0
C_GATE = 5.0
LINE = 0.3
"""What a single sentence counts beside a whole description."""
FEWEST = 2
"""Texts that a term must be in."""
SHARPNESS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.4, 1.7, 2.0, 2.5, 3.0, 4.0)
PADDED = (0, 5, 12)
"""Sentences of boilerplate added to a left-out description."""


class Description(BaseModel):
    """A labelled description. `misleading`: its surface has words of another stage."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    writer: str
    kind: str
    stage: Answer
    misleading: bool
    text: str


class Line(BaseModel):
    """A single sentence that would tell a stage, or would tell none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: Answer
    text: str


@dataclass(frozen=True)
class Row:
    """Sentences with their vectors [N, D], the place of their answer in `ANSWERS`, and what they count."""

    texts: tuple[str, ...]
    vectors: Array
    answer: int
    writer: str
    counts: float = 1.0


@dataclass(frozen=True)
class Fitted:
    """A head before it is sharpened; as in `stages.Head`."""

    terms: dict[str, int]
    words: Array
    meaning: Array
    bias: Array
    gate: Array


class Texts:
    """Everything that is read, as rows; sentences are turned into vectors once."""

    def __init__(self, embedder: Embedder, knowledge: Knowledge) -> None:
        self._embedder, self.knowledge = embedder, knowledge
        descriptions = [Description(**json.loads(row)) for row in TEXTS.read_text(encoding="utf-8").splitlines()]
        described = [self._described(one) for one in descriptions]
        self.descriptions = [row for row in described if row.texts]  # one is about a company alone; no fit tells it
        lines = [Line(**json.loads(row)) for row in LINES.read_text(encoding="utf-8").splitlines()]
        said = [
            (text, stage.id) for stage in knowledge.stages.values() for text in stage.recognise + stage.described_as
        ]
        said += [(text, CANNOT_TELL) for _, texts in knowledge.boilerplate for text in texts]
        self.lines = [self._row((text,), stage, AUTHOR, LINE) for text, stage in said if stage in ANSWERS]
        self.lines += [self._row((line.text,), line.stage, AUTHOR, LINE) for line in lines]

    def _described(self, one: Description) -> Row:
        texts = tuple(sentence.text for sentence in telling(read_posting(one.text).sentences))
        return self._row(texts, one.stage, one.writer, 1.0)

    def _row(self, texts: tuple[str, ...], stage: str, writer: str, counts: float) -> Row:
        vectors = np.array(self._embedder.embed_documents(list(texts)), dtype=np.float64)
        return Row(texts, vectors, ANSWERS.index(stage), writer, counts)


def main(check: Annotated[bool, typer.Option("--check", help="Cross-validate only.")] = False) -> None:
    """Cross-validate by writer; fit on everything and write the package's model."""
    embedder = Embedder()
    texts = Texts(embedder, load_knowledge())
    typer.echo(f"{len(texts.descriptions)} descriptions and {len(texts.lines)} lines turned into vectors")
    heads = {"full": fit_full, "bare": fit_bare}
    sharpness = {name: cross_validate(name, fit, texts) for name, fit in heads.items()}
    if check:
        return
    found: dict[str, NDArray[np.generic]] = {
        "identity": np.array(embedder.identity),
        "texts": np.array(hashlib.sha256(TEXTS.read_bytes() + LINES.read_bytes()).hexdigest()),
    }
    for name, fit in heads.items():
        fitted = fit([*texts.descriptions, *texts.lines], texts.knowledge)
        found["terms"] = np.array("\n".join(fitted.terms))
        found |= {
            f"{name}_{part}": getattr(fitted, part).astype(np.float32) for part in ("words", "meaning", "bias", "gate")
        }
        found[f"{name}_sharpness"] = np.array(sharpness[name])
    np.savez_compressed(FOLDER / MODEL, **found)  # type: ignore[arg-type]
    typer.echo(f"wrote {FOLDER / MODEL}")


def fit_full(rows: Sequence[Row], knowledge: Knowledge) -> Fitted:
    """Words and meaning behind the gate, which is fitted on the lines alone."""
    lines = [row for row in rows if row.counts < 1]
    gate = LogisticRegression(C=C_GATE, class_weight="balanced", max_iter=5000)
    gate.fit(np.vstack([row.vectors for row in lines]), [row.answer < len(STAGES) for row in lines])
    return _fit(rows, knowledge, np.append(gate.coef_[0], gate.intercept_[0]), C)


def fit_bare(rows: Sequence[Row], knowledge: Knowledge) -> Fitted:
    """Words alone, for another embedding model than this one."""
    return _fit(rows, knowledge, np.zeros(0), C_BARE)


def _fit(rows: Sequence[Row], knowledge: Knowledge, gate: Array, strength: float) -> Fitted:
    seen = [see(row.texts, row.vectors, knowledge.stages, gate) for row in rows]
    often = Counter(term for one in seen for term in frozenset().union(*one.terms))
    terms = {term: place for place, term in enumerate(sorted(term for term in often if often[term] >= FEWEST))}
    features = np.array([np.concatenate(one.features(terms)) for one in seen])
    model = LogisticRegression(C=strength, max_iter=5000)
    model.fit(features, [row.answer for row in rows], sample_weight=[row.counts for row in rows])
    weights: Array = model.coef_.T
    return Fitted(terms, weights[: len(terms)], weights[len(terms) :], model.intercept_, gate)


def scores_of(fitted: Fitted, seen: Seen) -> Array:
    """[4], before they are sharpened."""
    words, meaning = seen.features(fitted.terms)
    scores: Array = words @ fitted.words + meaning @ fitted.meaning + fitted.bias
    return scores


def cross_validate(name: str, fit: Callable[[Sequence[Row], Knowledge], Fitted], texts: Texts) -> float:
    """Prints accuracy by writer and with boilerplate that was not in training; gives the best sharpness."""
    kept, strange = _halves(texts.lines)
    writers = sorted({row.writer for row in texts.descriptions} - {AUTHOR})
    left: dict[int, list[Array]] = {padding: [] for padding in PADDED}
    truth: list[int] = []
    for writer in writers:
        train = [row for row in texts.descriptions if row.writer != writer]
        test = [row for row in texts.descriptions if row.writer == writer]
        truth += [row.answer for row in test]
        plain, fewer = (fit([*train, *lines], texts.knowledge) for lines in (texts.lines, kept))
        for padding in PADDED:
            fitted = fewer if padding else plain
            left[padding] += [_left_out(fitted, row, strange, padding, texts.knowledge) for row in test]
        right = np.array(left[0][-len(test) :]).argmax(1) == [row.answer for row in test]
        typer.echo(f"{name}, {writer}: {right.mean():.3f} of {len(test)}")
    true = np.array(truth)
    sharpness = min(SHARPNESS, key=lambda s: _surprise(shares_of(s * np.array(left[0])), true))
    for padding, scores in left.items():
        shares = shares_of(sharpness * np.array(scores))
        right = shares.argmax(1) == true
        recall = ", ".join(f"{answer} {right[true == at].mean():.2f}" for at, answer in enumerate(ANSWERS))
        surprise = _surprise(shares, true)
        typer.echo(f"{name}, {padding} sentences added: {right.mean():.3f} ({recall}), {surprise:.3f} nats")
    typer.echo(f"{name}: sharpness {sharpness}")
    return sharpness


def _halves(lines: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The lines without every other one that tells no stage; and those."""
    dull = [row for row in lines if row.answer == ANSWERS.index(CANNOT_TELL)]
    strange = dull[::2]
    return [row for row in lines if not any(row is other for other in strange)], strange


def _left_out(fitted: Fitted, row: Row, strange: Sequence[Row], padding: int, knowledge: Knowledge) -> Array:
    added = Random(row.texts[0]).sample(strange, padding)
    padded = replace(
        row,
        texts=row.texts + tuple(text for one in added for text in one.texts),
        vectors=np.vstack([row.vectors, *(one.vectors for one in added)]),
    )
    return scores_of(fitted, see(padded.texts, padded.vectors, knowledge.stages, fitted.gate))


def _surprise(shares: Array, true: NDArray[np.int64]) -> float:
    return float(-np.log(shares[np.arange(len(true)), true] + 1e-12).mean())


if __name__ == "__main__":
    typer.run(main)
