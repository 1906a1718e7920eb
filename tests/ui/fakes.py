"""A scorer that reads nothing: its file's first line says what it does. For tests of the page only."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import TranscriptError
from assistant.scoring import Progress, ScoreOptions
from assistant.types import Report, SpeakerRole
from tests.assistant.reporting import sample

SWAPPED: dict[SpeakerRole, SpeakerRole] = {
    "interviewer": "candidate",
    "candidate": "interviewer",
    "other": "other",
}


@dataclass
class ScriptedScorer:
    """Plays a file whose first line is `scored`, `unscored`, `two`, `refused`, `broken`, `hostile` or `slow`."""

    seen: list[ScoreOptions] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)

    def score(self, path: Path, options: ScoreOptions, progress: Callable[[Progress], None]) -> tuple[Report, ...]:
        """What the file's first line asks for."""
        self.seen.append(options)
        play = path.read_text(encoding="utf-8").split("\n", 1)[0]
        for done in range(4):
            progress(Progress(done, 4, f"Reading exchange {done + 1}"))
        if play == "slow":
            self.release.wait(20)
        if play == "refused":
            raise TranscriptError(f"{path.name} holds no turns: write each as “Name: what was said”.")
        if play == "broken":
            raise RuntimeError("a fault on purpose")
        return tuple(_told(report, options) for report in _PLAYS[play]())


def _told(report: Report, options: ScoreOptions) -> Report:
    """The report with what the person said about the interview in it."""
    turns = tuple(
        turn.model_copy(update={"role": SWAPPED[turn.role] if options.swap else turn.role}) for turn in report.turns
    )
    given = {"role": options.role, "seniority": options.seniority, "turns": turns}
    stage = {"stage": options.stage or report.stage, "stage_assumed": options.stage is None}
    return report.model_copy(update={**given, **stage})


def _two() -> tuple[Report, ...]:
    other = sample.report().model_copy(update={"candidate": "Ada Quill", "depth": 2.2, "depth_interval": (1.5, 3.0)})
    return sample.report(), other


def _hostile() -> tuple[Report, ...]:
    text = (
        "<script>document.title='taken'</script><img src=x onerror=\"parent.document.title='taken'\"> "
        "${document.title='taken'} {{value}} {{#each value}}x{{/each}} </iframe><b onmouseover=alert(1)>bold</b>"
    )
    return (sample.spoken_by(text, name=f"Eve {text}"),)


_PLAYS: dict[str, Callable[[], tuple[Report, ...]]] = {
    "scored": lambda: (sample.report(),),
    "slow": lambda: (sample.report(),),
    "long": lambda: (sample.long(),),
    "unscored": lambda: (sample.unscored(),),
    "two": _two,
    "hostile": _hostile,
}
