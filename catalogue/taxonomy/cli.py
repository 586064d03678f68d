"""Commands about the vocabularies."""

from __future__ import annotations

import click
from flask import Blueprint

from catalogue.taxonomy.services import load_vocabularies

commands = Blueprint("taxonomy", __name__, cli_group="taxonomy")
commands.cli.short_help = "Places, topics, skills and occupations."
blueprints = (commands,)


@commands.cli.command("load")
def load() -> None:
    """Bring the tables to what the data files say."""
    load_vocabularies()
    click.echo("vocabularies loaded")
