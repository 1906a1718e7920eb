"""What the page needs to know besides the scorer: what can be chosen, where things live, which samples there are."""

from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Final

from assistant.scoring import Choices
from assistant.settings import Settings

MAX_UPLOAD_MB: Final = 20
_TRANSCRIPTS: Final = {".vtt", ".srt", ".sbv", ".txt", ".md", ".json"}


def shipped_samples() -> tuple[Path, ...]:
    """The sample transcripts of the package, by name."""
    folder = Path(str(files("assistant") / "samples"))
    return tuple(sorted(path for path in folder.glob("*") if path.is_file() and path.suffix in _TRANSCRIPTS))


def shipped_examples() -> tuple[Path, ...]:
    """Examples of what a team can add, to start from."""
    return tuple(sorted((Path(str(files("assistant") / "team_samples"))).glob("*.*")))


@dataclass(frozen=True)
class Defaults:
    """The page's surroundings."""

    choices: Choices
    settings: Settings
    samples: tuple[Path, ...] = field(default_factory=shipped_samples)
