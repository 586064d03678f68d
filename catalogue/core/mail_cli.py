"""Commands about the mail on its way out, for the office's operator."""

from __future__ import annotations

import click
from flask import Blueprint

from catalogue.core import storms
from catalogue.core.clock import now
from catalogue.core.mail_watch import mail_status, try_again

commands = Blueprint("mail_commands", __name__, cli_group="mail")
commands.cli.short_help = "Mail on its way out: how it stands, what is held back."


@commands.cli.command("status")
def status() -> None:
    """Print what waits, how old the oldest of it is, what is held back and what was given up.

    Exit status 1 when mail is late or held back.
    """
    found = mail_status(now())
    minutes = f", the oldest for {int(found.oldest.total_seconds() // 60)} minutes" if found.oldest else ""
    click.echo(f"waiting: {found.waiting}{minutes}{' (late)' if found.late else ''}")
    click.echo(f"address refused, tried again: {found.refused}")
    click.echo(f"given up: {found.failed}")
    click.echo(f"held back: {sum(found.held.values())}")
    for about, many in found.held.items():
        click.echo(f"  {about}\t{many}")
    if found.late or found.held:
        raise SystemExit(1)


@commands.cli.command("release")
@click.argument("about")
@click.option("--discard", is_flag=True, help="Never send them instead.")
def release(about: str, *, discard: bool) -> None:
    """Send what is held back ABOUT this, as `flask mail status` names it."""
    many = storms.discard(about) if discard else storms.release(about, now())
    if not many:
        raise click.ClickException(f"nothing is held back about {about}")
    click.echo(f"{many} mails {'discarded' if discard else 'released'}")


@commands.cli.command("retry")
def retry() -> None:
    """Try what was given up again, for example after a mail server refused everything for days."""
    click.echo(f"{try_again(now())} mails will be tried again")
