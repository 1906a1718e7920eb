"""A row's product depends on that row alone."""

import pytest
import torch
from torch import nn

from assistant.server.rows import READ_ROWS, WRITE_ROWS, FixedRowsLinear, fix_rows

SHAPES = [(192, 576), (576, 576), (1536, 576), (576, 1536)]


def _fixed(outputs: int, inputs: int, rows: int, dtype: torch.dtype) -> FixedRowsLinear:
    torch.manual_seed(0)
    layer = FixedRowsLinear(inputs, outputs, bias=True).to(dtype)
    layer.rows = rows
    return layer


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32])
@pytest.mark.parametrize("rows", [READ_ROWS, WRITE_ROWS])
@pytest.mark.parametrize(("outputs", "inputs"), SHAPES)
@torch.inference_mode()
def test_company_place_and_count_make_no_difference(outputs: int, inputs: int, rows: int, dtype: torch.dtype) -> None:
    layer = _fixed(outputs, inputs, rows, dtype)
    batch = torch.randn(3 * rows + 5, inputs, dtype=dtype)
    together = layer(batch)
    order = torch.randperm(len(batch))
    assert torch.equal(layer(batch[order]), together[order])
    for row in (0, rows - 1, rows, 3 * rows + 4):
        assert torch.equal(layer(batch[row : row + 1])[0], together[row])


@torch.inference_mode()
def test_it_is_the_same_product_as_an_ordinary_layer() -> None:
    layer = _fixed(192, 576, WRITE_ROWS, torch.float32)
    batch = torch.randn(2, 13, 576)
    expected = nn.functional.linear(batch, layer.weight, layer.bias)
    assert torch.allclose(layer(batch), expected, atol=1e-5)


def test_every_linear_layer_is_fixed_and_the_head_keeps_its_own_height() -> None:
    head = nn.Linear(4, 8)
    model = nn.Sequential(nn.Linear(4, 4), nn.ModuleList([nn.Linear(4, 4)]), head)
    following = fix_rows(model, head)
    assert len(following) == 2
    assert isinstance(head, FixedRowsLinear)
    assert head.rows == WRITE_ROWS
    assert fix_rows(model, head) == following
