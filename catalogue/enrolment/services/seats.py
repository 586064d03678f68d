"""Seats and places on the waiting list, counted by the database: taken under a condition and a CHECK, given back once.

Every change begins with the run's row, so that all that touch one run stand in one queue.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from flask import current_app
from sqlalchemy import Boolean, Table, bindparam, or_, update
from sqlalchemy.orm.util import identity_key

from catalogue.core.db import db, rows_changed
from catalogue.enrolment import negative_control, rules
from catalogue.enrolment.sections import figures_of, sections_of, shares_its_seats
from catalogue.offerings.models import Run, RunSection
from catalogue.offerings.rules import RunState

# Put together once: that costs more of our time than running it.
_runs = Run.__table__.c
CLAIM = (
    update(cast(Table, Run.__table__))
    .where(
        _runs.id == bindparam("run"),
        _runs.state == RunState.SCHEDULED,
        or_(_runs.capacity.is_(None), _runs.seats_taken < _runs.capacity),
        or_(_runs.waiting_taken == 0, bindparam("apart", type_=Boolean)),
        or_(_runs.enrol_closes_at.is_(None), _runs.enrol_closes_at > bindparam("at"), bindparam("late", type_=Boolean)),
    )
    .values(seats_taken=_runs.seats_taken + 1)
)


def claim_seat(run_id: int, seen: int, now: datetime, *, section: str | None = None, late: bool = False) -> None:
    """Take a seat that is free and for which nobody waits.

    :param seen: the counter as it was read before, for the negative control only.
    :param late: also after enrolment has closed: the provider decides on a request.
    :raises Reason: there is none any more, or the run cannot be enrolled in any more.
    """
    if current_app.config["SETTINGS"].test_negative_control == "unlocked":
        negative_control.claim_seat(run_id, seen)
        return
    asked = {"run": run_id, "at": now, "late": late, "apart": not _is_for_whoever_waits(run_id, section)}
    claimed = db.session.connection().execute(CLAIM, asked).rowcount
    _forget_counter(run_id)
    if not claimed or (section is not None and not _claim_in_section(run_id, section)):
        run = db.session.get_one(Run, run_id, populate_existing=True)
        own = _section(run, section)
        raise next(rules.why_not_available(figures_of(run, own), now), rules.RunFull())


def _is_for_whoever_waits(run_id: int, section: str | None) -> bool:
    """Seats of a section apart are nobody's who waits for another; that section's own row is asked next."""
    return section is None or shares_its_seats(db.session.get_one(Run, run_id))


def _forget_counter(run_id: int) -> None:
    """Who reads the run again in this transaction reads the seat that was just taken."""
    if (run := db.session.identity_map.get(identity_key(Run, run_id))) is not None:
        db.session.expire(run, ["seats_taken"])


def _claim_in_section(run_id: int, section: str) -> bool:
    claimed = rows_changed(
        update(RunSection)
        .where(
            RunSection.run_id == run_id,
            RunSection.key == section,
            or_(RunSection.capacity.is_(None), RunSection.seats_taken < RunSection.capacity),
            RunSection.waiting_taken == 0,
        )
        .values(seats_taken=RunSection.seats_taken + 1)
    )
    return claimed == 1


def _section(run: Run, key: str | None) -> RunSection | None:
    for section in sections_of(run):
        if section.key == key:
            db.session.refresh(section)
            return section
    return None


def count(run_id: int, section: str | None, *, seats: int = 0, waiting: int = 0) -> None:
    """Add to the counters of the run and of the section; below nothing or above the size the CHECKs refuse it.

    The caller has changed the enrolment that is counted in the same transaction.
    """
    rows_changed(
        update(Run)
        .where(Run.id == run_id)
        .values(seats_taken=Run.seats_taken + seats, waiting_taken=Run.waiting_taken + waiting)
    )
    if section is not None:
        rows_changed(
            update(RunSection)
            .where(RunSection.run_id == run_id, RunSection.key == section)
            .values(seats_taken=RunSection.seats_taken + seats, waiting_taken=RunSection.waiting_taken + waiting)
        )


def take_waiting_place(run_id: int, section: str | None) -> bool:
    """:returns: whether there was one left."""
    taken = rows_changed(
        update(Run)
        .where(Run.id == run_id, Run.waiting_taken < Run.waiting_list)
        .values(waiting_taken=Run.waiting_taken + 1)
    )
    if taken and section is not None:
        rows_changed(
            update(RunSection)
            .where(RunSection.run_id == run_id, RunSection.key == section)
            .values(waiting_taken=RunSection.waiting_taken + 1)
        )
    return taken == 1


def locked_run(run_id: int) -> Run:
    """The run as it is now; nobody else changes its seats before this transaction ends.

    Its key is not locked: those who have just written a row that points to it are not waited for.
    """
    lock: Any = {"key_share": True}
    run = db.session.get_one(Run, run_id, with_for_update=lock, populate_existing=True)
    for section in sections_of(run):
        db.session.refresh(section)
    return run


def ensure_still_open(run: Run, now: datetime) -> None:
    """Ask a locked run once more: it may have been cancelled since its verdict was read.

    :raises Reason: it takes nobody any more.
    """
    for reason in rules.why_not_available(run.figures, now):
        if not isinstance(reason, rules.RunFull):  # whether there is a place is counted when it is taken
            raise reason
