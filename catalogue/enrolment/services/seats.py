"""Seats, counted by the database: taken under a condition and a CHECK, given back once."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy import or_, update

from catalogue.core.db import db, rows_changed
from catalogue.enrolment import negative_control, rules
from catalogue.offerings.models import Run
from catalogue.offerings.rules import RunState


def claim_seat(run_id: int, seen: int, now: datetime) -> None:
    """Take one seat of the run if there is one.

    :param seen: the counter as it was read before, for the negative control only.
    :raises Reason: there is none any more, or the run cannot be enrolled in any more.
    """
    if current_app.config["SETTINGS"].test_negative_control == "unlocked":
        negative_control.claim_seat(run_id, seen)
        return
    claimed = rows_changed(
        update(Run)
        .where(
            Run.id == run_id,
            Run.state == RunState.SCHEDULED,
            or_(Run.capacity.is_(None), Run.seats_taken < Run.capacity),
            or_(Run.enrol_closes_at.is_(None), Run.enrol_closes_at > now),
        )
        .values(seats_taken=Run.seats_taken + 1)
    )
    if not claimed:
        run = db.session.get_one(Run, run_id, populate_existing=True)
        raise next(rules.why_not_available(run.figures, now), rules.RunFull())


def give_back_seat(run_id: int) -> None:
    """Give one seat of the run back; the caller has changed the enrolment that held it in the same transaction."""
    rows_changed(update(Run).where(Run.id == run_id).values(seats_taken=Run.seats_taken - 1))
