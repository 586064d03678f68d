"""Commands about certificates, for the operator."""

from __future__ import annotations

import click
from flask import Blueprint

from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.enrolment.certificates import rules, services
from catalogue.enrolment.certificates.rules import RevocationReason
from catalogue.enrolment.commanding import account_of

commands = Blueprint("certificates_commands", __name__, cli_group="certificates")
blueprints = (commands,)
commands.cli.short_help = "Withdrawing certificates, and the key that signs them."
REASONS = [reason.value for reason in RevocationReason if reason is not RevocationReason.PERSON_ERASED]


@commands.cli.command("revoke")
@click.argument("code")
@click.option("--reason", type=click.Choice(REASONS), required=True)
@click.option("--by", "email", required=True, help="Who withdraws it: a member of the office or of the provider.")
def revoke(code: str, reason: str, email: str) -> None:
    """Withdraw the certificate with this CODE; whoever verifies it is told."""
    try:
        whole = rules.read_code(code)
        services.revoke(whole, RevocationReason(reason), acted_by=account_of(email), now=now())
    except DomainError as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{rules.grouped(whole)} is withdrawn")


@commands.cli.command("rotate-key")
def rotate_key() -> None:
    """Sign with a new key from now on; older certificates stay verifiable."""
    try:
        kid = services.rotate_key(now())
    except DomainError as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"certificates are signed with {kid} from now on")
