"""What the page serves: the parts of the product, behind their protocols. The page knows no more of them than this."""

from dataclasses import dataclass

from assistant.asking.views import Describe, Desk, Practice
from assistant.preparing.preparation import Prepares
from assistant.scoring import Reports, TranscriptScorer


@dataclass(frozen=True)
class Product:
    """The parts of the product, those of each workspace, one that fills in a form and one that plans."""

    scorer: TranscriptScorer
    reports: Reports
    desk: Desk
    practice: Practice
    describe: Describe
    prepare: Prepares
