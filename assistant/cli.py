"""The command line: `plumbline score`, `assess`, `follow-up`, `questions`, `plan`, `knowledge`, `serve`, `ui`,
`doctor`.

Exit codes: 0 done, 1 the input could not be processed (which, where, why, what to do, on stderr), 2 wrong usage.
Progress is shown on a terminal and nowhere else.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import PlumblineError
from assistant.settings import Settings
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from knowledge.store import Store

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
knowledge_app = typer.Typer(no_args_is_help=True, help="What to ask and what good looks like.")
app.add_typer(knowledge_app, name="knowledge")

Engine = Annotated[
    str | None, typer.Option("--engine", help="An OpenAI-compatible server; without it the embedded engine.")
]
Model = Annotated[
    str | None,
    typer.Option("--model", help="Hub id or folder of another chat model; PLUMBLINE_ADAPTER names its judge."),
]
Role = Annotated[str | None, typer.Option(help="Role id, such as ml_engineer.")]
Stage = Annotated[str | None, typer.Option(help="Stage id: experimentation, prototype_to_production, scale.")]
Seniority = Annotated[str | None, typer.Option(help="junior, mid, senior or lead.")]
RubricFile = Annotated[
    Path | None,
    typer.Option("--rubric", metavar="FILE|ID", help="Judge by this YAML or JSON file, or by a rubric that was added."),
]


@app.command()
def score(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE|FOLDER...", help="Transcripts, or folders of them.")],
    role: Role = None,
    stage: Stage = None,
    seniority: Seniority = None,
    rubric: RubricFile = None,
    candidate: Annotated[str | None, typer.Option(help="The candidate's name in the transcript.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the reports go; without it into the data folder.")] = None,
    engine: Engine = None,
    model: Model = None,
) -> None:
    """Score interview transcripts: one folder with a report for each."""
    from assistant.commands.score import score_files
    from assistant.opening import load_team_rubric
    from assistant.scoring import ScoreOptions

    with _plain_errors():
        settings = Settings.of(engine_url=engine, model=model)
        options = ScoreOptions(role, stage, seniority, candidate, rubric=load_team_rubric(settings, rubric))
        failed = score_files(settings, paths, options, out or settings.reports_dir)
    raise typer.Exit(1 if failed else 0)


@app.command()
def assess(
    source: Annotated[Path, typer.Argument(metavar="IN.jsonl", help="One question and answer a line.")],
    target: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="One judgement a line, in the same order.")],
    rubric: RubricFile = None,
    engine: Engine = None,
    model: Model = None,
) -> None:
    """Judge questions and answers, one a line."""
    from assistant.commands.assess import assess_file

    with _plain_errors():
        failed = assess_file(Settings.of(engine_url=engine, model=model), source, target, rubric)
    raise typer.Exit(1 if failed else 0)


@app.command("follow-up")
def follow_up(
    source: Annotated[Path, typer.Argument(metavar="IN.jsonl", help="One question and answer a line.")],
    target: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="What to ask next, in the same order.")],
    most: Annotated[int, typer.Option("-n", min=1, max=9, help="How many follow-ups for each, best first.")] = 3,
    rubric: RubricFile = None,
    engine: Engine = None,
    model: Model = None,
) -> None:
    """Find what to ask next, one question and answer a line."""
    from assistant.commands.follow_up import follow_up_file

    with _plain_errors():
        failed = follow_up_file(Settings.of(engine_url=engine, model=model), source, target, rubric, most)
    raise typer.Exit(1 if failed else 0)


@app.command()
def questions(
    role: Role = None,
    stage: Stage = None,
    seniority: Seniority = None,
    n: Annotated[int, typer.Option("-n", min=1, help="How many.")] = 5,
    jd: Annotated[Path | None, typer.Option("--jd", help="A job or project description as a text file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
    engine: Engine = None,
) -> None:
    """Opening questions for a role, stage and seniority, given or read from a description. Needs no engine."""
    from assistant.commands.questions import choose_questions
    from assistant.commands.sheet import sheet_json, show_sheet

    with _plain_errors():
        sheet = choose_questions(Settings.of(engine_url=engine), role, stage, seniority, n, jd)
    if as_json:
        typer.echo(sheet_json(sheet))
    else:
        show_sheet(sheet)


@app.command()
def plan(
    role: Role = None,
    stage: Stage = None,
    seniority: Seniority = None,
    interviewers: Annotated[
        str | None, typer.Option(metavar='"NAME:MINUTES, …"', help="Who interviews, such as Ana:45,Ben:60.")
    ] = None,
    panel: Annotated[int, typer.Option(min=1, max=8, help="How many interviewers, where nobody is named.")] = 1,
    minutes: Annotated[
        list[int] | None, typer.Option(help="Of each interviewer, 45 if not given; once for all, or once for each.")
    ] = None,
    jd: Annotated[Path | None, typer.Option("--jd", help="A job or project description as a text file.")] = None,
    work_sample: Annotated[str | None, typer.Option(metavar="ID|auto", help="Plan a work sample too.")] = None,
    out: Annotated[Path | None, typer.Option(help="A folder for the whole plan and its scorecards.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Plan an interview for a panel: who asks what, with scorecards; from a description also what is vague in it."""
    from assistant.commands.plan import make_plan_for, show_plan, write_files
    from assistant.preparing.people import panel_of
    from assistant.preparing.preparation import Request

    with _plain_errors():
        people = panel_of(interviewers, panel, minutes or [45])
        request = Request(panel=people, role=role, stage=stage, seniority=seniority, sample=work_sample)
        prepared = make_plan_for(Settings.of(), request, jd)
        written = write_files(prepared, out) if out else ()
    if as_json:
        typer.echo(prepared.model_dump_json(indent=2))
    else:
        show_plan(prepared)
    for path in written:
        typer.echo(f"wrote {path}", err=True)


@app.command()
def practice(
    role: Role = None,
    stage: Stage = None,
    seniority: Seniority = None,
    minutes: Annotated[int, typer.Option(min=5, max=120, help="How long it may take.")] = 30,
    hide_numbers: Annotated[bool, typer.Option("--hide-numbers", help="Feedback in words alone.")] = False,
    show_list: Annotated[bool, typer.Option("--list", help="List your practices, and nothing else.")] = False,
    delete: Annotated[str | None, typer.Option(metavar="ID|all", help="Delete one of them, or all.")] = None,
    engine: Engine = None,
    model: Model = None,
) -> None:
    """Practise an interview in the terminal; goes on with an unfinished one."""
    from assistant.commands.practice import practice_in_terminal

    with _plain_errors():
        settings = Settings.of(engine_url=engine, model=model)
        left = practice_in_terminal(
            settings, role, stage, seniority, minutes, numbers=not hide_numbers, listing=show_list, delete=delete
        )
    raise typer.Exit(130 if left else 0)


@knowledge_app.command("add")
def knowledge_add(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="YAML, Markdown, PDF or DOCX.")],
    kind: Annotated[str | None, typer.Option("--as", metavar="KIND", help="What it is, if that is not plain.")] = None,
) -> None:
    """Add your team's own rubrics, roles, criteria, questions, terms and documents; all of the files or none."""
    from assistant.commands.knowledge import add_files

    with _plain_errors():
        add_files(Settings.of(), paths, kind)


@knowledge_app.command("remove")
def knowledge_remove(
    names: Annotated[list[str], typer.Argument(metavar="ID...", help="As `knowledge list` names them.")],
) -> None:
    """Take out what your team added, from the search too."""
    from assistant.commands.knowledge import remove_entries

    with _plain_errors():
        remove_entries(Settings.of(), names)


@knowledge_app.command("list")
def knowledge_list(
    everything: Annotated[bool, typer.Option("--all", help="And what Plumbline comes with.")] = False,
) -> None:
    """List what your team added."""
    from assistant.commands.knowledge import list_entries

    with _plain_errors():
        list_entries(Settings.of(), everything=everything)


@knowledge_app.command("show")
def knowledge_show(name: Annotated[str, typer.Argument(metavar="ID", help="As `knowledge list` names it.")]) -> None:
    """Show what an entry says."""
    from assistant.commands.knowledge import show_entry

    with _plain_errors():
        show_entry(Settings.of(), name)


@knowledge_app.command("check")
def knowledge_check() -> None:
    """Check the content: references, wording, coverage, near-duplicates. What your team added need not cover all."""
    from assistant.opening import open_knowledge, open_shipped_knowledge
    from knowledge.check import check
    from knowledge.embed import Embedder

    with _plain_errors():
        settings = Settings.of()
        known = open_shipped_knowledge(settings)
        open_knowledge(settings)
        problems = check(known, Embedder(settings.embedding_model, settings.cache_dir))
    for problem in problems:
        typer.echo(str(problem), err=True)
    typer.echo(
        f"{len(known.criteria)} criteria, {len(known.questions)} questions, {len(known.stages)} stages, "
        f"{len(known.roles)} roles, {len(known.terms)} terms, {len(known.red_flags)} red flags: "
        f"{len(problems) or 'no'} problems"
    )
    raise typer.Exit(1 if problems else 0)


@knowledge_app.command("build")
def knowledge_build() -> None:
    """Bring the index up to date with the content."""
    with _index() as (_, build):
        typer.echo(build)


@knowledge_app.command("search")
def knowledge_search(
    query: Annotated[str, typer.Argument(help="What to look for, in your own words.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many entries.")] = 5,
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind, such as question; may be repeated.")] = None,
    stage: Stage = None,
    role: Role = None,
) -> None:
    """Find questions, criteria, terms and the rest by words and by meaning."""
    from assistant.commands.search import print_found, search_knowledge

    with _plain_errors():
        found = search_knowledge(Settings.of(), query, kind or (), stage, role, k)
    print_found(found, kind or (), stage, role)


@app.command()
def serve(port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None, model: Model = None) -> None:
    """Start the inference server on its own, in the foreground."""
    from assistant.engine import plan_engine, server_command, server_environment

    with _plain_errors():
        settings = Settings.of(model=model)
        plan = plan_engine(settings)
    command = server_command(settings, plan, settings.host, port or settings.engine_port)
    os.execve(command[0], command, server_environment(settings, plan))


@app.command()
def ui(engine: Engine = None, model: Model = None) -> None:
    """Start the page, and the embedded engine unless another is given."""
    given = {"PLUMBLINE_ENGINE_URL": engine, "PLUMBLINE_MODEL": model}
    environment = os.environ | {name: value for name, value in given.items() if value}
    os.execve(sys.executable, [sys.executable, "-m", "ui"], environment)


@app.command()
def doctor(engine: Engine = None) -> None:
    """Say what is installed, which model and adapter would run, where data lives, and why."""
    from assistant.commands.doctor import examine

    with _plain_errors():
        findings = examine(Settings.of(engine_url=engine))
    for finding in findings:
        typer.echo(str(finding))
    raise typer.Exit(0 if all(finding.fine for finding in findings) else 1)


def main() -> None:
    """The `plumbline` command."""
    app()


@contextmanager
def _index() -> Iterator[tuple["Store", str]]:
    """The index, brought up to date, and what that took."""
    from assistant.opening import open_knowledge, open_store
    from knowledge.embed import Embedder

    with _plain_errors():
        settings = Settings.of()
        embedder = Embedder(settings.embedding_model, settings.cache_dir)
        with closing(open_store(settings, embedder)) as store:
            yield store, str(store.build(open_knowledge(settings)))


@contextmanager
def _plain_errors() -> Iterator[None]:
    """What this project raises on purpose becomes its sentence on stderr and exit code 1."""
    try:
        yield
    except (PlumblineError, KnowledgeError) as error:
        typer.echo(f"plumbline: {error}", err=True)
        raise typer.Exit(1) from error


if __name__ == "__main__":
    main()
