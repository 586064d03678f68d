"""Commands about enrolments: what providers decide until they have pages of their own; whether counters are true."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import click
from flask import Blueprint
from sqlalchemy import select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import DomainError
from catalogue.core.reader import Reader, reading_as
from catalogue.enrolment import services
from catalogue.enrolment.counters import drift
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import Run

commands = Blueprint("enrolment_commands", __name__, cli_group="enrolment")
commands.cli.short_help = "Seats, requests, and how enrolments went."
blueprints = ()  # `completion/cli.py` adds to the group, and registers it
Row = TypeVar("Row", Enrolment, Run)


@commands.cli.command("decide")
@click.argument("enrolment")
@click.argument("decision", type=click.Choice([str(one) for one in services.Decision]))
@click.option("--reason", default="", help="Told to the learner.")
def decide(enrolment: str, decision: str, reason: str) -> None:
    """Answer the request with the number ENROLMENT for the provider."""
    with _refusals_told():
        row = _named(Enrolment, enrolment)
        decided = services.decide(
            row.id, services.Decision(decision), acted_by=services.OPERATOR, reason=reason, now=now()
        )
    click.echo(f"{enrolment} is now {decided}")


@commands.cli.command("capacity")
@click.argument("run")
@click.argument("seats", type=click.IntRange(1))
@click.option("--section", help="Of this section only (its key).")
@click.option("--cause", default="changed by the operator", help="Kept in the audit trail.")
def capacity(run: str, seats: int, section: str | None, cause: str) -> None:
    """Give the run with the number RUN so many SEATS; added ones are offered to those who wait."""
    with _refusals_told():
        offered = services.change_capacity(
            _named(Run, run).id, seats, section=section, acted_by=services.OPERATOR, cause=cause, now=now()
        )
    click.echo(f"{run} has {seats} seats{f' in {section}' if section else ''}; {offered} offered")


@commands.cli.command("cancel")
@click.argument("run")
@click.option("--reason", required=True, help="Told to everybody concerned.")
def cancel_run(run: str, reason: str) -> None:
    """Cancel the run with the number RUN for the provider: enrolments end, everybody is told once."""
    with _refusals_told():
        ended = services.cancel_run(_named(Run, run).id, reason, acted_by=services.OPERATOR, now=now())
    click.echo(f"{run} is cancelled; {ended} enrolments ended")


@commands.cli.command("check")
def check() -> None:
    """Compare every counter of seats with the enrolments; exit status 1 where one is wrong."""
    found = drift()
    for one in found:
        click.echo(" ".join(f"{name}={value}" for name, value in one._asdict().items()), err=True)
    click.echo(f"{len(found)} counters are wrong")
    if found:
        raise SystemExit(1)


def _named(table: type[Row], number: str) -> Row:
    row = db.session.scalars(select(table).where(table.public_id == number)).one_or_none()
    if row is None:
        raise click.ClickException(f"nothing has the number {number}")
    return row


@contextmanager
def _refusals_told() -> Iterator[None]:
    """A refusal becomes the command's error message, in English."""
    try:
        yield
    except DomainError as refused:
        with reading_as(Reader(lang="en")):
            raise click.ClickException(str(refused.message)) from refused
