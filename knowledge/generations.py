"""What one build of the index is: its name, what it was made of, and what may be looked for in it.

Talks to nobody; `store` writes and reads these.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.errors import StoreError
from knowledge.passages import ASKED_AS, KINDS, Passage
from knowledge.types import Knowledge

PREFIX = "plumbline-"
RECORDS = "2"
"""Which fields a record has; another number makes every index be built anew."""

Metadata = dict[str, str | int | bool]
Where = dict[str, object]


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did and why. `embedded` vectors were computed, `reused` taken over, `removed` texts are gone."""

    outcome: Literal["current", "built", "rebuilt"]
    reason: str
    passages: int
    embedded: int
    reused: int
    removed: int

    def __str__(self) -> str:
        numbers = f"{self.embedded} embedded, {self.reused} reused, {self.removed} removed"
        return f"index {self.outcome} ({self.reason}): {self.passages} passages, {numbers}"


@dataclass(frozen=True, slots=True)
class Generation:
    """One build, as the metadata of its collection describes it. A higher `number` is newer."""

    name: str
    embedding: str
    knowledge: str
    stages: tuple[str, ...]
    roles: tuple[str, ...]
    number: int = 0
    complete: bool = False

    @classmethod
    def of(cls, knowledge: Knowledge, cut: Sequence[Passage], embedding: str) -> "Generation":
        """The one that would hold these passages under this embedding model; equal content, equal name."""
        digest = hashlib.sha256("\0".join([RECORDS, embedding, *knowledge.stages, "", *knowledge.roles]).encode())
        for passage in cut:
            digest.update(f"\0{passage!r}".encode())
        name = f"{PREFIX}{digest.hexdigest()[:16]}"
        return cls(name, embedding, knowledge.version, tuple(knowledge.stages), tuple(knowledge.roles))

    @classmethod
    def read(cls, name: str, metadata: Mapping[str, object] | None) -> "Generation | None":
        """From a collection; None where it is not one of ours."""
        held = metadata or {}
        number = held.get("number")
        if not name.startswith(PREFIX) or not isinstance(number, int):
            return None
        stages, roles = (tuple(str(held.get(key, "")).split(",")) for key in ("stages", "roles"))
        texts = (str(held.get("embedding")), str(held.get("knowledge")))
        return cls(name, *texts, stages, roles, number, held.get("complete") is True)

    def metadata(self, number: int, *, complete: bool) -> Metadata:
        """For its collection."""
        return {
            "embedding": self.embedding,
            "knowledge": self.knowledge,
            "stages": ",".join(self.stages),
            "roles": ",".join(self.roles),
            "number": number,
            "complete": complete,
        }

    def why_after(self, last: "Generation | None") -> str:
        """The reason for building this one after the last."""
        if last is None:
            return "there was none"
        if last.embedding != self.embedding:
            return f"the last was embedded with {last.embedding}, this one with {self.embedding}"
        return f"knowledge {last.knowledge} became {self.knowledge}"

    def record(self, passage: Passage) -> Metadata:
        """For a passage in it: its fields, and a mark for each stage and role that it is meant for."""
        fields: Metadata = {"kind": passage.kind, "entry": passage.entry, "part": passage.part}
        if passage.criterion is not None:
            fields["criterion"] = passage.criterion
        fields |= {"stages": ",".join(passage.stages), "roles": ",".join(passage.roles), "team": passage.team}
        fields["asked_as"] = passage.part.startswith(ASKED_AS)
        fields |= {f"stage:{stage}": True for stage in passage.stages or self.stages}
        return fields | {f"role:{role}": True for role in passage.roles or self.roles}

    def where(
        self, kind: str | Sequence[str] | None, stage: str | None, role: str | None, *, asked_as: bool
    ) -> Where | None:
        """The filter for a search; an id that this knowledge does not have is an error that lists the known ones."""
        kinds = (kind,) if isinstance(kind, str) else tuple(kind or ())
        given = [("stage", stage, self.stages), ("role", role, self.roles), *(("kind", one, KINDS) for one in kinds)]
        for what, value, known in given:
            if value is not None and value not in known:
                raise StoreError(f"unknown {what} {value!r}; known: {', '.join(known)}")
        conditions: list[Where] = [{"kind": {"$in": list(kinds)}}] if kinds else []
        conditions += [{f"{what}:{value}": True} for what, value, _ in given[:2] if value]
        conditions += [] if asked_as else [{"asked_as": False}]
        return {"$and": conditions} if len(conditions) > 1 else conditions[0] if conditions else None


def recalled(text: str, record: Mapping[str, object], distance: float | None = None) -> Passage:
    """The passage that a record was made of; scored by its cosine distance (0 to 2) to the query where there is one."""
    fields = {key: str(record[key]) for key in ("entry", "part", "criterion") if key in record}
    kind = next(kind for kind in KINDS if kind == record["kind"])
    stages, roles = (tuple(filter(None, str(record[key]).split(","))) for key in ("stages", "roles"))
    score, team = None if distance is None else 1 - distance, record.get("team") is True
    return Passage(kind, text=text, stages=stages, roles=roles, team=team, score=score, **fields)
