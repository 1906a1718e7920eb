"""Does a job description give the role, the stage and the seniority that a careful reader takes from it.

    python -m evals descriptions                       # the half kept for reporting
    python -m evals descriptions --split choosing      # the half that the method was chosen on

The descriptions were written for this project, by whoever also wrote the method. Writes `evals/results/descriptions.md`
for the reporting half; a choice is printed only.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer
import yaml
from pydantic import TypeAdapter

from assistant.asking.descriptions.description import read_description
from assistant.opening import open_knowledge, open_store
from assistant.settings import Settings
from assistant.types import Value
from evals.statistics import share
from evals.tables import Table, write_results
from knowledge.embed import Embedder
from knowledge.store import Store

FILE = Path(__file__).with_name("descriptions.yaml")
Field = Literal["role", "stage", "seniority"]
FIELDS: tuple[Field, ...] = ("role", "stage", "seniority")
Split = Literal["choosing", "reporting"]


class Labelled(Value):
    """A description with what a careful reader takes from it; null where it does not say."""

    id: str
    split: Split
    role: str | None
    stage: str | None
    seniority: str | None
    text: str


@dataclass(frozen=True)
class Read:
    """What one field was read as."""

    id: str
    field: Field
    said: str | None
    label: str | None


def descriptions(
    split: Annotated[Split, typer.Option(help="Which half; choices are made on `choosing`.")] = "reporting",
) -> None:
    """Accuracy and abstention for each field, beside naming the commonest and beside one search with the whole text."""
    rows = [row for row in read_labelled() if row.split == split]
    settings = Settings.of()
    knowledge = open_knowledge(settings)
    with closing(open_store(settings, Embedder(settings.embedding_model, settings.cache_dir))) as store:
        store.build(knowledge)
        ours = [
            Read(row.id, field, getattr(guess, field), getattr(row, field))
            for row in rows
            for guess in (read_description(knowledge, store, row.text).guess,)
            for field in FIELDS
        ]
        plain = _plain(store, rows)
    tables = [_accuracy({"read": ours, "one search with the whole text": plain, "the commonest": _commonest(rows)})]
    tables.append(_mistakes(ours))
    if split == "reporting":
        write_results("descriptions", "Reading job descriptions", tables)
    else:
        typer.echo("\n".join(str(table) for table in tables))


def read_labelled() -> tuple[Labelled, ...]:
    """Every written description."""
    return TypeAdapter(tuple[Labelled, ...]).validate_python(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def _plain(store: Store, rows: Sequence[Labelled]) -> list[Read]:
    """The stage or role of the nearest passage to the whole text; it never abstains, and knows no seniority."""
    return [
        Read(row.id, kind, store.search(row.text, kind=kind, k=1)[0].entry, getattr(row, kind))
        for row in rows
        for kind in ("role", "stage")
    ]


def _commonest(rows: Sequence[Labelled]) -> list[Read]:
    commonest = {field: Counter(getattr(row, field) for row in rows).most_common(1)[0][0] for field in FIELDS}
    return [Read(row.id, field, commonest[field], getattr(row, field)) for row in rows for field in FIELDS]


def _accuracy(methods: dict[str, list[Read]]) -> Table:
    lines = []
    for field in FIELDS:
        for name, found in methods.items():
            reads = [read for read in found if read.field == field]
            if not reads:
                continue
            said = [read for read in reads if read.said is not None]
            silent = [read for read in reads if read.label is None]
            right = sum(read.said == read.label for read in reads)
            named = share(sum(read.said == read.label for read in said), len(said))
            lines.append((field, name, share(right, len(reads)), named, *_abstentions(reads, silent)))
    return Table(
        "Right answers",
        ("field", "method", "all, silence counted", "of those named", "abstained", "rightly silent"),
        tuple(lines),
        f"{len(methods['read']) // len(FIELDS)} descriptions; intervals are Wilson's, 90 %. Abstaining is right "
        "where the text does not say. The commonest is of these labels. Texts and labels are by the method's author. "
        "The reporting half was read before: since then a title that was misread in it is read rightly, and one role "
        "was labelled anew when there was a role of that name (then: .83). The stage's model was fitted on neither.",
    )


def _abstentions(reads: Sequence[Read], silent: Sequence[Read]) -> tuple[str, str]:
    abstained = sum(read.said is None for read in reads)
    return f"{abstained} of {len(reads)}", f"{sum(read.said is None for read in silent)} of {len(silent)}"


def _mistakes(reads: Sequence[Read]) -> Table:
    wrong = [(r.id, r.field, r.label or "–", r.said or "–") for r in reads if r.said != r.label]
    return Table("Where it differs", ("description", "field", "label", "read"), tuple(wrong))
