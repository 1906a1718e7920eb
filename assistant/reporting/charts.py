"""Charts as inline SVG: pure functions from numbers to markup, drawn in percent of the width.

Text so keeps its size on every screen. Each has a title and a description for screen readers. Colours come from the
page's style sheet through class names.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from assistant.reporting import wording
from assistant.types import Interval

_EDGE: Final = 4.0  # per cent left free on both sides, so that marks and labels at the ends are whole
_WIDE_EDGE: Final = 7.0  # the same for the chart over the exchanges, which has numbers on its left
_TOP, _FLOOR, _HEIGHT = 14.0, 168.0, 208.0  # pixels of the chart over the exchanges
_MOST_LABELS: Final = 12


@dataclass(frozen=True)
class Point:
    """One exchange in the chart over time. `start_s` in seconds; `depth` None where it is unscored."""

    index: int
    start_s: float | None
    depth: float | None
    interval: Interval | None
    note: str


def _across(value: float, low: float, high: float, edge: float = _WIDE_EDGE) -> str:
    """Where a value stands, in percent of the width."""
    share = (min(max(value, low), high) - low) / (high - low) if high > low else 0.5
    return f"{edge + share * (100 - 2 * edge):.2f}%"


def _svg(kind: str, height: float, title: str, description: str, parts: Iterable[str], **attributes: str) -> Markup:
    extra = Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in attributes.items())
    head = Markup('<svg class="chart {}" width="100%" height="{:g}" role="{}"{}><title>{}</title><desc>{}</desc>')
    role = "group" if kind == "over-time" else "img"
    return head.format(kind, height, role, extra, title, description) + Markup("".join(parts)) + Markup("</svg>")


def strip(title: str, value: float, interval: Interval | None, scale: tuple[int, int], labels: bool = False) -> Markup:
    """A dot and its interval on a scale. With `labels` the scale's whole numbers stand below it."""
    low, high = scale
    parts = [f'<line class="axis" x1="{_EDGE}%" x2="{100 - _EDGE}%" y1="12" y2="12"/>']
    for tick in range(low, high + 1):
        x = _across(tick, low, high, _EDGE)
        parts.append(f'<line class="axis" x1="{x}" x2="{x}" y1="8" y2="16"/>')
        if labels:
            parts.append(f'<text x="{x}" y="32" text-anchor="middle">{tick}</text>')
    if interval:
        ends = [_across(end, low, high, _EDGE) for end in interval]
        parts.append(f'<line class="range" x1="{ends[0]}" x2="{ends[1]}" y1="12" y2="12"/>')
        parts += [f'<line class="range-end" x1="{x}" x2="{x}" y1="7" y2="17"/>' for x in ends]
    parts.append(f'<circle class="dot" cx="{_across(value, low, high, _EDGE)}" cy="12" r="5.5"/>')
    between = f", interval {wording.span(interval)}" if interval else ""
    return _svg("strip", 38 if labels else 24, title, f"{value:.2f} on a scale from {low} to {high}{between}", parts)


def over_time(points: Sequence[Point], depth: float | None) -> Markup:
    """Depth over the exchanges: by the time each began where all have one, otherwise evenly in their order.

    Unscored exchanges stand as crosses below the scale. Each mark links to `#exchange-N`.
    """
    timed = len({point.start_s for point in points}) == len(points) > 1 and all(
        point.start_s is not None for point in points
    )
    places = [point.start_s if timed and point.start_s is not None else i for i, point in enumerate(points)]
    low, high = (min(places), max(places)) if places else (0.0, 1.0)
    parts = _grid(depth)
    parts += [_point(point, _across(place, low, high)) for point, place in zip(points, places, strict=True)]
    parts += _times(low, high) if timed else _numbers(points, low, high)
    scored = [point for point in points if point.depth is not None]
    description = f"{wording.counted(len(points), 'exchange')}, {len(scored)} with a score: " + "; ".join(
        f"exchange {point.index}: {_heard(point)}" for point in points
    )
    return _svg("over-time", _HEIGHT, "Depth over the interview", description, parts)


def _up(score: float) -> float:
    """Where a score stands, in pixels from the top."""
    return _FLOOR - 24 - (score - 1) / 4 * (_FLOOR - 24 - _TOP)


def _grid(depth: float | None) -> list[str]:
    parts = []
    for level in range(1, 6):
        y = f"{_up(level):.1f}"
        parts.append(f'<line class="grid" x1="18" x2="100%" y1="{y}" y2="{y}"/>')
        parts.append(f'<text x="0" y="{_up(level) + 4:.1f}">{level}</text>')
    if depth is not None:
        parts.append(f'<line class="overall" x1="18" x2="100%" y1="{_up(depth):.1f}" y2="{_up(depth):.1f}"/>')
    return parts


def _heard(point: Point) -> str:
    return wording.number(point.depth) if point.depth is not None else f"no score, {point.note}"


def _point(point: Point, x: str) -> str:
    label = escape(f"Exchange {point.index}: {_heard(point)}")
    if point.depth is None:
        y = _FLOOR - 4
        shape = f'<svg x="{x}" y="{y}" overflow="visible"><path class="cross" d="M-4-4L4 4M-4 4L4-4"/></svg>'
    else:
        y = _up(point.depth)
        shape = f'<circle class="dot" cx="{x}" cy="{y:.1f}" r="5"/>'
        if point.interval:
            top, bottom = _up(point.interval[1]), _up(point.interval[0])
            shape = f'<line class="range" x1="{x}" x2="{x}" y1="{top:.1f}" y2="{bottom:.1f}"/>{shape}'
    target = f'<circle class="target" cx="{x}" cy="{y:.1f}" r="12"/>'
    return f'<a href="#exchange-{point.index}" aria-label="{label}"><title>{label}</title>{target}{shape}</a>'


def _numbers(points: Sequence[Point], low: float, high: float) -> list[str]:
    every = -(-len(points) // _MOST_LABELS) or 1
    return [
        f'<text x="{_across(place, low, high)}" y="{_FLOOR + 20}" text-anchor="middle">{point.index}</text>'
        for place, point in enumerate(points)
        if place % every == 0
    ] + [f'<text class="unit" x="0" y="{_FLOOR + 38}">exchange</text>']


def _times(low: float, high: float) -> list[str]:
    """Labels at five even times, from the first exchange to the last."""
    marks = [low + (high - low) * step / 4 for step in range(5)]
    return [
        f'<text x="{_across(mark, low, high)}" y="{_FLOOR + 20}" text-anchor="middle">{wording.clock(mark)}</text>'
        for mark in marks
    ] + [f'<text class="unit" x="0" y="{_FLOOR + 38}">time in the recording</text>']
