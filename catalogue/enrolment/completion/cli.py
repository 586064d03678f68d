"""Entering attendance and completion from the command line, until the providers' desk has pages for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from sqlalchemy import select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import DomainError, NotFound
from catalogue.enrolment.certificates.rules import grouped
from catalogue.enrolment.cli import commands
from catalogue.enrolment.commanding import account_of
from catalogue.enrolment.completion import services
from catalogue.enrolment.completion.rules import Mark, Outcome
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import RunSession

blueprints = (commands,)  # one group for all commands about enrolments; registered when all of them are there
by_option: Callable[[Any], Any] = click.option(
    "--by", "email", required=True, help="Who enters it: a member of the office or of the provider."
)


@commands.cli.command("complete")
@click.argument("number")
@click.option("--outcome", type=click.Choice([one.value for one in Outcome]), default=Outcome.COMPLETED.value)
@by_option
def complete(number: str, outcome: str, email: str) -> None:
    """End the enrolment with this NUMBER; a completed one gets its certificate."""
    try:
        enrolment = _enrolment(number)
        ended = services.complete(enrolment.id, Outcome(outcome), acted_by=account_of(email), now=now())
    except DomainError as refused:
        raise click.ClickException(str(refused)) from refused
    certificate = f", certificate {grouped(ended.code)}" if ended.code else ""
    click.echo(f"{number}: {ended.outcome}{certificate}")


@commands.cli.command("attend")
@click.argument("number")
@click.argument("meeting", type=click.IntRange(min=1))
@click.option("--mark", type=click.Choice([one.value for one in Mark]), default=Mark.PRESENT.value)
@by_option
def attend(number: str, meeting: int, mark: str, email: str) -> None:
    """Enter attendance for the enrolment with this NUMBER in the run's first, second, … MEETING."""
    try:
        enrolment = _enrolment(number)
        session_id = _meeting(enrolment.run_id, meeting)
        services.record_attendance(enrolment.id, session_id, Mark(mark), acted_by=account_of(email), now=now())
    except DomainError as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{number}: meeting {meeting}, {mark}")


def _enrolment(number: str) -> Enrolment:
    found = db.session.scalars(select(Enrolment).where(Enrolment.public_id == number)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _meeting(run_id: int, place: int) -> int:
    order = (RunSession.starts_at, RunSession.id)
    found = db.session.scalars(select(RunSession.id).where(RunSession.run_id == run_id).order_by(*order)).all()
    if place > len(found):
        raise NotFound
    return found[place - 1]
