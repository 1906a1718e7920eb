"""Train a LoRA judge on the labelled answers.

    python -m finetune.train --out .plumbline/runs/judge                                    # laptop CPU, about an hour
    accelerate launch -m finetune.train --out .plumbline/runs/judge --epochs 4 --packs 16   # one GPU

All readings of one answer are packed into one sequence after their common beginning (`finetune.packing`), with a loss
at the label positions only: cross-entropy over the whole vocabulary against a distribution over the labels, so that
the labels rise to the top of any server's `top_logprobs`. Every step's loss is written to `curve.csv`.
"""

import csv
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from accelerate import Accelerator
from accelerate.utils import set_seed
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

from finetune.dataset import Labelled, read_dataset
from finetune.examples import Example, Task, examples_of
from finetune.packing import Pack, last_hidden, pack
from knowledge.load import load_knowledge
from knowledge.types import Knowledge

LABEL_SMOOTHING = 0.02


@dataclass(frozen=True)
class Recipe:
    """Everything that decides what is learned."""

    tasks: tuple[Task, ...] = ("bearing", "kind", "part", "level", "depth")
    rank: int = 16
    alpha: int = 32
    lowest_layer: int = 0
    learning_rate: float = 4e-4
    warmup: float = 0.06
    packs: int = 6
    epochs: float = 3.0
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
    ids = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=False, tokenize=True)
    return [int(token) for token in ids]


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


def steps(recipe: Recipe, items: Sequence[TrainingPack]) -> int:
    """How many optimiser steps the recipe takes."""
    return math.ceil(sum(1 for _ in shuffled(items, recipe)) / recipe.packs)


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


def fit(model: Any, items: Sequence[TrainingPack], recipe: Recipe, curve: Path) -> None:
    """Train in place, writing one line per optimiser step to `curve`."""
    accelerator = Accelerator()
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=recipe.learning_rate, weight_decay=0.01)
    total = steps(recipe, items)
    rates = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: schedule(step, total, recipe.warmup))
    model, optimizer, rates = accelerator.prepare(model, optimizer, rates)
    bare = accelerator.unwrap_model(model)
    started, tokens, losses = time.monotonic(), 0, []
    with curve.open("w", newline="") as file:
        log = csv.writer(file)
        log.writerow(["step", "of", "tokens", "seconds", "loss"])
        for number, item in enumerate(shuffled(items, recipe), 1):
            loss = label_losses(bare, item, accelerator.device).mean()
            accelerator.backward(loss / recipe.packs)
            tokens += item.pack.tokens
            losses.append(loss.item())
            if number % recipe.packs == 0:
                accelerator.clip_grad_norm_(parameters, 1.0)
                optimizer.step()
                rates.step()
                optimizer.zero_grad()
                seconds = round(time.monotonic() - started)
                log.writerow([number // recipe.packs, total, tokens, seconds, round(sum(losses) / len(losses), 4)])
                file.flush()
                losses = []


def packs_of(
    rows: Sequence[Labelled], tokenizer: PreTrainedTokenizerBase, knowledge: Knowledge, tasks: Sequence[Task]
) -> list[TrainingPack]:
    """One pack per answer and rater."""
    return [
        training_pack(tokenizer, list(examples_of(row, label, knowledge.criteria, knowledge.stages, tasks)))
        for row in rows
        for label in row.labels
    ]
