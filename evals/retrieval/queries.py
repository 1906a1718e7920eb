"""What people would type into the search: `datasets/queries.jsonl`, by writers who had not seen the knowledge."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

DATA = Path(__file__).parents[1] / "datasets" / "queries.jsonl"
Split = Literal["choosing", "reporting"]
Voice = Literal["interviewer", "candidate", "job_description", "hiring_manager"]


class Query(BaseModel):
    """One query; `stage` and `role` where its writer would have set them. Parameters are chosen on `choosing` alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    query: str
    voice: Voice
    stage: str | None = None
    role: str | None = None
    split: Split

    @property
    def context(self) -> str:
        """Who asks, and for what, as the readers are told."""
        given = [f"{what} {value}" for what, value in (("stage", self.stage), ("role", self.role)) if value]
        return ", ".join([self.voice.replace("_", " "), *given])


def read_queries(path: Path = DATA) -> list[Query]:
    """In the order of the file."""
    rows = path.read_text(encoding="utf-8").splitlines()
    return [Query.model_validate_json(row) for row in rows if row.strip()]
