"""What limits the judge: the overall level alone, learned from more or less of everything.

    python -m finetune.study       # trains what is not there yet; what each reads goes to evals/readings/limits
    python -m evals limits         # what each is worth on the validation split, as a table

One reading an answer costs a quarter of what the whole judge reads, and half of the answers an eighth (.3 million
tokens, 12 minutes on two CPU cores), so that a dozen trainings fit into an evening. Trials of different shares of the
data take equally many steps: fewer answers are read more often.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from accelerate.utils import set_seed
from transformers import PreTrainedTokenizerBase

from assistant.judging.labelled import Labelled, read_dataset, split_sha256
from assistant.prompts import prompts_version
from assistant.server.weights import find_base, load_tokenizer
from assistant.settings import Settings
from finetune.course import Diet
from finetune.examples import examples_of_all
from finetune.train import (
    Recipe,
    fit,
    fitting_precision,
    fresh,
    label_logits,
    training_larder,
    training_pack,
    training_packs,
    training_rows,
)
from knowledge.types import Knowledge


@dataclass(frozen=True)
class Trial:
    """One training: share of the questions, how often an answer is read if all are, and what of the network learns."""

    share: float = 1.0
    epochs: float = 0.5
    rank: int = 16
    lowest_layer: int = 10
    seed: int = 1

    @property
    def name(self) -> str:
        """A file's name."""
        return "-".join(f"{name}{value:g}" for name, value in asdict(self).items()).replace("_", "")

    @property
    def recipe(self) -> Recipe:
        """As the trainer takes it."""
        diet = Diet(tasks=("depth",), epochs=self.epochs / self.share, seed=self.seed)
        return Recipe(self.rank, 2 * self.rank, self.lowest_layer, diet=diet)


TRIALS = (
    Trial(),
    Trial(share=0.25),
    Trial(share=0.5),
    Trial(epochs=0.25),
    Trial(epochs=1.0),
    Trial(rank=4),
    Trial(rank=64),
    Trial(lowest_layer=20),
    Trial(lowest_layer=0),
    Trial(seed=2),
    Trial(seed=3),
)

OUT = Path("evals/readings/limits")


def scorable(rows: Sequence[Labelled]) -> list[Labelled]:
    """The answers that have a depth."""
    return [row for row in rows if row.depth is not None]


def read_depths(
    network: Any, tokenizer: PreTrainedTokenizerBase, rows: Sequence[Labelled], knowledge: Knowledge
) -> list[tuple[float, ...]]:
    """The shares of the five levels of each answer's depth."""
    found = []
    device = next(network.parameters()).device
    with torch.no_grad():
        for row in rows:
            item = training_pack(tokenizer, examples_of_all(row, knowledge.criteria, knowledge.stages, ("depth",)))
            logits = label_logits(network.eval(), item.pack, device)[0, list(item.label_ids[0])]
            found.append(tuple(round(share, 5) for share in logits.float().softmax(-1).tolist()))
    return found


def made_of() -> dict[str, str]:
    """What trials must share to be compared: digests of base, prompts, answers learned from, and answers read."""
    return {
        "base": find_base(None, Settings().cache_dir).sha256,
        "prompts": prompts_version("judge"),
        "training": split_sha256(training_rows()),
        "validation": split_sha256([row for row in read_dataset() if row.answer.split == "validation"]),
    }


def run(trial: Trial, out: Path) -> None:
    """Train a trial, and write what it was and what it reads in the scorable answers of the validation split."""
    set_seed(trial.seed)
    working = Settings().data_dir / "runs" / "study" / trial.name
    working.mkdir(parents=True, exist_ok=True)
    base = find_base(None, Settings().cache_dir)
    tokenizer, larder = load_tokenizer(base), training_larder()
    rows = scorable(training_rows(trial.share))
    recipe = replace(trial.recipe, precision=fitting_precision())
    items = training_packs(tokenizer, rows, larder, recipe)
    network = fresh(base, recipe)
    fit(network, items, recipe, working)
    validation = scorable([row for row in read_dataset() if row.answer.split == "validation"])
    read = read_depths(network, tokenizer, validation, larder.knowledge)
    written = asdict(trial) | {
        "answers": len(rows),
        "tokens": sum(item.pack.tokens for item in items),
        "made_of": made_of(),
        "depths": {row.answer.id: shares for row, shares in zip(validation, read, strict=True)},
    }
    out.mkdir(parents=True, exist_ok=True)
    new = out / f"{trial.name}.new"
    new.write_text(json.dumps(written) + "\n", encoding="utf-8")
    new.replace(out / f"{trial.name}.json")


def main(
    out: Annotated[Path, typer.Argument(help="Folder for what is read; a trial that is there is left.")] = OUT,
) -> None:
    """Every trial in turn; one that was stopped while it trained goes on, and one made of other data is made again."""
    wanted = made_of()
    for trial in TRIALS:
        written = out / f"{trial.name}.json"
        if not written.is_file() or json.loads(written.read_text(encoding="utf-8")).get("made_of") != wanted:
            typer.echo(trial.name)
            run(trial, out)


if __name__ == "__main__":
    typer.run(main)
