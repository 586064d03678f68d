"""Commands about people's rights, for the office's operator."""

from __future__ import annotations

import click
from flask import Blueprint

from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.privacy import queries, rules, services
from catalogue.privacy.rules import RequestState

commands = Blueprint("privacy_commands", __name__, cli_group="privacy")
commands.cli.short_help = "Requests about personal data, and what is forgotten when."
blueprints = (commands,)


@commands.cli.command("requests")
def requests() -> None:
    """Print the requests that wait for an answer: number, day by which it is due, kind, address, words."""
    for row, address in queries.open_requests():
        mark = " (soon)" if rules.is_urgent(row.received_at, row.extended_at, now()) else ""
        click.echo(f"{row.public_id}\t{row.due_at:%Y-%m-%d}{mark}\t{row.kind}\t{address}\t{row.words or ''}")


@commands.cli.command("answer")
@click.argument("number")
@click.argument("outcome", type=click.Choice([RequestState.DONE.value, RequestState.REFUSED.value]))
@click.option("--reason", required=True, help="What the person reads: what was done, or why not.")
def answer(number: str, outcome: str, reason: str) -> None:
    """Answer the request with this NUMBER; the person is told by mail that the answer is there."""
    try:
        services.answer(number, RequestState(outcome), reason, now=now())
    except DomainError as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{number}: {outcome}")


@commands.cli.command("extend")
@click.argument("number")
@click.option("--reason", required=True, help="What the person reads: why it takes longer.")
def extend(number: str, reason: str) -> None:
    """Take 30 more days for the request with this NUMBER, once."""
    try:
        due_at = services.extend(number, reason, now=now())
    except DomainError as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{number}: due {due_at:%Y-%m-%d}")


@commands.cli.command("forget")
def forget() -> None:
    """Forget now what is older than the settings say, as the worker does every hour."""
    click.echo(f"{services.forget_what_is_due(now())} rows and files forgotten")
