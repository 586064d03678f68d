"""How many seats a run has: raised, they are offered at once to those who wait; lowered, never below what is taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update

from catalogue.core import audit
from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.errors import NotFound
from catalogue.enrolment import rules
from catalogue.enrolment.authority import ensure_may_run
from catalogue.enrolment.sections import sections_of
from catalogue.enrolment.services.offers import offer_free_seats
from catalogue.enrolment.services.seats import locked_run
from catalogue.offerings.models import Offering, Run, RunSection
from catalogue.offerings.stale import mark_stale

Sizes = Mapping[str | None, int | None]
"""Section (None is the run itself) → how many seats it is to have; None is without limit."""


@transaction
def change_capacities(run_id: int, sizes: Sizes, *, acted_by: int | None, cause: str, now: datetime) -> int:
    """Set how many seats the run and its sections have: all of it, or nothing.

    :returns: how many seats were offered to those who wait.
    :raises NotFound: no such run or section, or not this account's to decide.
    :raises CapacityTooLow: more seats are taken already.
    """
    ensure_may_run(run_id, acted_by)
    if db.session.get(Run, run_id) is None:
        raise NotFound
    run = locked_run(run_id)
    too_low = [section for section, size in sizes.items() if not _change(run, section, size, acted_by, cause, now)]
    if too_low:
        raise rules.CapacityTooLow(*too_low)
    # Who has the form of this date open is told of the other size, instead of writing the old one over it.
    db.session.execute(update(Offering).where(Offering.id == run.offering_id).values(changed_at=now))
    mark_stale([run.offering_id], now)
    return offer_free_seats(locked_run(run_id), now)


def change_capacity(
    run_id: int, capacity: int | None, *, section: str | None = None, acted_by: int | None, cause: str, now: datetime
) -> int:
    """The same for the run alone, or one section of it."""
    return change_capacities(run_id, {section: capacity}, acted_by=acted_by, cause=cause, now=now)


def _change(
    run: Run, section: str | None, capacity: int | None, acted_by: int | None, cause: str, now: datetime
) -> bool:
    """:returns: whether so many are enough for those who have one."""
    before = run.capacity if section is None else _section(run, section).capacity
    if not (_set_run(run.id, capacity) if section is None else _set_section(run, section, capacity)):
        return False
    moved = {"before": _words(before, section), "after": _words(capacity, section)}
    audit.record("run", run.id, **moved, cause=cause, actor_id=acted_by, now=now)
    return True


def _set_run(run_id: int, capacity: int | None) -> bool:
    """The condition stands in the statement: who enrols at the same moment is not left without a seat."""
    enough = Run.seats_taken <= capacity if capacity is not None else Run.seats_taken >= 0
    return rows_changed(update(Run).where(Run.id == run_id, enough).values(capacity=capacity)) == 1


def _set_section(run: Run, key: str, capacity: int | None) -> bool:
    enough = RunSection.seats_taken <= capacity if capacity is not None else RunSection.seats_taken >= 0
    section = _section(run, key)
    # The listing says it as well, so that an export that is read in again changes nothing.
    written = [
        {**one, "capacity": capacity} if number == section.position else one for number, one in enumerate(run.sections)
    ]
    db.session.execute(update(Run).where(Run.id == run.id).values(sections=written))
    changed = update(RunSection).where(RunSection.id == section.id, enough).values(capacity=capacity)
    return rows_changed(changed) == 1


def _section(run: Run, key: str) -> RunSection:
    for section in sections_of(run):
        if section.key == key:
            return section
    raise NotFound


def _words(capacity: int | None, section: str | None) -> str:
    seats = "no limit" if capacity is None else f"{capacity} seats"
    return f"{seats} in {section}" if section else seats
