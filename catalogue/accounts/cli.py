"""Commands about accounts."""

from __future__ import annotations

import click
from flask import Blueprint

from catalogue.accounts import rules, services
from catalogue.accounts.models import ROLES
from catalogue.core.clock import now
from catalogue.core.errors import DomainError

commands = Blueprint("accounts_commands", __name__, cli_group="accounts")
blueprints = (commands,)


@commands.cli.command("grant")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
def grant(email: str, role: str) -> None:
    """Give the account with this EMAIL a ROLE: in the learning-city office, or as an assistant at a counter."""
    try:
        services.grant_role(rules.normal_email(email), role, now())
    except DomainError as refused:
        raise click.ClickException(f"no account has the address {email}") from refused
    click.echo(f"{email} is now {role}")
