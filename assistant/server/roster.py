"""The names that are served and the weights behind each.

The base answers to its own name; `judge` and `interviewer` are always there, with an adapter merged into a copy of the
weights where one is loaded, otherwise as the base itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from assistant.server.adapters import Adapter, merged, read_adapter
from assistant.server.errors import InvalidRequest, UnknownModel
from assistant.server.model import PackedModel
from assistant.server.weights import Base

ALWAYS = ("judge", "interviewer")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")


@dataclass(frozen=True, slots=True, eq=False)
class Served:
    """A name, its weights, and a string that only equal weights share."""

    name: str
    model: PackedModel
    weights: str
    adapter: Adapter | None = None


class Roster:
    """Who answers to which name. Only the thread that owns the model may change it; anyone may look."""

    def __init__(self, base: Base, model: PackedModel, eos: frozenset[int]) -> None:
        self.base = base
        self.model = model
        self.eos = eos
        self._loads = 0
        self._served = {name: Served(name, model, "base") for name in (base.name, *ALWAYS)}

    @property
    def context(self) -> int:
        """Tokens that prompt and reply may have together."""
        return self.model.context

    def all(self) -> tuple[Served, ...]:
        """Everything served, the base first."""
        return tuple(self._served.values())

    def get(self, name: str) -> Served:
        """The model of that name."""
        try:
            return self._served[name]
        except KeyError:
            known = ", ".join(self._served)
            raise UnknownModel(f"no model {name!r} is served here; there are: {known}", "model") from None

    def load(self, name: str, folder: Path, *, replace: bool = False) -> None:
        """Serve the adapter of that folder under a name. Requests under way finish with what they began with."""
        if not _NAME.fullmatch(name):
            raise InvalidRequest(f"{name!r} is no name for an adapter (letters, digits, . _ / -)", "lora_name")
        if name == self.base.name:
            raise InvalidRequest(f"{name!r} is the base itself; choose another name", "lora_name")
        there = self._served.get(name)
        if there is not None and there.adapter is not None and not replace:
            raise InvalidRequest(f"{name!r} is loaded already; unload it first, or set load_inplace", "lora_name")
        adapter = read_adapter(folder, self.base.sha256)
        model = merged(self.model, adapter)
        self._loads += 1
        self._served = {**self._served, name: Served(name, model, f"load {self._loads}", adapter)}

    def unload(self, name: str) -> None:
        """Stop serving an adapter; `judge` and `interviewer` go back to the base."""
        if self.get(name).adapter is None:
            raise InvalidRequest(f"{name!r} is the bare base; there is no adapter to unload", "lora_name")
        rest = {other: served for other, served in self._served.items() if other != name}
        self._served = {**rest, name: Served(name, self.model, "base")} if name in ALWAYS else rest
