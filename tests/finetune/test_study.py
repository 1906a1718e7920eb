"""Trials of a study differ in one thing each, and read the levels that their network gives."""

from collections import Counter
from dataclasses import asdict, replace

import pytest
import torch

from finetune.course import Larder, course
from finetune.examples import exchange_text
from finetune.packing import pack
from finetune.study import TRIALS, Trial, read_depths, scorable
from finetune.train import label_logits, label_token, training_rows
from knowledge.load import load_knowledge
from tests.assistant.server.tiny import tiny_network, tiny_tokenizer
from tests.finetune.test_train import short_rows

KNOWLEDGE = load_knowledge()


def test_trials_differ_from_the_first_in_one_thing_and_have_names_of_their_own() -> None:
    first, *others = TRIALS
    changed = [{k for k, v in asdict(one).items() if v != asdict(first)[k]} for one in others]
    assert {len(names) for names in changed} == {1}
    assert set().union(*changed) == set(asdict(first))
    assert len({one.name for one in TRIALS}) == len(TRIALS)
    assert "/" not in "".join(one.name for one in TRIALS)


@pytest.mark.parametrize("share", [0.25, 0.5])
def test_a_share_of_the_data_covers_what_all_of_it_covers_and_takes_as_many_steps(share: float) -> None:
    every, some = scorable(training_rows()), scorable(training_rows(share))
    assert len(some) == pytest.approx(share * len(every), rel=0.15)
    asked, kept = (Counter(row.answer.criterion for row in rows) for rows in (every, some))
    assert len(kept) >= 0.85 * len(asked)
    steps = [
        sum(
            1
            for _ in course(
                scorable(training_rows(s)), Larder(KNOWLEDGE), replace(Trial(share=s).recipe.diet, added=0.0)
            )
        )
        for s in (1.0, share)
    ]
    assert steps[1] == pytest.approx(steps[0], rel=0.15)


def test_a_quarter_lies_in_a_half() -> None:
    quarter, half = ({row.answer.id for row in training_rows(share)} for share in (0.25, 0.5))
    assert quarter < half


def test_the_levels_are_those_of_the_network() -> None:
    rows, network, tokenizer = scorable(short_rows(6))[:2], tiny_network(torch.float32), tiny_tokenizer()
    wanted = []
    for row in rows:
        prompt = exchange_text(row, KNOWLEDGE.stages).depth()
        ids = tokenizer.encode(
            tokenizer.apply_chat_template(
                [{"role": message.role, "content": message.content} for message in prompt.prompt],
                add_generation_prompt=True,
                tokenize=False,
            ),
            add_special_tokens=False,
        )
        (logits,) = label_logits(network, pack([ids]), torch.device("cpu"))
        wanted.append(logits[[label_token(tokenizer, level) for level in "12345"]].softmax(-1).tolist())
    for found, levels in zip(read_depths(network, tokenizer, rows, KNOWLEDGE), wanted, strict=True):
        assert found == pytest.approx(levels, abs=1e-4)
