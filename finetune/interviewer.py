"""Train the LoRA that words follow-up questions, on written ones.

    python -m finetune.interviewer --out .plumbline/runs/interviewer                 # two CPU cores
    accelerate launch -m finetune.interviewer --out .plumbline/runs/interviewer --batch 32     # one GPU

Supervised fine-tuning with TRL: the prompt is the one that serving renders (`assistant.asking.probing.proposals`), the
loss is on the question alone. Whether its wordings are better than the bank's is for readers to say; see LOG.md.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from datasets import Dataset
from peft import LoraConfig
from pydantic import BaseModel, ConfigDict
from transformers import AutoModelForCausalLM
from trl import SFTConfig, SFTTrainer

from assistant.asking.probing.proposals import follow_up_prompt
from assistant.prompts import prompts_version
from assistant.server.weights import find_base, load_tokenizer
from assistant.settings import Settings
from assistant.types import EvidenceKind
from finetune.train import save_adapter

DATA = Path("finetune/datasets/followups.jsonl")
LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


class Written(BaseModel):
    """A follow-up that a writer worded. `part` is the sentence around the quote, `idea` the probe they were shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    answer_id: str
    writer: str
    question: str
    part: str
    quote: str
    missing: EvidenceKind
    idea: str
    follow_up: str


@dataclass(frozen=True)
class Recipe:
    """Everything that decides what is learned."""

    rank: int = 16
    alpha: int = 32
    learning_rate: float = 4e-4
    batch: int = 8
    epochs: float = 3.0
    seed: int = 1


def read_written(path: Path = DATA) -> list[Written]:
    """The written follow-ups, in the order of the file."""
    return [Written.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines()]


def conversation(row: Written) -> dict[str, list[dict[str, str]]]:
    """A row as TRL takes it: the messages that serving sends, and the reply."""
    prompt = follow_up_prompt(row.question, row.part, row.quote, row.missing, row.idea)
    return {
        "prompt": [{"role": message.role, "content": message.content} for message in prompt],
        "completion": [{"role": "assistant", "content": row.follow_up}],
    }


def fit(model: Any, tokenizer: Any, rows: list[Written], recipe: Recipe, out: Path) -> Any:
    """The model with a trained adapter on it."""
    config = SFTConfig(
        output_dir=str(out / "trainer"),
        per_device_train_batch_size=recipe.batch,
        num_train_epochs=recipe.epochs,
        learning_rate=recipe.learning_rate,
        lr_scheduler_type="cosine",
        warmup_steps=8,
        max_length=320,
        pad_to_multiple_of=32,
        completion_only_loss=True,
        bf16=True,
        gradient_checkpointing=False,
        logging_steps=5,
        save_strategy="no",
        report_to="none",
        seed=recipe.seed,
        use_cpu=not torch.cuda.is_available(),
    )
    lora = LoraConfig(r=recipe.rank, lora_alpha=recipe.alpha, target_modules=LINEAR, task_type="CAUSAL_LM")
    data = Dataset.from_list([conversation(row) for row in rows])
    trainer = SFTTrainer(model, config, train_dataset=data, processing_class=tokenizer, peft_config=lora)
    trainer.train()
    curve = [{key: entry[key] for key in ("step", "loss") if key in entry} for entry in trainer.state.log_history]
    (out / "curve.json").write_text(json.dumps([entry for entry in curve if "loss" in entry]), encoding="utf-8")
    return trainer.model


def main(
    out: Annotated[Path, typer.Option(help="Folder for the adapter.")],
    version: Annotated[str, typer.Option(help="Version of the adapter.")] = "1",
    model: Annotated[str | None, typer.Option(help="Hub id or folder of another base.")] = None,
    epochs: float = Recipe.epochs,
    batch: int = Recipe.batch,
    learning_rate: float = Recipe.learning_rate,
    seed: int = Recipe.seed,
) -> None:
    """Train, save, and print what was used."""
    recipe = Recipe(learning_rate=learning_rate, batch=batch, epochs=epochs, seed=seed)
    out.mkdir(parents=True, exist_ok=True)
    base = find_base(model, Settings().cache_dir)
    rows = read_written()
    card = {
        "name": "interviewer",
        "version": version,
        "base": base.name,
        "base_sha256": base.sha256,
        "dataset_sha256": hashlib.sha256(DATA.read_bytes()).hexdigest(),
        "follow_ups": len(rows),
        "prompts": prompts_version("interviewer"),
        "recipe": asdict(recipe),
        "torch": torch.__version__,
    }
    print(json.dumps(card, indent=2))
    network = AutoModelForCausalLM.from_pretrained(base.folder, dtype=torch.bfloat16)
    save_adapter(fit(network, load_tokenizer(base), rows, recipe, out), out, card)


if __name__ == "__main__":
    typer.run(main)
