"""Evaluations, one command each: `python -m evals judge`, `python -m evals speed`."""

import typer

from evals.anchors import app as anchors
from evals.data import data
from evals.demands import app as demands
from evals.descriptions import descriptions
from evals.exchanges import exchanges
from evals.followups import app as followups
from evals.growth import growth
from evals.intents import intents
from evals.judge.command import judge
from evals.limits import limits
from evals.retrieval import app as retrieval
from evals.speed import speed
from evals.stage import stage

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
app.command()(data)
app.command()(descriptions)
app.command()(exchanges)
app.command()(growth)
app.command()(intents)
app.command()(judge)
app.command()(limits)
app.command()(speed)
app.command()(stage)
app.add_typer(anchors, name="anchors")
app.add_typer(demands, name="demands")
app.add_typer(followups, name="follow-ups")
app.add_typer(retrieval, name="retrieval")

if __name__ == "__main__":
    app()
