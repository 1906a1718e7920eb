"""Train a LoRA judge on the labelled answers.

    python -m finetune.train --out .plumbline/runs/judge                                     # two CPU cores
    accelerate launch -m finetune.train --out .plumbline/runs/judge --epochs 4 --packs 8     # one GPU

All readings of one answer are packed after their common beginning (`finetune.packing`), with a loss at the label
positions only: cross-entropy over the whole vocabulary against a distribution over the labels, so that the labels rise
to the top of any server's `top_logprobs`. Every step's loss is written to `curve.csv`; the same command goes on with a
run that was stopped. The result is an adapter folder as the inference server takes it; `finetune.calibrate` comes next.
"""

import csv
import hashlib
import json
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from accelerate import Accelerator
from accelerate.utils import set_seed
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, PreTrainedModel, PreTrainedTokenizerBase

from assistant.judging.labelled import Labelled, read_dataset, split_sha256
from assistant.prompts import prompts_version
from assistant.server.weights import find_base, load_tokenizer
from assistant.settings import Settings
from finetune.examples import Example, Task, examples_of_all, mismatches
from finetune.packing import Pack, last_hidden, pack
from knowledge.load import load_knowledge
from knowledge.types import Knowledge

TASKS: tuple[Task, ...] = ("bearing", "depth", "kind", "part")
MISMATCH_EVERY = 4
SAVE_EVERY_S = 300.0
CHECKPOINT = "checkpoint.pt"
COLUMNS = ["step", "of", "tokens", "seconds", "loss"]
LABEL_SMOOTHING = 0.02


@dataclass(frozen=True)
class Recipe:
    """Everything that decides what is learned."""

    tasks: tuple[Task, ...] = TASKS
    rank: int = 16
    alpha: int = 32
    lowest_layer: int = 0
    learning_rate: float = 4e-4
    warmup: float = 0.06
    packs: int = 2
    epochs: float = 2.0
    max_tokens: int = 0
    seed: int = 1


@dataclass(frozen=True)
class TrainingPack:
    """A pack with, for each reading point, the label tokens and the target distribution over them."""

    pack: Pack
    label_ids: tuple[tuple[int, ...], ...]
    targets: tuple[tuple[float, ...], ...]
    tasks: tuple[Task, ...]


def token_ids(tokenizer: PreTrainedTokenizerBase, example: Example) -> list[int]:
    """The prompt of a reading as the server would tokenise it, ready for the label."""
    messages = [{"role": message.role, "content": message.content} for message in example.reading.prompt]
    text = tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
    return list(tokenizer.encode(str(text), add_special_tokens=False))


def label_token(tokenizer: PreTrainedTokenizerBase, label: str) -> int:
    """The one token of a label; an error where the tokenizer needs more."""
    ids = tokenizer.encode(label, add_special_tokens=False)
    if len(ids) != 1:
        raise ValueError(f"label {label!r} is {len(ids)} tokens in this tokenizer; choose another base model")
    return int(ids[0])


def training_pack(tokenizer: PreTrainedTokenizerBase, examples: Sequence[Example]) -> TrainingPack:
    """The readings of one answer, packed."""
    return TrainingPack(
        pack([token_ids(tokenizer, example) for example in examples]),
        tuple(tuple(label_token(tokenizer, label) for label in example.reading.labels) for example in examples),
        tuple(smoothed(example.target) for example in examples),
        tuple(example.task for example in examples),
    )


def smoothed(target: Sequence[float]) -> tuple[float, ...]:
    """A little probability on every label, so that each is among those a server returns."""
    return tuple((1 - LABEL_SMOOTHING) * share + LABEL_SMOOTHING / len(target) for share in target)


def label_losses(model: Any, item: TrainingPack, device: torch.device) -> torch.Tensor:
    """Cross-entropy of each reading [N], in nats, over the whole vocabulary."""
    log_probs = label_logits(model, item.pack, device).float().log_softmax(-1)
    losses = [
        -(log_probs[i, list(ids)] * torch.tensor(target, device=device)).sum()
        for i, (ids, target) in enumerate(zip(item.label_ids, item.targets, strict=True))
    ]
    return torch.stack(losses)


def balanced(losses: torch.Tensor, tasks: Sequence[Task]) -> torch.Tensor:
    """Mean over the tasks of the mean within each, so that the one bearing weighs as much as the nine kinds."""
    present = dict.fromkeys(tasks)
    return torch.stack([losses[[i for i, task in enumerate(tasks) if task == one]].mean() for one in present]).mean()


def label_logits(model: Any, packed: Pack, device: torch.device) -> torch.Tensor:
    """Logits [N, vocabulary] at the last token of each prompt of a pack."""
    causal = model.get_base_model() if hasattr(model, "get_base_model") else model
    logits: torch.Tensor = causal.lm_head(last_hidden(causal.model, packed, device))
    return logits


def shuffled(items: Sequence[TrainingPack], recipe: Recipe) -> Iterator[TrainingPack]:
    """Items in a new order each epoch, until the epochs or the tokens are used up."""
    order, tokens = random.Random(recipe.seed), 0
    for epoch in range(math.ceil(recipe.epochs)):
        rest = recipe.epochs - epoch
        for item in order.sample(items, len(items))[: round(len(items) * min(1.0, rest))]:
            tokens += item.pack.tokens
            if recipe.max_tokens and tokens > recipe.max_tokens:
                return
            yield item


def schedule(step: int, total: int, warmup: float) -> float:
    """Linear warm-up, then a cosine to a tenth."""
    start = max(1, round(total * warmup))
    if step < start:
        return (step + 1) / start
    return 0.55 + 0.45 * math.cos(math.pi * (step - start) / max(1, total - start))


def lora(model: PreTrainedModel, recipe: Recipe) -> Any:
    """The base with fresh adapters on every linear layer from `lowest_layer` up; the base itself stays frozen."""
    layers = list(range(recipe.lowest_layer, model.config.num_hidden_layers))
    config = LoraConfig(
        r=recipe.rank,
        lora_alpha=recipe.alpha,
        target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
        layers_to_transform=layers,
        task_type="CAUSAL_LM",
    )
    return get_peft_model(model, config)


@dataclass
class Progress:
    """How far a training has come."""

    answers: int = 0
    tokens: int = 0
    seconds: float = 0.0


def fit(
    model: Any, items: Sequence[TrainingPack], recipe: Recipe, out: Path, save_every_s: float = SAVE_EVERY_S
) -> None:
    """Train in place; `out/curve.csv` gets a line per optimiser step, `out/checkpoint.pt` what it takes to go on.

    A training that was stopped goes on from its checkpoint and ends as if it had not been.
    """
    accelerator = Accelerator(mixed_precision="bf16")
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=recipe.learning_rate, weight_decay=0.01)
    order = list(shuffled(items, recipe))
    total = math.ceil(len(order) / recipe.packs)
    rates = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: schedule(step, total, recipe.warmup))
    model, optimizer, rates = accelerator.prepare(model, optimizer, rates)
    bare = accelerator.unwrap_model(model)
    of = _training(recipe, order)
    done = _resume(out, of, parameters, optimizer, rates)
    started, saved, losses = time.monotonic() - done.seconds, time.monotonic(), []
    with _curve(out / "curve.csv", done.answers // recipe.packs) as log:
        for item in order[done.answers :]:
            with accelerator.autocast():
                loss = balanced(label_losses(bare, item, accelerator.device), item.tasks)
            accelerator.backward(loss / recipe.packs)
            done.answers, done.tokens = done.answers + 1, done.tokens + item.pack.tokens
            losses.append(loss.item())
            if done.answers % recipe.packs == 0 or done.answers == len(order):
                accelerator.clip_grad_norm_(parameters, 1.0)
                optimizer.step()
                rates.step()
                optimizer.zero_grad()
                done.seconds = time.monotonic() - started
                step = math.ceil(done.answers / recipe.packs)
                log([step, total, done.tokens, round(done.seconds), round(sum(losses) / len(losses), 4)])
                losses = []
                if time.monotonic() - saved >= save_every_s:
                    _save(out, of, parameters, optimizer, rates, done)
                    saved = time.monotonic()
    (out / CHECKPOINT).unlink(missing_ok=True)


def _training(recipe: Recipe, order: Sequence[TrainingPack]) -> str:
    """What a checkpoint belongs to: the recipe, and what is read in which order."""
    digest = hashlib.sha256(repr(recipe).encode())
    for item in order:
        digest.update(repr((item.pack.prefix.tolist(), item.targets)).encode())
    return digest.hexdigest()[:12]


def _save(out: Path, of: str, parameters: Sequence[torch.Tensor], optimizer: Any, rates: Any, done: Progress) -> None:
    """Written beside and then renamed, so that a kill leaves the last one whole."""
    state = {
        "of": of,
        "parameters": [parameter.detach().cpu() for parameter in parameters],
        "optimizer": optimizer.state_dict(),
        "rates": rates.state_dict(),
        "done": asdict(done),
    }
    torch.save(state, out / f"{CHECKPOINT}.new")
    (out / f"{CHECKPOINT}.new").replace(out / CHECKPOINT)


def _resume(out: Path, of: str, parameters: Sequence[torch.Tensor], optimizer: Any, rates: Any) -> Progress:
    path = out / CHECKPOINT
    if not path.exists():
        return Progress()
    state = torch.load(path, weights_only=True)
    if state["of"] != of:
        raise SystemExit(f"{path} is of another training ({state['of']}, not {of}); choose another --out or remove it")
    with torch.no_grad():
        for parameter, kept in zip(parameters, state["parameters"], strict=True):
            parameter.copy_(kept)
    optimizer.load_state_dict(state["optimizer"])
    rates.load_state_dict(state["rates"])
    return Progress(**state["done"])


@contextmanager
def _curve(path: Path, steps: int) -> Iterator[Callable[[Sequence[object]], None]]:
    """Appends to the first so many steps of a curve; what a killed run wrote after its checkpoint is trained again."""
    kept = list(csv.reader(path.read_text().splitlines()))[: steps + 1] if steps else [COLUMNS]
    with path.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerows(kept)

        def log(line: Sequence[object]) -> None:
            lines.writerow(line)
            file.flush()

        yield log


def packs_of(
    rows: Sequence[Labelled], tokenizer: PreTrainedTokenizerBase, knowledge: Knowledge, tasks: Sequence[Task]
) -> list[TrainingPack]:
    """One pack per answer, and one per mismatched pair of question and answer."""
    stages = knowledge.stages
    own = [examples_of_all(row, knowledge.criteria, stages, tasks) for row in rows]
    strange = [[example] for example in mismatches(rows, stages, MISMATCH_EVERY, seed=0)] if "bearing" in tasks else []
    return [training_pack(tokenizer, examples) for examples in [*own, *strange]]


def save_adapter(model: Any, folder: Path, card: dict[str, Any]) -> None:
    """Write PEFT's files with bf16 weights, and `plumbline.json` beside them."""
    model.save_pretrained(folder)
    (folder / "calibration.json").unlink(missing_ok=True)
    weights = folder / "adapter_model.safetensors"
    save_file({name: tensor.to(torch.bfloat16) for name, tensor in load_file(weights).items()}, weights)
    (folder / "plumbline.json").write_text(json.dumps(card, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    (folder / "README.md").unlink(missing_ok=True)


def main(
    out: Annotated[Path, typer.Option(help="Folder for the adapter and its curve.")],
    name: Annotated[str, typer.Option(help="Name of the adapter.")] = "judge",
    version: Annotated[str, typer.Option(help="Version of the adapter.")] = "1",
    model: Annotated[str | None, typer.Option(help="Hub id or folder of another base.")] = None,
    epochs: float = Recipe.epochs,
    packs: Annotated[int, typer.Option(help="Answers per optimiser step.")] = Recipe.packs,
    rank: int = Recipe.rank,
    lowest_layer: Annotated[int, typer.Option(help="Layers below it are left as they are.")] = Recipe.lowest_layer,
    learning_rate: float = Recipe.learning_rate,
    max_tokens: Annotated[int, typer.Option(help="Stop after about so many tokens; 0 for none.")] = 0,
    seed: int = Recipe.seed,
) -> None:
    """Train, save, and print what was used."""
    recipe = Recipe(TASKS, rank, 2 * rank, lowest_layer, learning_rate, Recipe.warmup, packs, epochs, max_tokens, seed)
    set_seed(seed)
    out.mkdir(parents=True, exist_ok=True)
    base = find_base(model, Settings().cache_dir)
    tokenizer = load_tokenizer(base)
    rows = [row for row in read_dataset() if row.answer.split == "train"]
    items = packs_of(rows, tokenizer, load_knowledge(), recipe.tasks)
    network = lora(AutoModelForCausalLM.from_pretrained(base.folder, dtype=torch.bfloat16), recipe)
    card = {
        "name": name,
        "version": version,
        "base": base.name,
        "base_sha256": base.sha256,
        "dataset_sha256": split_sha256(rows),
        "answers": len(rows),
        "prompts": prompts_version("judge"),
        "recipe": asdict(recipe),
        "torch": torch.__version__,
    }
    print(json.dumps(card | {"tokens_per_epoch": sum(item.pack.tokens for item in items)}, indent=2))
    fit(network, items, recipe, out)
    save_adapter(network, out, card)


if __name__ == "__main__":
    typer.run(main)
