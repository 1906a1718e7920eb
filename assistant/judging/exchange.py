"""An exchange as the judge model read it: does it bear on the question, how deep is it, what does it give, where.

Long answers are read in windows of whole parts, each under the same question; a kind of evidence is as present in the
answer as in the window that shows it best.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from assistant.client import Message
from assistant.judging.criteria import JudgedCriterion
from assistant.judging.levels import expected
from assistant.judging.parts import Part, split_parts
from assistant.judging.readings import KINDS, ExchangeText, Reading
from assistant.types import EvidenceKind

LONGEST_WINDOW_WORDS = 180
LONGEST_WINDOW_CHARACTERS = 2400
"""Ordinary speech reaches the limit in words first; this one is for what is pasted. A question gets as many."""

WINDOWS_AT_ONCE = 16
"""So many begin prompts that the engine remembers between the five sorts of reading (256 MiB hold about 11,000 tokens);
with all at once, each sort reads a very long answer anew."""

Replies = Iterator[tuple[float, ...]]


class ReadsLabels(Protocol):
    """An engine, or what stands in front of one."""

    def read_labels(
        self, model: str, prompts: Sequence[tuple[Message, ...]], labels: Sequence[str]
    ) -> list[tuple[float, ...]]:
        """For each prompt the probability of each label. Raises EngineError."""
        ...


@dataclass(frozen=True)
class Status:
    """How likely a kind of evidence is absent, claimed without substance, or given; sums to 1."""

    absent: float
    claimed: float
    given: float


@dataclass(frozen=True)
class PartReading:
    """A part and the probability of what it gives: nine kinds in the order of `KINDS`, a vague claim, nothing."""

    part: Part
    kinds: tuple[float, ...]
    vague: float
    nothing: float


@dataclass(frozen=True)
class Bearing:
    """How the answer stands to the question; sums to 1."""

    answers: float
    declines: float
    elsewhere: float
    nothing: float


@dataclass(frozen=True)
class ExchangeReading:
    """Everything that was read of one exchange.

    `depth`: probabilities of overall levels 1-5. `levels`: by a criterion's id, those of not addressed and levels 1-5.
    """

    bearing: Bearing
    depth: tuple[float, ...]
    levels: Mapping[str, tuple[float, ...]]
    kinds: Mapping[EvidenceKind, Status]
    parts: tuple[PartReading, ...]


@dataclass(frozen=True)
class _Window:
    text: ExchangeText
    parts: tuple[Part, ...]
    criteria: tuple[JudgedCriterion, ...]

    def part_readings(self) -> Iterator[Reading]:
        """What each part gives, asked of the words up to its end."""
        return (self.text.part(self.text.answer[: part.end - self.parts[0].start]) for part in self.parts)


Asked = tuple[ExchangeText, tuple[JudgedCriterion, ...]]
"""An exchange, and the criteria whose level is to be read."""


def read_exchanges(engine: ReadsLabels, exchanges: Sequence[Asked]) -> list[ExchangeReading]:
    """Read all exchanges; order kept. Raises EngineError."""
    windows = [list(_windows(exchange, criteria)) for exchange, criteria in exchanges]
    every = list(chain.from_iterable(windows))
    some = (every[first : first + WINDOWS_AT_ONCE] for first in range(0, len(every), WINDOWS_AT_ONCE))
    readings = chain.from_iterable(_read_windows(engine, windows) for windows in some)
    return [_merge([next(readings) for _ in own]) for own in windows]


def _read_windows(engine: ReadsLabels, windows: Sequence[_Window]) -> list[ExchangeReading]:
    bearings = _ask(engine, (window.text.bearing() for window in windows))
    depths = _ask(engine, (window.text.depth() for window in windows))
    levels = _ask(engine, (w.text.level(one.name, one.description) for w in windows for one in w.criteria))
    kinds = _ask(engine, (window.text.kind(kind) for window in windows for kind in KINDS))
    parts = _ask(engine, (reading for window in windows for reading in window.part_readings()))
    return [_reading(window, bearings, depths, levels, kinds, parts) for window in windows]


def _ask(engine: ReadsLabels, readings: Iterable[Reading]) -> Iterator[tuple[float, ...]]:
    """The replies to readings of one sort, which all have the same labels."""
    asked = list(readings)
    return iter(engine.read_labels("judge", [r.prompt for r in asked], asked[0].labels) if asked else ())


def _windows(exchange: ExchangeText, criteria: tuple[JudgedCriterion, ...]) -> Iterator[_Window]:
    held: list[Part] = []
    for part in split_parts(exchange.answer):
        if held and not _fits([*held, part]):
            yield _window(exchange, held, criteria)
            held = []
        held.append(part)
    yield _window(exchange, held, criteria)


def _fits(parts: Sequence[Part]) -> bool:
    words = sum(len(part.text.split()) for part in parts)
    return words <= LONGEST_WINDOW_WORDS and parts[-1].end - parts[0].start <= LONGEST_WINDOW_CHARACTERS


def _window(exchange: ExchangeText, parts: Sequence[Part], criteria: tuple[JudgedCriterion, ...]) -> _Window:
    words = exchange.answer[parts[0].start : parts[-1].end] if parts else ""
    return _Window(ExchangeText(exchange.stage, _without_middle(exchange.question), words), tuple(parts), criteria)


def _without_middle(question: str) -> str:
    """What is asked stands at the start, and in the last follow-up."""
    if len(question) <= LONGEST_WINDOW_CHARACTERS:
        return question
    end = LONGEST_WINDOW_CHARACTERS // 3
    return f"{question[: LONGEST_WINDOW_CHARACTERS - end - 3]} … {question[-end:]}"


def _reading(
    window: _Window, bearings: Replies, depths: Replies, levels: Replies, kinds: Replies, parts: Replies
) -> ExchangeReading:
    return ExchangeReading(
        Bearing(*next(bearings)),
        next(depths),
        {criterion.id: next(levels) for criterion in window.criteria},
        {kind: Status(*next(kinds)) for kind in KINDS},
        tuple(_part_reading(part, next(parts)) for part in window.parts),
    )


def _part_reading(part: Part, shares: tuple[float, ...]) -> PartReading:
    *given, vague, nothing = shares
    return PartReading(part, tuple(given), vague, nothing)


def _merge(windows: Sequence[ExchangeReading]) -> ExchangeReading:
    if len(windows) == 1:
        return windows[0]
    return ExchangeReading(
        max((window.bearing for window in windows), key=lambda bearing: bearing.answers),
        max((window.depth for window in windows), key=expected),
        {id_: max((window.levels[id_] for window in windows), key=_height) for id_ in windows[0].levels},
        {
            kind: max((w.kinds[kind] for w in windows), key=lambda status: (status.given, status.claimed))
            for kind in KINDS
        },
        tuple(part for window in windows for part in window.parts),
    )


def _height(levels: Sequence[float]) -> float:
    """Expected level where "not addressed" counts 0."""
    return sum(number * share for number, share in enumerate(levels))
