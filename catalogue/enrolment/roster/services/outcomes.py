"""How a class ended for each of its learners, entered at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from catalogue.core.errors import DomainError, NotFound
from catalogue.core.formats import at_zone
from catalogue.enrolment.completion.rules import Outcome
from catalogue.enrolment.completion.services import complete
from catalogue.enrolment.roster.rules import DayOutsideTheRun
from catalogue.offerings.models import Run


@dataclass(frozen=True)
class Wanted:
    """An outcome that was chosen for an enrolment."""

    enrolment_id: int
    outcome: Outcome


def end_all(
    run: Run, wanted: Sequence[Wanted], *, ended_on: date | None, acted_by: int, now: datetime
) -> dict[int, DomainError]:
    """End each enrolment by itself, so that one that cannot be ended keeps none of the others back.

    :returns: enrolment → why it could not be.
    :raises NotFound: nobody who may enter this. :raises DayOutsideTheRun: a day before it began, or that is to come.
    """
    if ended_on is not None:
        ensure_possible_day(run, ended_on, now)
    refused: dict[int, DomainError] = {}
    for one in wanted:
        try:
            complete(one.enrolment_id, one.outcome, acted_by=acted_by, ended_on=ended_on, now=now)
        except NotFound:
            raise
        except DomainError as why:
            refused[one.enrolment_id] = why
    return refused


def ensure_possible_day(run: Run, day: date, now: datetime) -> None:
    """:raises DayOutsideTheRun: it lies before the first meeting or after today, in the run's city."""
    first = at_zone(run.starts_at, run.time_zone).date() if run.starts_at else day
    if not first <= day <= at_zone(now, run.time_zone).date():
        raise DayOutsideTheRun(day=day)
