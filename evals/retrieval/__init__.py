"""Does the search find what people mean: keyword, dense and fused, with and without filters, judged blind.

    python -m evals retrieval pool      the sheet for the readers: what any method found and nobody has judged yet
    python -m evals retrieval           the tables, from the queries and `readings/retrieval-reader-*.jsonl`

Relevance is to an entry (a question, a criterion, a term), in degrees from 0 to 3. Parameters are chosen on the
`choosing` queries; the tables are about the `reporting` ones. Writes `evals/results/retrieval.md`.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from evals.retrieval import measures
from evals.retrieval.entries import entry_texts
from evals.retrieval.methods import BASELINE, METHODS, POOLED, SHIPPED, Ranking, Searched, fused, fused_by_rank
from evals.retrieval.queries import Query, read_queries
from evals.retrieval.readings import read_grades, write_sheet
from evals.retrieval.report import Evaluated, agreement, by_method, by_voice, few_shared_words, mean_grades
from evals.tables import Table, write_results
from knowledge.embed import Embedder
from knowledge.finding import Weights
from knowledge.load import load_knowledge
from knowledge.store import Store

OFFSETS = (1, 5, 10, 20, 60)
WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
ASKED_WEIGHTS = (0.0, 0.2, 0.4, 0.5, 0.6, 0.8, 1.0)
app = typer.Typer(invoke_without_command=True, help=__doc__)


@app.command()
def pool(
    anew: Annotated[bool, typer.Option(help="Throw away all earlier sheets; their grades are lost.")] = False,
) -> None:
    """Write the sheet of what is not judged yet."""
    queries = read_queries()
    with _searched(queries) as searched:
        pools = {
            one.query.id: [entry for method in METHODS.values() for entry in method(one)[:POOLED]] for one in searched
        }
    sheet, count = write_sheet(queries, pools, entry_texts(load_knowledge()), anew=anew)
    typer.echo(f"{count} entries to judge for {len(queries)} queries: {sheet}" if count else "everything was shown")


@app.callback()
def tables(context: typer.Context) -> None:
    """Measure every method and print the tables."""
    if context.invoked_subcommand:
        return
    queries, texts = read_queries(), entry_texts(load_knowledge())
    grades = read_grades(texts)
    with _searched(queries) as searched:
        rankings = {name: {one.query.id: way(one) for one in searched} for name, way in METHODS.items()}
        every = Evaluated(tuple(queries), rankings, mean_grades(grades))
        choosing, reporting = (
            every.of([query for query in queries if query.split == split]) for split in ("choosing", "reporting")
        )
        if not choosing.answerable or not reporting.answerable:
            raise SystemExit("too little is judged; run `python -m evals retrieval pool` and have the sheet read")
        chosen = _grids(choosing, [one for one in searched if one.query.split == "choosing"])
    hard = few_shared_words(reporting, texts)
    found = [
        by_method("Queries for reporting", reporting),
        by_method("The third of them that shares the fewest words with what is meant", hard),
        by_voice(reporting),
        by_method("Queries for choosing", choosing),
        *chosen,
        agreement(grades),
    ]
    write_results("retrieval", "Does the search find what people mean?", found)
    reached, gain = reporting.figure(SHIPPED, measures.ndcg), hard.gain(SHIPPED, BASELINE)
    print(f"\nships: {SHIPPED}. Wanted .80: nDCG@5 {reached}. Wanted .10: over BM25 where few words are shared {gain}.")


def _grids(choosing: Evaluated, searched: Sequence[Searched]) -> list[Table]:
    """What the parameters of fusion do, on the queries for choosing."""

    def value(way: Callable[[Searched], Ranking]) -> str:
        rankings = {"": {one.query.id: way(one) for one in searched}}
        values = Evaluated(choosing.queries, rankings, choosing.grades).values("", measures.ndcg)
        return f"{values.mean():.3f}"

    def by_rank(offset: float, weight: float) -> str:
        return value(lambda one: fused_by_rank(*one.found[True], offset=offset, weight=weight))

    def by_score(asked: float, words: float) -> str:
        return value(lambda one: fused(*one.found[True], weights=Weights(asked=asked, words=words)))

    shipped = Weights()
    scores = [(asked, *(by_score(asked, words) for words in WEIGHTS)) for asked in ASKED_WEIGHTS]
    ranks = [(offset, *(by_rank(offset, weight) for weight in WEIGHTS)) for offset in OFFSETS]
    note = (
        "nDCG@5 with filter; rows: weight of other people's words, columns: of words shared. "
        f"Shipped: {shipped.asked}, {shipped.words}, and {shipped.asked_words} of words shared with other people's."
    )
    return [
        Table("Fusion by score, on queries for choosing", ("", *map(str, WEIGHTS)), tuple(scores), note),
        Table(
            "Fusion by rank, on queries for choosing",
            ("", *map(str, WEIGHTS)),
            tuple(ranks),
            "nDCG@5 with filter; rows: rank offset, columns: weight of words.",
        ),
    ]


@contextmanager
def _searched(queries: Sequence[Query]) -> Iterator[Sequence[Searched]]:
    """The queries over an index of the package's knowledge that is built for this run alone."""
    with tempfile.TemporaryDirectory() as folder, closing(Store(Embedder(), folder=Path(folder))) as store:
        knowledge = load_knowledge()
        store.build(knowledge)
        yield [Searched(store, knowledge.terms, query) for query in queries]
