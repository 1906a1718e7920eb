"""A training that was stopped goes on: its state beside what it makes, and its curve up to there."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

FILE_NAME = "checkpoint.pt"
COLUMNS = ("step", "of", "tokens", "seconds", "loss", "bearing", "depth", "level", "kind", "part")


@dataclass
class Progress:
    """How far a training has come."""

    answers: int = 0
    tokens: int = 0
    seconds: float = 0.0


class Checkpoint:
    """The state of the training `of` (a digest of what it reads) in a folder."""

    def __init__(self, folder: Path, of: str, parameters: Sequence[torch.Tensor], optimizer: Any, rates: Any) -> None:
        self._path = folder / FILE_NAME
        self._of = of
        self._parameters = parameters
        self._optimizer = optimizer
        self._rates = rates

    def load(self) -> Progress:
        """Put everything back as it was saved, if it was. Raises SystemExit at the checkpoint of another training."""
        if not self._path.exists():
            return Progress()
        state = torch.load(self._path, weights_only=True)
        if state["of"] != self._of:
            which = f"{state['of']}, not {self._of}"
            raise SystemExit(f"{self._path} is of another training ({which}); choose another --out or remove it")
        with torch.no_grad():
            for parameter, kept in zip(self._parameters, state["parameters"], strict=True):
                parameter.copy_(kept)
        self._optimizer.load_state_dict(state["optimizer"])
        self._rates.load_state_dict(state["rates"])
        return Progress(**state["done"])

    def save(self, done: Progress) -> None:
        """Written beside and then renamed, so that a kill leaves the last one whole."""
        state = {
            "of": self._of,
            "parameters": [parameter.detach().cpu() for parameter in self._parameters],
            "optimizer": self._optimizer.state_dict(),
            "rates": self._rates.state_dict(),
            "done": asdict(done),
        }
        new = self._path.with_suffix(".new")
        torch.save(state, new)
        new.replace(self._path)

    def remove(self) -> None:
        """The training has ended."""
        self._path.unlink(missing_ok=True)


@contextmanager
def curve(path: Path, steps: int) -> Iterator[Callable[[Sequence[object]], None]]:
    """Appends to the first so many steps of a curve; what a killed run wrote after its checkpoint is trained again."""
    kept = list(csv.reader(path.read_text().splitlines()))[: steps + 1] if steps else [list(COLUMNS)]
    with path.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerows(kept)

        def log(line: Sequence[object]) -> None:
            lines.writerow(line)
            file.flush()

        yield log
