"""Commands about accounts."""

from __future__ import annotations

import click
from flask import Blueprint

from catalogue.accounts import rules, services
from catalogue.core.clock import now
from catalogue.core.errors import DomainError

commands = Blueprint("accounts_commands", __name__, cli_group="accounts")
blueprints = (commands,)


@commands.cli.command("grant")
@click.argument("email")
@click.argument("role", type=click.Choice(["office", "administrator"]))
def grant(email: str, role: str) -> None:
    """Give the account with this EMAIL a ROLE of the learning-city office."""
    try:
        services.grant_role(rules.normal_email(email), role, now())
    except DomainError as refused:
        raise click.ClickException(f"no account has the address {email}") from refused
    click.echo(f"{email} is now {role}")
