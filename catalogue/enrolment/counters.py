"""Whether the counters tell the truth: what runs and sections say is taken, beside the enrolments that take it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Executable, func, literal, or_, select

from catalogue.core.db import db
from catalogue.core.logs import log
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import HOLDING_A_SEAT, EnrolmentState
from catalogue.offerings.models import Run, RunSection

WAITING = (EnrolmentState.WAITLISTED,)


class Drift(NamedTuple):
    """A run (or one of its sections) whose counters are not what its enrolments say."""

    run: str
    section: str
    seats_taken: int
    seats_held: int
    waiting_taken: int
    waiting: int


def drift() -> list[Drift]:
    """Every counter that does not tell the truth, in two SELECTs."""
    return [Drift(*row) for question in (_runs(), _sections()) for row in db.session.execute(question)]


def _runs() -> Executable:
    held, waiting = _held(Enrolment.run_id == Run.id)
    wrong = or_(Run.seats_taken != held, Run.waiting_taken != waiting)
    return select(Run.public_id, literal(""), Run.seats_taken, held, Run.waiting_taken, waiting).where(wrong)


def _sections() -> Executable:
    held, waiting = _held((Enrolment.run_id == RunSection.run_id) & (Enrolment.section == RunSection.key))
    wrong = or_(RunSection.seats_taken != held, RunSection.waiting_taken != waiting)
    columns = (Run.public_id, RunSection.key, RunSection.seats_taken, held, RunSection.waiting_taken, waiting)
    return select(*columns).join(Run, Run.id == RunSection.run_id).where(wrong)


def _held(whose: ColumnElement[bool]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """How many seats are held, and how many wait."""
    return tuple(  # type: ignore[return-value]
        select(func.count(Enrolment.id)).where(whose, Enrolment.state.in_(states)).scalar_subquery()
        for states in (HOLDING_A_SEAT, WAITING)
    )


def report_drift(_now: datetime) -> int:
    """Write every counter that is wrong into the log, as an error for the operator. :returns: how many there are."""
    found = drift()
    for one in found:
        log.error("a counter of seats is wrong", extra={"about": one._asdict()})
    return len(found)
