"""A curve is drawn from its file, the same for the same numbers, and also where a task was not asked."""

from pathlib import Path

import pytest

from finetune.checkpoint import COLUMNS, curve
from finetune.picture import draw, smoothed


def test_the_picture_has_every_task_and_is_the_same_each_time(tmp_path: Path) -> None:
    with curve(tmp_path / "curve.csv", 0) as log:
        for step in range(1, 40):
            log([step, 39, step * 1000, step, 2 / step, 1 / step, 2 / step, 3 / step, "" if step % 2 else 1.0, 0.5])
    first = draw(tmp_path).read_text()
    assert all(f">{task}<" in first for task in COLUMNS[5:])
    assert draw(tmp_path).read_text() == first


def test_a_smoothed_point_is_the_mean_of_what_came_before() -> None:
    x, y = smoothed([(float(n), float(n % 2)) for n in range(100)])
    assert x == [float(n) for n in range(100)]
    assert y[0] == 0
    assert y[-1] == pytest.approx(0.5, abs=0.05)
