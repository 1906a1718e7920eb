"""What the page serves: the parts of the product, behind their protocols. The page knows no more of them than this."""

from dataclasses import dataclass

from assistant.asking.views import Describe, Desk, Practice
from assistant.scoring import TranscriptScorer


@dataclass(frozen=True)
class Product:
    """The parts of the product. A workspace appears where its part is there."""

    scorer: TranscriptScorer
    desk: Desk | None = None
    practice: Practice | None = None
    describe: Describe | None = None
