"""Start the page: `python -m ui [--engine URL]`. Prints its address; Ctrl-C stops it."""

import sys
import threading
from typing import Annotated

import typer

from assistant.errors import PlumblineError
from assistant.judging.judge import SENIORITIES
from assistant.judging.scorer import Scorer
from assistant.opening import open_judge, open_knowledge
from assistant.scoring import Choices
from assistant.settings import Settings
from knowledge.errors import KnowledgeError
from knowledge.types import Knowledge
from ui.surroundings import prepare


def main(
    engine: Annotated[str | None, typer.Option(help="Engine URL; without it the embedded one is started.")] = None,
) -> None:
    """Serve the page until it is stopped."""
    settings = Settings(engine_url=engine) if engine else Settings()
    try:
        prepare(settings)
        _serve(settings)
    except (PlumblineError, KnowledgeError) as error:
        typer.echo(f"plumbline: {error}", err=True)
        raise typer.Exit(1) from error


def _serve(settings: Settings) -> None:
    typer.echo("Starting the engine; the first start unpacks the model and builds the index, which takes a minute.")
    choices = choices_of(open_knowledge(settings))
    with open_judge(settings) as judge:
        from ui.defaults import Defaults
        from ui.serve import serve_page

        page, address = serve_page(Scorer(judge), Defaults(choices, settings))
        typer.echo(f"Plumbline is at {address}")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            typer.echo("Stopping.")
        finally:
            page.close()


def choices_of(knowledge: Knowledge) -> Choices:
    """What can be chosen in the page, as the knowledge names it."""
    return Choices(
        roles=tuple((role.name, role.id) for role in knowledge.roles.values()),
        stages=tuple((stage.name, stage.id) for stage in knowledge.stages.values()),
        seniorities=tuple((seniority.capitalize(), seniority) for seniority in SENIORITIES),
    )


if __name__ == "__main__":
    typer.run(main)
