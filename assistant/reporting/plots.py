"""The charts of the PDF: the same pictures as in `charts`, drawn on paper."""

from collections.abc import Sequence

from assistant.reporting.paper import ACCENT, LEFT, LINE, RIGHT, SOFT, Paper
from assistant.types import Interval

_HEIGHT = 42.0
_MOST_LABELS = 24


def draw_strip(
    paper: Paper, value: float, interval: Interval | None, scale: tuple[int, int], across: tuple[float, float]
) -> None:
    """A dot and its interval on a labelled scale between two places of the page; takes 9 mm."""
    paper.need(9)
    low, high = scale
    start, end = across[0] + 2, across[1] - 2
    y = paper.y + 2.5

    def at(number: float) -> float:
        return start + (min(max(number, low), high) - low) / (high - low) * (end - start)

    paper.stroke((start, y), (end, y), LINE, 0.25)
    for tick in range(low, high + 1):
        paper.stroke((at(tick), y - 0.9), (at(tick), y + 0.9), LINE, 0.25)
        paper.label(str(tick), at(tick), y + 4.2, size=7)
    if interval:
        paper.stroke((at(interval[0]), y), (at(interval[1]), y), ACCENT, 0.9)
        for edge in interval:
            paper.stroke((at(edge), y - 1.2), (at(edge), y + 1.2), ACCENT, 0.3)
    paper.dot(at(value), y, 1.3)
    paper.y += 9


def draw_over_time(paper: Paper, exchanges: Sequence[tuple[int, float | None, Interval | None]]) -> None:
    """Depth of each exchange in order, with its interval; a cross below the scale where there is no score."""
    paper.need(_HEIGHT + 12)
    top = paper.y + 2

    def up(score: float) -> float:
        return top + (5 - score) / 4 * (_HEIGHT - 8)

    for level in range(1, 6):
        paper.label(str(level), LEFT + 1, up(level) + 1)
        paper.stroke((LEFT + 4, up(level)), (RIGHT, up(level)), LINE, 0.2)
    every = -(-len(exchanges) // _MOST_LABELS)
    for place, (index, depth, interval) in enumerate(exchanges):
        x = LEFT + 8 + (RIGHT - LEFT - 12) * ((place + 0.5) / len(exchanges))
        if interval:
            paper.stroke((x, up(interval[1])), (x, up(interval[0])), ACCENT, 0.6)
        if depth is None:
            y = top + _HEIGHT - 4
            paper.stroke((x - 1, y - 1), (x + 1, y + 1), SOFT, 0.4)
            paper.stroke((x - 1, y + 1), (x + 1, y - 1), SOFT, 0.4)
        else:
            paper.dot(x, up(depth))
        if place % every == 0:
            paper.label(str(index), x, top + _HEIGHT + 3)
    paper.y = top + _HEIGHT + 6
