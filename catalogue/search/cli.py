"""Commands about the search index."""

from __future__ import annotations

import click
from flask import Blueprint

from catalogue.core.clock import now
from catalogue.search import sync
from catalogue.search.engine import engine
from catalogue.search.port import IndexBusy
from catalogue.search.request import parse
from catalogue.search.understanding.explained import explained

commands = Blueprint("search_commands", __name__, cli_group="search")
commands.cli.short_help = "The search index: built, checked, explained."
blueprints = (commands,)


@commands.cli.command("rebuild")
def rebuild() -> None:
    """Build a new index beside the old one and switch to it."""
    try:
        click.echo(f"{sync.rebuild()} offerings indexed")
    except IndexBusy as trouble:
        raise click.ClickException("another process is writing the index; please try again") from trouble


@commands.cli.command("check")
def check() -> None:
    """Print the drift: how many offerings the index lacks, has too many of, or has at another version.

    Changes that are still waiting are carried out first, as the worker does twice a second.
    """
    sync.drain(now())
    found = sync.check()
    click.echo(found)
    if found:
        raise SystemExit(1)


@commands.cli.command("explain")
@click.argument("text")
def explain(text: str) -> None:
    """Print how TEXT is understood as a query."""
    query, problems = parse([("q", text)])
    for line in explained(engine().understand(query)):
        click.echo(line)
    for name, value in query.pairs():
        click.echo(f"parameter {name}: {value}")
    for problem in problems:
        click.echo(f"problem {problem.parameter}: {problem.code}")
