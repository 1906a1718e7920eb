"""Are the demands found vague, are the vague ones found, and does what stands instead help? Blind readers say.

    python -m evals demands sheet SENTENCES.jsonl KEY.jsonl REWRITINGS.jsonl [--split choosing]
    python -m evals demands tally NAME KEY.jsonl MARKS.jsonl... [--ratings RATINGS.jsonl]...

`sheet` writes every sentence of the postings of `descriptions.yaml`, without what was found in it. A reader marks the
vague ones of each posting before seeing anything else: `{"id": "permits", "vague": ["permits-7", …]}`. Another one is
shown what was found and what would stand instead, and says of each `{"id", "vague": true, "testable": true, "fits":
true, "reads_well": true}`: whether the words are vague, whether one could see or hear if somebody can do the other,
whether it is about the same and fits role and stage, and whether it could stand in a posting as it is. `tally` counts.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict

from assistant.asking.descriptions.description import read_description
from assistant.asking.descriptions.posting import Sentence, read_posting
from assistant.opening import open_knowledge, open_store
from assistant.preparing.advice import Given, advise
from assistant.preparing.posting import Advice
from assistant.settings import Settings
from evals.descriptions import Split, read_labelled
from evals.statistics import share
from evals.tables import Table, write_results
from knowledge.embed import Embedder

QUESTIONS = ("vague", "testable", "fits", "reads_well")
app = typer.Typer(no_args_is_help=True, help=__doc__)


@dataclass(frozen=True)
class Posted:
    """A posting with its sentences by id, and what was said of it."""

    id: str
    sentences: dict[str, Sentence]
    advice: Advice

    def found(self) -> list[str]:
        """The ids of the sentences in which something vague was found."""
        spans = [(one.start, one.end) for one in self.advice.vague]
        return [
            id_
            for id_, one in self.sentences.items()
            if any(start < one.end and one.start < end for start, end in spans)
        ]


class Key(BaseModel):
    """What was found in a posting: the ids of its sentences, how many sentences there are, what was rewritten."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    sentences: int
    found: tuple[str, ...]
    rewritten: int
    asked: int


class Marks(BaseModel):
    """The sentences of a posting that one reader calls vague."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    vague: tuple[str, ...]


class Rating(BaseModel):
    """What one reader says of one rewriting."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    vague: bool
    testable: bool
    fits: bool
    reads_well: bool


@app.command()
def sheet(
    sentences: Path,
    key: Path,
    rewritings: Path,
    split: Annotated[Split, typer.Option(help="Which half; the words were chosen on `choosing`.")] = "reporting",
) -> None:
    """Write the readers' two sheets and the key."""
    posted = list(_posted(split))
    _write(sentences, [{"id": id_, "text": one.text} for row in posted for id_, one in row.sentences.items()])
    _write(key, [_key(row).model_dump() for row in posted])
    _write(rewritings, [line for row in posted for line in _rewritings(row)])
    typer.echo(f"{len(posted)} postings, {sum(len(row.advice.vague) for row in posted)} demands found")


@app.command()
def tally(
    name: str,
    key: Path,
    marks: list[Path],
    ratings: Annotated[list[Path] | None, typer.Option(help="What readers said of the rewritings.")] = None,
) -> None:
    """Count what was found and what was marked, into `evals/results/NAME.md`."""
    keys = [Key.model_validate_json(line) for line in _lines(key)]
    readers = [[Marks.model_validate_json(line) for line in _lines(path)] for path in marks]
    rows = [(f"reader {number}", *_agreement(keys, marked)) for number, marked in enumerate(readers, 1)]
    header = ("against", "vague sentences that were found", "found sentences that are vague", "marked", "found")
    note = (
        f"{len(keys)} postings, {sum(one.sentences for one in keys)} sentences; intervals are Wilson's, 90 %. Readers "
        "are language models that saw the sentences alone. Postings and lists are by the same author."
    )
    tables = [Table("Vague demands", header, tuple(rows), note)]
    if ratings:
        rated = [Rating.model_validate_json(line) for path in ratings for line in _lines(path)]
        tables.append(_rewritten(keys, rated, len(ratings)))
    write_results(name, "Vague demands of job descriptions", tables)


def _rewritten(keys: Sequence[Key], rated: Sequence[Rating], readers: int) -> Table:
    rows = tuple((what, str(share(sum(getattr(one, what) for one in rated), len(rated)))) for what in QUESTIONS)
    asked, rewritten = sum(one.asked for one in keys), sum(one.rewritten for one in keys)
    note = f"{rewritten} rewritings, {readers} readers; of {asked} demands more it is said that nothing here fits."
    return Table("What would stand instead", ("holds", "share"), rows, note)


def _agreement(keys: Sequence[Key], marked: Sequence[Marks]) -> tuple[str, str, int, int]:
    theirs = {id_ for one in marked for id_ in one.vague}
    ours = {id_ for one in keys for id_ in one.found}
    both = len(theirs & ours)
    return str(share(both, len(theirs))), str(share(both, len(ours))), len(theirs), len(ours)


def _posted(split: Split) -> Iterator[Posted]:
    settings = Settings.of()
    knowledge = open_knowledge(settings)
    with closing(open_store(settings, Embedder(settings.embedding_model, settings.cache_dir))) as store:
        store.build(knowledge)
        for row in read_labelled():
            if row.split == split:
                described = read_description(knowledge, store, row.text)
                sentences = {f"{row.id}-{place}": one for place, one in enumerate(read_posting(row.text).sentences, 1)}
                yield Posted(row.id, sentences, advise(knowledge, store, row.text, described, Given()))


def _key(row: Posted) -> Key:
    rewritten = sum(one.instead is not None for one in row.advice.vague)
    return Key(
        id=row.id,
        sentences=len(row.sentences),
        found=tuple(row.found()),
        rewritten=rewritten,
        asked=len(row.advice.vague) - rewritten,
    )


def _rewritings(row: Posted) -> Iterator[dict[str, str]]:
    for number, one in enumerate(row.advice.vague, 1):
        if one.instead:
            place = {"role": row.advice.profile.nearest_name, "stage": row.advice.stage}
            said = {"quote": one.quote, "sentence": " ".join(one.sentence.split()), "instead": one.instead}
            yield {"id": f"{row.id}/{number}", **place, **said}


def _write(path: Path, rows: Sequence[object]) -> None:
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
