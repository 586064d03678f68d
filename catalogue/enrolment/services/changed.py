"""What a changed listing means for the people in a run: added seats are offered, what they relied on is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from catalogue.core.db import db
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import HOLDING_A_SEAT
from catalogue.enrolment.services.offers import offer_free_seats
from catalogue.enrolment.services.seats import locked_run
from catalogue.enrolment.services.telling import Told, tell_all
from catalogue.offerings.models import Run
from catalogue.offerings.services.seat_door import RunChange


def listing_changed(changes: Iterable[RunChange], now: datetime) -> None:
    """Within the transaction of whoever changed the listing, in the order of the runs."""
    for change in sorted(changes, key=lambda one: one.run_id):
        run = locked_run(change.run_id)
        offer_free_seats(run, now)
        if change.matters and (run.ends_at is None or run.ends_at > now):
            _tell(run, change, now)


def _tell(run: Run, change: RunChange, now: datetime) -> None:
    """The moment is part of the number: each change is told once, also one back to what was told before."""
    number = f"{now.isoformat()}:{'-'.join(change.matters)}"
    held = select(Enrolment).where(Enrolment.run_id == run.id, Enrolment.state.in_(HOLDING_A_SEAT))
    told = [Told(one.id, one.learner_id, f"{one.public_id}:{number}") for one in db.session.scalars(held)]
    about = {"matters": list(change.matters), "title": list(change.title), "parts": list(change.told)}
    tell_all("enrolment_changed", told, now, **about)
