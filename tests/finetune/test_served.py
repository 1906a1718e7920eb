"""What the server says of a trained adapter is what training saw: same prompts, same tokens, same probabilities."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from assistant.server.blocks import BlockStore
from assistant.server.prompts import Prompt, read_whole
from finetune.course import Larder, course
from finetune.train import fit, label_logits, lora, save_adapter, training_pack
from knowledge.load import load_knowledge
from tests.assistant.server.tiny import SHA256, tiny_network, tiny_roster, tiny_tokenizer, tiny_tokens
from tests.finetune.test_train import DIET, RECIPE, short_rows

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")


def test_served_readings_are_the_trained_ones(tmp_path: Path) -> None:
    examples = next(course(short_rows(2), Larder(load_knowledge()), replace(DIET, tasks=("bearing", "depth", "level"))))
    item = training_pack(tiny_tokenizer(), examples)
    network = lora(tiny_network(torch.float32), RECIPE)
    untrained = label_logits(network, item.pack, torch.device("cpu")).detach().softmax(-1)
    fit(network, [item] * 3, RECIPE, tmp_path)
    save_adapter(network, tmp_path, {"name": "judge", "version": "t", "base": "Tiny", "base_sha256": SHA256})
    with torch.no_grad():
        trained = label_logits(network.eval(), item.pack, torch.device("cpu")).softmax(-1)
    roster = tiny_roster(torch.float32)
    roster.load("judge", tmp_path)
    served = roster.get("judge")
    tokens = tiny_tokens()
    prompts = [
        Prompt(served.weights, tokens.encode([(m.role, m.content) for m in example.reading.prompt]))
        for example in examples
    ]
    read_whole(served.model, BlockStore(1 << 24), prompts, 512)
    for row, prompt, ids in zip(trained, prompts, item.label_ids, strict=True):
        assert prompt.logits is not None
        shares = prompt.logits.softmax(-1)[list(ids)]
        assert torch.allclose(shares, row[list(ids)], atol=0.02), "the adapter is saved in bf16"
    moved = (trained - untrained).abs().max()
    assert float(moved) > 0.1, "there was something to serve"
