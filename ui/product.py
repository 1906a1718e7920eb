"""What the page serves: the parts of the product, behind their protocols. The page knows no more of them than this."""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.asking.views import Describe, Desk, Practice
from assistant.library import Library
from assistant.preparing.preparation import Prepares
from assistant.scoring import Choices, Reports, TranscriptScorer
from knowledge.types import Rubric


@dataclass(frozen=True)
class Product:
    """The parts of the product, those of each workspace, one that fills in a form and one that plans.

    `choices`: what can be chosen now; `rubric`: a team's by its id, None where there is none (any more).
    """

    scorer: TranscriptScorer
    reports: Reports
    desk: Desk
    practice: Practice
    describe: Describe
    prepare: Prepares
    library: Library
    choices: Callable[[], Choices]
    rubric: Callable[[str], Rubric | None]


class Newest:
    """Stands for a part that is replaced now and then: what is asked of it goes to the one that is there just then."""

    def __init__(self, part: Callable[[], object]) -> None:
        self._part = part

    def __getattr__(self, name: str) -> object:
        return getattr(self._part(), name)
