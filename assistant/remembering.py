"""An engine that remembers what it has read, so that a table can be made again, or another one from the same readings.

A reading is a function of the served weights and the prompt alone, so remembering it changes no figure; the file must
belong to one set of weights. Speed is never measured through it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from assistant.client import Engine, Message
from assistant.errors import EngineStopped
from assistant.settings import Settings

WEIGHTS = "adapter_model.safetensors"
Shares = tuple[float, ...]
RESTARTS, AT_ONCE = 2, 128
"""So many readings are lost at most where a run is killed."""


class Remembering:
    """Asks an engine for labels once; what came back is kept in a file."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path
        self._known = _load(path)

    def read_labels(self, model: str, prompts: Sequence[tuple[Message, ...]], labels: Sequence[str]) -> list[Shares]:
        """As `Engine.read_labels`. Raises EngineError; what was read before stays known."""
        keys = [_key(model, prompt, labels) for prompt in prompts]
        new = {key: prompt for key, prompt in zip(keys, prompts, strict=True) if key not in self._known}
        for first in range(0, len(new), AT_ONCE):
            some = dict(islice(new.items(), first, first + AT_ONCE))
            found = dict(zip(some, self._read(model, list(some.values()), labels), strict=True))
            self._known.update(found)
            _append(self._path, found)
        return [self._known[key] for key in keys]

    def _read(self, model: str, prompts: Sequence[tuple[Message, ...]], labels: Sequence[str]) -> list[Shares]:
        """Asks again where the engine has died meanwhile, which starts it again."""
        for _ in range(RESTARTS):
            try:
                return self._engine.read_labels(model, prompts, labels)
            except EngineStopped:
                continue
        return self._engine.read_labels(model, prompts, labels)


def remembered(engine: Engine, settings: Settings, adapter: Path) -> Remembering:
    """The engine, with what was read before through the adapter in this folder, which it must serve."""
    weights = hashlib.sha256((adapter / WEIGHTS).read_bytes()).hexdigest()
    return Remembering(engine, settings.cache_dir / "evals" / f"{weights[:16]}.jsonl")


def _key(model: str, prompt: Sequence[Message], labels: Sequence[str]) -> str:
    said = json.dumps([model, [[message.role, message.content] for message in prompt], list(labels)])
    return hashlib.sha256(said.encode()).hexdigest()


def _load(path: Path) -> dict[str, Shares]:
    """A line that a killed run left unfinished is cut off, and read anew."""
    if not path.exists():
        return {}
    whole, _, unfinished = path.read_text(encoding="utf-8").rpartition("\n")
    if unfinished:
        path.write_text(f"{whole}\n" if whole else "", encoding="utf-8")
    return {key: tuple(shares) for key, shares in map(json.loads, whole.splitlines())}


def _append(path: Path, found: Mapping[str, Shares]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps([key, list(shares)]) + "\n" for key, shares in found.items())
