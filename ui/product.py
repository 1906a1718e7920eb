"""What the page serves: the parts of the product, behind their protocols. The page knows no more of them than this."""

from dataclasses import dataclass

from assistant.asking.views import Describe, Desk, Practice
from assistant.scoring import TranscriptScorer


@dataclass(frozen=True)
class Product:
    """The parts of the product, one for each workspace and one that fills in a form."""

    scorer: TranscriptScorer
    desk: Desk
    practice: Practice
    describe: Describe
