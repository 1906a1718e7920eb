"""Train a LoRA judge on the labelled answers.

    python -m finetune.train --out .plumbline/runs/judge                                     # two CPU cores
    python -m finetune.train --out .plumbline/runs/second --after .plumbline/runs/judge --data second      # second pass
    accelerate launch -m finetune.train --out .plumbline/runs/judge --epochs 6 --lowest-layer 0     # one GPU

All readings of one answer are packed behind their common beginning (`finetune.packing`), with a loss at the label
positions only: cross-entropy over the whole vocabulary against a distribution over the labels, so that the labels rise
to the top of any server's `top_logprobs`, and for levels the ranked probability score, so that a far level costs more
than a near one. Every step's loss is written to `curve.csv` and drawn in `curve.svg`; the same command goes on with a
run that was stopped. A second pass goes on from an adapter with what was written where it errs, and as many answers of
the first, so that those are not forgotten. The result is an adapter folder as the inference server takes it;
`finetune.calibrate` comes next.
"""

import hashlib
import json
import math
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal

import torch
import typer
from accelerate import Accelerator
from accelerate.utils import set_seed
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, PreTrainedModel, PreTrainedTokenizerBase

from assistant.judging.labelled import (
    ELSEWHERE,
    FOLDER,
    SIDEWAYS,
    UNANSWERED,
    Labelled,
    read_dataset,
    read_splits,
    split_sha256,
)
from assistant.judging.teams import read_team, team_sha256
from assistant.prompts import prompts_version
from assistant.server.weights import Base, find_base, load_tokenizer, suited_dtype, weights_sha256
from assistant.settings import Settings
from finetune.additions import read_additions
from finetune.checkpoint import COLUMNS, Checkpoint, curve
from finetune.course import Diet, Larder, course
from finetune.examples import Example, Task
from finetune.packing import Pack, last_hidden, pack
from finetune.picture import draw
from knowledge.load import load_knowledge

SAVE_EVERY_S = 300.0
LABEL_SMOOTHING = 0.02
WEIGHTS: Mapping[Task, float] = {"bearing": 2.0, "depth": 2.0, "level": 2.0, "kind": 1.0, "part": 1.0}
"""Of the tasks in the loss: scores stand on depth and levels, and whether there is one on the bearing."""
RANKED: tuple[Task, ...] = ("depth", "level")
Precision = Literal["no", "bf16"]
"""Of matrix products, by Accelerate's names: fp32, or bf16."""
Rows = Literal["first", "second", "all"]
"""Which answers: those of a first pass, those told sideways with as many of the first, or both in full."""


@dataclass(frozen=True)
class Recipe:
    """Everything that decides what is learned."""

    rank: int = 16
    alpha: int = 32
    lowest_layer: int = 0
    learning_rate: float = 4e-4
    warmup: float = 0.06
    packs: int = 2
    max_tokens: int = 0
    precision: Precision = "bf16"
    diet: Diet = field(default_factory=Diet)


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
    """Loss of each reading [N], in nats: cross-entropy, and where labels are ordered the ranked probability score."""
    log_probs = label_logits(model, item.pack, device).float().log_softmax(-1)
    losses = []
    for row, ids, shares, task in zip(log_probs, item.label_ids, item.targets, item.tasks, strict=True):
        target, of_labels = torch.tensor(shares, device=device), row[list(ids)]
        ranked = ranked_probability_score(of_labels.softmax(0), target) if task in RANKED else 0.0
        losses.append(ranked - (of_labels * target).sum())
    return torch.stack(losses)


def ranked_probability_score(found: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Sum of squared differences of the cumulated probabilities of ordered labels (Epstein 1969); 0 where alike."""
    return (found.cumsum(0) - target.cumsum(0)).square().sum()


def by_task(losses: torch.Tensor, tasks: Sequence[Task]) -> dict[Task, torch.Tensor]:
    """The mean loss of each task, so that the one bearing weighs as much as several kinds."""
    present = dict.fromkeys(tasks)
    return {one: losses[[i for i, task in enumerate(tasks) if task == one]].mean() for one in present}


def weighted(losses: Mapping[Task, torch.Tensor]) -> torch.Tensor:
    """Mean over the tasks by their weights."""
    return sum((WEIGHTS[task] * loss for task, loss in losses.items()), torch.tensor(0.0)) / sum(
        WEIGHTS[task] for task in losses
    )


def label_logits(model: Any, packed: Pack, device: torch.device) -> torch.Tensor:
    """Logits [N, vocabulary] at the last token of each prompt of a pack."""
    causal = model.get_base_model() if hasattr(model, "get_base_model") else model
    logits: torch.Tensor = causal.lm_head(last_hidden(causal.model, packed, device))
    return logits


def within(items: Sequence[TrainingPack], max_tokens: int) -> list[TrainingPack]:
    """The first items that take so many tokens together; all of them for 0."""
    kept, tokens = [], 0
    for item in items:
        tokens += item.pack.tokens
        if max_tokens and tokens > max_tokens:
            break
        kept.append(item)
    return kept


def schedule(step: int, total: int, warmup: float) -> float:
    """Linear warm-up, then a cosine to a tenth."""
    start = max(1, round(total * warmup))
    if step < start:
        return (step + 1) / start
    return 0.55 + 0.45 * math.cos(math.pi * (step - start) / max(1, total - start))


def fitting_precision() -> Precision:
    """bf16, unless this machine has no GPU and a CPU that is faster in fp32."""
    fp32 = not torch.cuda.is_available() and suited_dtype("cpu") == "float32"
    return "no" if fp32 else "bf16"


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


def fresh(base: Base, recipe: Recipe) -> Any:
    """The base from disk with fresh adapters, in the dtype that suits the precision."""
    stored = torch.float32 if recipe.precision == "no" else torch.bfloat16
    return lora(AutoModelForCausalLM.from_pretrained(base.folder, dtype=stored), recipe)


def of_the_shape_of(adapter: Path, recipe: Recipe, base: Base) -> Recipe:
    """The recipe with the layers of an adapter that this trainer made on this base, and its rank if that is higher.

    Raises SystemExit at another adapter.
    """
    try:
        card = json.loads((adapter / "plumbline.json").read_text(encoding="utf-8"))
        same = card["base_sha256"] == base.sha256
        rank, lowest = (int(card["recipe"][name]) for name in ("rank", "lowest_layer"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SystemExit(f"{adapter} is no adapter that this trainer made ({error!r}); train a first pass") from error
    if not same:
        raise SystemExit(f"{adapter} was trained on other weights than {base.name}; go on from one that was not")
    rank = max(rank, recipe.rank)
    return replace(recipe, rank=rank, alpha=2 * rank, lowest_layer=lowest)


def go_on_from(network: Any, adapter: Path) -> None:
    """Put a saved adapter into fresh ones of its layers, in place; ranks they have beyond its own still add nothing."""
    saved = load_file(adapter / "adapter_model.safetensors")
    with torch.no_grad():
        for name, matrix in get_peft_model_state_dict(network).items():
            rows, columns = saved[name].shape
            matrix[:rows, :columns] = saved[name]


def fit(
    model: Any, items: Sequence[TrainingPack], recipe: Recipe, out: Path, save_every_s: float = SAVE_EVERY_S
) -> None:
    """Train in place, in the order of the items; `out/curve.csv` gets a line per optimiser step.

    A training that was stopped goes on from its checkpoint in `out` and ends as if it had not been.
    """
    accelerator = Accelerator(mixed_precision=recipe.precision)
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=recipe.learning_rate, weight_decay=0.01)
    total = math.ceil(len(items) / recipe.packs)
    rates = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: schedule(step, total, recipe.warmup))
    model, optimizer, rates = accelerator.prepare(model, optimizer, rates)
    bare = accelerator.unwrap_model(model)
    checkpoint = Checkpoint(out, _digest(recipe, items), parameters, optimizer, rates)
    done = checkpoint.load()
    started, saved = time.monotonic() - done.seconds, time.monotonic()
    losses: list[dict[Task, float]] = []
    with curve(out / "curve.csv", done.answers // recipe.packs) as log:
        for item in items[done.answers :]:
            with accelerator.autocast():
                of_tasks = by_task(label_losses(bare, item, accelerator.device), item.tasks)
                loss = weighted(of_tasks)
            accelerator.backward(loss / recipe.packs)
            done.answers, done.tokens = done.answers + 1, done.tokens + item.pack.tokens
            losses.append({task: float(one.detach()) for task, one in of_tasks.items()})
            if done.answers % recipe.packs == 0 or done.answers == len(items):
                accelerator.clip_grad_norm_(parameters, 1.0)
                optimizer.step()
                rates.step()
                optimizer.zero_grad()
                done.seconds = time.monotonic() - started
                log([math.ceil(done.answers / recipe.packs), total, done.tokens, round(done.seconds), *_line(losses)])
                losses = []
                if time.monotonic() - saved >= save_every_s:
                    checkpoint.save(done)
                    saved = time.monotonic()
    checkpoint.remove()


def _line(losses: Sequence[Mapping[Task, float]]) -> list[float | str]:
    """The weighted loss and that of each task, over one step's answers; empty where a task was not asked."""
    tasks = COLUMNS[5:]
    means = {task: [one[task] for one in losses if task in one] for task in WEIGHTS}
    known = {task: torch.tensor(some).mean() for task, some in means.items() if some}
    return [round(float(weighted(known)), 4), *(round(float(known[t]), 4) if t in known else "" for t in tasks)]


def _digest(recipe: Recipe, items: Sequence[TrainingPack]) -> str:
    """What a checkpoint belongs to: the recipe, and what is read in which order."""
    digest = hashlib.sha256(repr(recipe).encode())
    for item in items:
        digest.update(repr((item.pack, item.targets)).encode())
    return digest.hexdigest()[:12]


def save_adapter(model: Any, folder: Path, card: dict[str, Any]) -> None:
    """Write PEFT's files with bf16 weights, and `plumbline.json` beside them; the base goes by its name in the card."""
    model.save_pretrained(folder)
    config = folder / "adapter_config.json"
    named = {**json.loads(config.read_text(encoding="utf-8")), "base_model_name_or_path": card["base"]}
    config.write_text(json.dumps(named, indent=2) + "\n", encoding="utf-8")
    (folder / "calibration.json").unlink(missing_ok=True)
    weights = folder / "adapter_model.safetensors"
    save_file({name: tensor.to(torch.bfloat16) for name, tensor in load_file(weights).items()}, weights)
    (folder / "plumbline.json").write_text(json.dumps(card, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    (folder / "README.md").unlink(missing_ok=True)


def training_rows(share: float = 1.0) -> list[Labelled]:
    """What is trained on first: the training split, answers from elsewhere, and replies that do not answer.

    Or the answers to a share of the questions, drawn alike each time: a quarter is in a half.
    """
    every = (row for folder in (FOLDER, ELSEWHERE, UNANSWERED) for row in read_dataset(folder))
    rows = [row for row in every if row.answer.split == "train"]
    asked = sorted({row.answer.question_id for row in rows})
    kept = set(random.Random(0).sample(asked, len(asked))[: round(share * len(asked))])
    return [row for row in rows if row.answer.question_id in kept]


def chosen_rows(which: Rows, share: float, seed: int) -> list[Labelled]:
    """The answers of a training; the first that go with the second's are drawn by the seed."""
    first = training_rows(share)
    if which == "first":
        return first
    new = read_dataset(SIDEWAYS)
    return [*new, *(first if which == "all" else random.Random(seed).sample(first, min(len(new), len(first))))]


def training_larder() -> Larder:
    """The knowledge, the empty additions and the other teams' criteria that may be trained on."""
    knowledge, held = load_knowledge(), read_splits().held_criteria
    additions = read_additions(one for one in knowledge.criteria.values() if one.id not in held)
    return Larder(knowledge, additions, read_team("train"))


def training_packs(
    tokenizer: PreTrainedTokenizerBase, rows: Sequence[Labelled], larder: Larder, recipe: Recipe
) -> list[TrainingPack]:
    """What a recipe reads of these answers, in order."""
    planned = course(rows, larder, recipe.diet)
    return within([training_pack(tokenizer, examples) for examples in planned], recipe.max_tokens)


def main(
    out: Annotated[Path, typer.Option(help="Folder for the adapter and its curve.")],
    name: Annotated[str, typer.Option(help="Name of the adapter.")] = "judge",
    version: Annotated[str, typer.Option(help="Version of the adapter.")] = "1",
    model: Annotated[str | None, typer.Option(help="Hub id or folder of another base.")] = None,
    epochs: Annotated[float, typer.Option(min=0.0)] = Diet.epochs,
    packs: Annotated[int, typer.Option(min=1, help="Answers per optimiser step.")] = Recipe.packs,
    rank: Annotated[
        int, typer.Option(min=1, help="After an adapter of a higher rank, that of the adapter.")
    ] = Recipe.rank,
    lowest_layer: Annotated[
        int, typer.Option(min=0, help="Layers below it are left as they are.")
    ] = Recipe.lowest_layer,
    learning_rate: float = Recipe.learning_rate,
    max_tokens: Annotated[int, typer.Option(help="Stop after about so many tokens; 0 for none.")] = 0,
    share: Annotated[float, typer.Option(min=0.0, max=1.0, help="Share of the questions to train on.")] = 1.0,
    mismatch_every: Annotated[int, typer.Option(min=1, help="Answers per question they miss.")] = Diet.mismatch_every,
    after: Annotated[Path | None, typer.Option(help="Adapter to go on from, in its layers: a second pass.")] = None,
    data: Annotated[Rows, typer.Option(help="Answers: of a first pass, new ones and some of those, or all.")] = "first",
    precision: Annotated[
        Precision | None, typer.Option(help="Of matrix products; left out, what this machine is faster in.")
    ] = None,
    seed: int = Diet.seed,
) -> None:
    """Train, save, and print what was used."""
    precision = precision or fitting_precision()
    diet = Diet(epochs=epochs, mismatch_every=mismatch_every, seed=seed)
    base = find_base(model, Settings().cache_dir)
    recipe = Recipe(rank, 2 * rank, lowest_layer, learning_rate, Recipe.warmup, packs, max_tokens, precision, diet)
    if after:
        recipe = of_the_shape_of(after, recipe, base)
    set_seed(seed)
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = load_tokenizer(base)
    rows, larder = chosen_rows(data, share, seed), training_larder()
    items = training_packs(tokenizer, rows, larder, recipe)
    if not items:
        raise SystemExit("no answers to train on: --share, --epochs or --max-tokens is too small")
    network = fresh(base, recipe)
    card = {
        "name": name,
        "version": version,
        "base": base.name,
        "base_sha256": base.sha256,
        "dataset_sha256": split_sha256(rows),
        "answers": len(rows),
        "additions": len(larder.additions),
        "team_levels": sum(map(len, larder.team.values())),
        "team_sha256": team_sha256(),
        "prompts": prompts_version("judge"),
        "recipe": asdict(recipe),
        "tokens": sum(item.pack.tokens for item in items),
        "torch": torch.__version__,
    }
    if after:
        card["after"] = weights_sha256(after)
        go_on_from(network, after)
    print(json.dumps(card, indent=2), flush=True)
    fit(network, items, recipe, out)
    save_adapter(network, out, card)
    draw(out)


if __name__ == "__main__":
    typer.run(main)
