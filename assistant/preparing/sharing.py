"""Which question goes to which interviewer: what belongs together stays together, what weighs most is asked twice.

Pure functions over questions that are ranked already (`openings`). Knows minutes and criteria, no words, no layout.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.asking.openings import HEAVILY, IMPORTANT, Opening
from assistant.asking.plan import BEGINS, begins_with
from knowledge.types import Theme


@dataclass(frozen=True)
class Shared:
    """The questions of each interviewer, in no order yet, and those that nobody took, as ranked."""

    taken: tuple[tuple[Opening, ...], ...]
    left: tuple[Opening, ...]


@dataclass(frozen=True)
class Split:
    """What is to be shared. `rooms`: minutes for questions by interviewer; `seen`: criteria of the work sample."""

    ranked: Sequence[Opening]
    weights: Mapping[str, float]
    themes: Sequence[Theme]
    rooms: Sequence[int]
    seniority: str | None = None
    seen: frozenset[str] = frozenset()


def important(weights: Mapping[str, float]) -> tuple[str, ...]:
    """The criteria with at least a third of the heaviest one's weight, the weightiest first."""
    heaviest = max(weights.values(), default=0.0)
    ordered = sorted(weights, key=lambda criterion: -weights[criterion])
    return tuple(one for one in ordered if weights[one] and weights[one] >= IMPORTANT * heaviest)


def share(split: Split) -> Shared:
    """Shares the questions out: no question twice, nobody a criterion twice while another one could be asked.

    The first interviewer begins with a whole project.
    """
    table = _Table(split, [[] for _ in split.rooms])
    begins = split.weights.get(BEGINS, 0.0) > 0 and table.place(BEGINS, first=True)
    for criterion in _wanted(split):
        if not (begins and criterion == BEGINS and table.asked[BEGINS] == 1):
            table.place(criterion)
    while table.place_any():
        pass
    used = {one.question.id for taken in table.taken for one in taken}
    left = tuple(one for one in split.ranked if one.question.id not in used)
    return Shared(tuple(tuple(taken) for taken in table.taken), left)


def _wanted(split: Split) -> Iterator[str]:
    """Criteria in the order in which room is found for them: the heavy ones, the heaviest again, the other important.

    With each further interviewer one more of the heaviest comes twice, once half of the room is given out. What the
    work sample shows has been seen once.
    """
    weights, all_important = split.weights, important(split.weights)
    heavy = [one for one in all_important if weights[one] >= HEAVILY * max(weights.values())]
    twice = heavy[: len(split.rooms) - 1]
    mean = sum(one.question.minutes for one in split.ranked) / len(split.ranked)
    half = round(sum(split.rooms) / mean / 2)
    once = [one for one in heavy if one not in split.seen or one in twice]
    yield from once[:half]
    yield from (one for one in twice if one not in split.seen)
    yield from once[half:]
    yield from (one for one in all_important if one not in heavy and one not in split.seen)
    yield from (one for one in all_important if one in split.seen and one not in twice)


@dataclass
class _Table:
    """What was given out so far."""

    split: Split
    taken: list[list[Opening]]
    asked: Counter[str] = field(default_factory=Counter)

    def place(self, criterion: str, first: bool = False) -> bool:
        """Gives the best question on it that fits to somebody who has none on it yet; the one at home in it first.

        `first`: the first interviewer is at home in it.
        """
        free = [who for who in range(len(self.taken)) if criterion not in self._criteria(who)]
        home = 0 if first else _homes(self.split)[criterion]
        for who in sorted(free, key=lambda who: (who != home, -self._room(who), who)):
            if question := self._question(criterion, self._room(who)):
                self._take(who, question)
                return True
        return False

    def place_any(self) -> bool:
        """Gives out one more question wherever one fits: of the criteria by weight, those asked less often first."""
        weights = self.split.weights
        ordered = sorted(
            (one for one in weights if weights[one]), key=lambda one: -weights[one] / (2 * self.asked[one] + 1)
        )
        if any(self.place(criterion) for criterion in ordered):
            return True
        for who in range(len(self.taken)):
            for criterion in ordered:
                if question := self._question(criterion, self._room(who)):
                    self._take(who, question)
                    return True
        return False

    def _take(self, who: int, question: Opening) -> None:
        self.taken[who].append(question)
        self.asked[question.question.criterion] += 1

    def _room(self, who: int) -> int:
        return self.split.rooms[who] - sum(one.question.minutes for one in self.taken[who])

    def _criteria(self, who: int) -> set[str]:
        return {one.question.criterion for one in self.taken[who]}

    def _question(self, criterion: str, room: int) -> Opening | None:
        used = {one.question.id for taken in self.taken for one in taken}
        fitting = [
            one
            for one in self.split.ranked
            if one.question.criterion == criterion and one.question.id not in used and one.question.minutes <= room
        ]
        if criterion == BEGINS and not self.asked[criterion]:
            return begins_with(fitting, self.split.seniority)
        return fitting[0] if fitting else None


def _homes(split: Split) -> dict[str, int]:
    """Whose each criterion is: in the themes' order, so that everybody has a share of the weight like their time."""
    order = [one for theme in split.themes for one in theme.criteria if one in split.weights]
    order += [one for one in split.weights if one not in order]
    whole, rooms = sum(split.weights.values()) or 1.0, sum(split.rooms) or 1
    homes, weight, who, room = {}, 0.0, 0, split.rooms[0]
    for criterion in order:
        middle = weight + split.weights[criterion] / 2
        while who < len(split.rooms) - 1 and middle / whole > room / rooms:
            who += 1
            room += split.rooms[who]
        homes[criterion] = who
        weight += split.weights[criterion]
    return homes
