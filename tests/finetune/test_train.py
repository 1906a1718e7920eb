"""Training moves the adapter and leaves the base alone; what it saves is an adapter that the server can take."""

import csv
import json
import random
from collections.abc import Mapping
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch
from accelerate.utils import set_seed
from safetensors.torch import load_file

from assistant.judging.labelled import Labelled, read_dataset
from assistant.server.weights import Base
from finetune import train
from finetune.course import Diet, Larder, course
from finetune.train import (
    Recipe,
    TrainingPack,
    by_task,
    chosen_rows,
    fit,
    fitting_precision,
    go_on_from,
    label_losses,
    label_token,
    lora,
    of_the_shape_of,
    ranked_probability_score,
    save_adapter,
    schedule,
    training_pack,
    training_rows,
    weighted,
    within,
)
from knowledge.load import load_knowledge
from tests.assistant.server.tiny import SHA256, tiny_network, tiny_tokenizer

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")
"""peft 0.21.2 asks transformers 5.23.0 for it."""

CPU = torch.device("cpu")
DIET = Diet(tasks=("bearing", "depth"), added=0.0, mismatch_every=1000)
CARD = {"name": "judge", "version": "1", "base": "Tiny", "base_sha256": SHA256}
BASE = Base("Tiny", Path("tiny"), SHA256)
RECIPE = Recipe(rank=4, alpha=8, learning_rate=1e-2, packs=1, diet=DIET)


def short_rows(count: int) -> list[Labelled]:
    rows = read_dataset(Path(__file__).parents[2] / "finetune" / "datasets")
    return sorted((r for r in rows if r.depth is not None), key=lambda r: len(r.answer.answer))[:count]


@pytest.fixture(scope="module")
def items() -> list[TrainingPack]:
    """The packs of three short answers."""
    once = course(short_rows(3), Larder(load_knowledge()), replace(DIET, epochs=1.0))
    return [training_pack(tiny_tokenizer(), examples) for examples in once][-3:]


def frozen(model: Any) -> dict[str, torch.Tensor]:
    return {name: p.detach().clone() for name, p in model.named_parameters() if "lora_" not in name}


def adapters(model: Any) -> dict[str, torch.Tensor]:
    return {name: p.detach().clone() for name, p in model.named_parameters() if "lora_" in name}


def rows_of(curve: Path) -> list[Mapping[str, str]]:
    with curve.open(newline="") as file:
        return list(csv.DictReader(file))


def test_two_steps_move_the_adapter_and_not_the_base(items: list[TrainingPack], tmp_path: Path) -> None:
    network = lora(tiny_network(torch.float32), RECIPE)
    base, before = frozen(network), adapters(network)
    fit(network, items[:2], RECIPE, tmp_path)
    assert all(torch.equal(p, base[name]) for name, p in network.named_parameters() if "lora_" not in name)
    after = adapters(network)
    assert before.keys() == after.keys()
    assert all(not torch.equal(after[name], before[name]) for name in after), "two steps reach every adapter matrix"
    log = rows_of(tmp_path / "curve.csv")
    assert [(row["step"], row["of"]) for row in log] == [("1", "2"), ("2", "2")]
    assert all(float(row["loss"]) > 0 for row in log)
    assert int(log[-1]["tokens"]) == sum(item.pack.tokens for item in items[:2])


def test_training_learns_what_it_is_shown(items: list[TrainingPack], tmp_path: Path) -> None:
    network = lora(tiny_network(torch.float32), RECIPE)
    before = label_losses(network, items[0], CPU).mean()
    fit(network, items[:1] * 6, replace(RECIPE, learning_rate=2e-2), tmp_path)
    assert label_losses(network, items[0], CPU).mean() < 0.8 * before


def test_the_last_step_takes_the_answers_that_are_left(items: list[TrainingPack], tmp_path: Path) -> None:
    network = lora(tiny_network(torch.float32), RECIPE)
    fit(network, items, replace(RECIPE, packs=2), tmp_path)
    assert [row["step"] for row in rows_of(tmp_path / "curve.csv")] == ["1", "2"]


class Stopped(Exception):
    """As if somebody had pulled the plug."""


def test_a_training_that_was_stopped_ends_as_if_it_had_not_been(
    items: list[TrainingPack], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe, items = RECIPE, items * 2
    set_seed(3)
    straight = lora(tiny_network(torch.float32), recipe)
    set_seed(3)
    broken = lora(tiny_network(torch.float32), recipe)
    started = adapters(broken)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    fit(straight, items, recipe, tmp_path / "a")
    seen = list[int]()

    def until_the_fourth(*given: Any) -> torch.Tensor:
        seen.append(1)
        if len(seen) == 4:
            raise Stopped
        return label_losses(*given)

    with monkeypatch.context() as patch:
        patch.setattr("finetune.train.label_losses", until_the_fourth)
        with pytest.raises(Stopped):
            fit(broken, items, recipe, tmp_path / "b", save_every_s=0.0)
    with pytest.raises(SystemExit, match="another training"):
        fit(lora(tiny_network(torch.float32), recipe), items[:2], recipe, tmp_path / "b")
    later = lora(tiny_network(torch.float32), recipe)
    later.load_state_dict(started, strict=False)
    fit(later, items, recipe, tmp_path / "b")
    expected = adapters(straight)
    assert all(torch.allclose(found, expected[name], atol=1e-6) for name, found in adapters(later).items())
    curves = [[(row["step"], row["tokens"], row["loss"]) for row in rows_of(tmp_path / f / "curve.csv")] for f in "ab"]
    assert curves[0] == curves[1]
    assert not (tmp_path / "b" / "checkpoint.pt").exists()


def test_lower_layers_can_be_left_as_they_are() -> None:
    names = adapters(lora(tiny_network(torch.float32), Recipe(lowest_layer=2)))
    assert names
    assert all(".layers.2." in name for name in names)


def test_the_loss_is_cross_entropy_over_the_whole_vocabulary(items: list[TrainingPack]) -> None:
    network = tiny_network(torch.float32)
    item = items[0]
    losses = label_losses(network, item, CPU)
    assert losses.shape == (len(item.targets),)
    best = [-sum(t * torch.tensor(t).log().item() for t in target if t) for target in item.targets]
    assert all(float(loss) > entropy for loss, entropy in zip(losses, best, strict=True))


def test_a_far_level_costs_more_than_a_near_one() -> None:
    target = torch.tensor([0.0, 0.0, 1.0, 0.0, 0.0])
    near, far = torch.tensor([0.0, 1.0, 0.0, 0.0, 0.0]), torch.tensor([1.0, 0.0, 0.0, 0.0, 0.0])
    assert float(ranked_probability_score(target, target)) == 0
    assert float(ranked_probability_score(near, target)) == pytest.approx(1)
    assert float(ranked_probability_score(far, target)) == pytest.approx(2)


def test_a_task_weighs_the_same_however_many_readings_it_has() -> None:
    losses = by_task(torch.tensor([1.0, 1.0, 4.0, 5.0]), ("kind", "kind", "kind", "depth"))
    assert float(losses["kind"]) == pytest.approx(2.0)
    assert float(weighted(losses)) == pytest.approx((2.0 + 2 * 5.0) / 3), "depth counts double"


def test_the_rate_rises_and_falls() -> None:
    rates = [schedule(step, 100, 0.1) for step in range(100)]
    assert rates[:10] == pytest.approx([n / 10 for n in range(1, 11)])
    assert all(later <= earlier for earlier, later in pairwise(rates[10:]))
    assert rates[-1] == pytest.approx(0.1, abs=0.01)


def test_a_limit_in_tokens_ends_it(items: list[TrainingPack]) -> None:
    limit = sum(item.pack.tokens for item in items)
    assert within(items, limit) == within(items, 0) == items
    assert within(items, limit - 1) == items[:-1]


def test_a_label_is_one_token_or_refused() -> None:
    tokenizer = tiny_tokenizer()
    assert tokenizer.decode([label_token(tokenizer, "5")]) == "5"
    with pytest.raises(ValueError, match="choose another base model"):
        label_token(tokenizer, "five")


def test_what_is_saved_is_an_adapter_without_an_old_calibration(tmp_path: Path) -> None:
    network = lora(tiny_network(torch.float32), RECIPE)
    (tmp_path / "calibration.json").write_text("{}")
    save_adapter(network, tmp_path, CARD)
    config = json.loads((tmp_path / "adapter_config.json").read_text(encoding="utf-8"))
    assert config["base_model_name_or_path"] == "Tiny"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "adapter_config.json",
        "adapter_model.safetensors",
        "plumbline.json",
    ]
    weights = load_file(tmp_path / "adapter_model.safetensors")
    assert len(weights) == len(adapters(network))
    assert {tensor.dtype for tensor in weights.values()} == {torch.bfloat16}
    assert json.loads((tmp_path / "plumbline.json").read_text()) == CARD


@pytest.mark.parametrize("rank", [1, 6])
def test_a_second_pass_goes_on_from_what_was_saved(rank: int, items: list[TrainingPack], tmp_path: Path) -> None:
    first = lora(tiny_network(torch.float32), RECIPE)
    fit(first, items, RECIPE, tmp_path)
    save_adapter(first, tmp_path / "first", {**CARD, "recipe": asdict(RECIPE)})
    recipe = of_the_shape_of(tmp_path / "first", Recipe(rank=rank, lowest_layer=9, learning_rate=3e-3), BASE)
    wider = max(rank, RECIPE.rank)
    assert (recipe.rank, recipe.alpha, recipe.lowest_layer, recipe.learning_rate) == (wider, 2 * wider, 0, 3e-3)
    second = lora(tiny_network(torch.float32), recipe)
    go_on_from(second, tmp_path / "first")
    for item in items:
        before, now = (label_losses(network, item, CPU) for network in (first, second))
        assert torch.allclose(now, before, atol=0.05), "but for the rounding to bf16"
    start, base = adapters(second), frozen(second)
    fit(second, items[:2], recipe, tmp_path)
    assert all(not torch.equal(tensor, start[name]) for name, tensor in adapters(second).items())
    assert all(torch.equal(p, base[name]) for name, p in second.named_parameters() if "lora_" not in name)


def test_a_second_pass_goes_on_from_nothing_but_an_adapter_of_this_trainer(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="is no adapter that this trainer made"):
        of_the_shape_of(tmp_path / "none", RECIPE, BASE)
    save_adapter(lora(tiny_network(torch.float32), RECIPE), tmp_path / "a", CARD)
    with pytest.raises(SystemExit, match="is no adapter that this trainer made"):
        of_the_shape_of(tmp_path / "a", RECIPE, BASE)
    of_another = {**CARD, "base_sha256": "f" * 64, "recipe": asdict(RECIPE)}
    save_adapter(lora(tiny_network(torch.float32), RECIPE), tmp_path / "b", of_another)
    with pytest.raises(SystemExit, match="was trained on other weights"):
        of_the_shape_of(tmp_path / "b", RECIPE, BASE)


@pytest.mark.parametrize("seed", [1, 2])
def test_new_answers_go_with_as_many_known_ones_or_with_all(seed: int) -> None:
    known = {row.answer.id for row in training_rows()}
    some, every = (chosen_rows(which, 1.0, seed) for which in ("second", "all"))
    assert 2 * sum(row.answer.id in known for row in some) == len(some) == len({row.answer.id for row in some})
    assert known < {row.answer.id for row in every}
    assert {row.answer.id for row in some} < {row.answer.id for row in every}
    assert [row.answer.id for row in chosen_rows("second", 1.0, seed)] == [row.answer.id for row in some]
    assert {row.answer.split for row in every} == {"train"}
    assert {row.answer.id for row in chosen_rows("first", 1.0, seed)} == known


@pytest.mark.parametrize(
    ("gpu", "faster", "precision"),
    [(False, "float32", "no"), (False, "bfloat16", "bf16"), (True, "float32", "bf16")],
)
def test_the_precision_is_what_the_machine_is_faster_in(
    gpu: bool, faster: str, precision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: gpu)
    monkeypatch.setattr(train, "suited_dtype", lambda device: faster)
    assert fitting_precision() == precision


def test_readings_of_an_answer_share_their_beginning(items: list[TrainingPack]) -> None:
    for item in items:
        assert len(item.pack.stem) > 100
        assert len(item.label_ids) == len(item.targets) == len(item.tasks) == len(item.pack.ends)
        assert all(len(ids) == len(target) for ids, target in zip(item.label_ids, item.targets, strict=True))


@pytest.fixture(autouse=True)
def _same_chance() -> None:
    random.seed(0)
    torch.manual_seed(0)
