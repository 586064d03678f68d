"""What an import means for the people in a run: added seats are offered, another time or place is told. Once each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from catalogue.core.db import db
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import HOLDING_A_SEAT
from catalogue.enrolment.services.offers import offer_free_seats
from catalogue.enrolment.services.seats import locked_run
from catalogue.enrolment.services.telling import Told, tell_all
from catalogue.offerings.models import Run
from catalogue.offerings.services.seat_door import RunChange, whereabouts


def run_imported(changes: Iterable[RunChange], now: datetime) -> None:
    """Within the transaction of the import, in the order of the runs."""
    for change in sorted(changes):
        run = locked_run(change.run_id)
        offer_free_seats(run, now)
        if change.moved and (run.ends_at is None or run.ends_at > now):
            _tell_of_move(run, now)


def _tell_of_move(run: Run, now: datetime) -> None:
    """The new times are part of the number: the same file again tells nobody twice, another change does."""
    state = sha256(repr(whereabouts(run)).encode()).hexdigest()[:12]
    held = select(Enrolment).where(Enrolment.run_id == run.id, Enrolment.state.in_(HOLDING_A_SEAT))
    told = [Told(one.id, one.learner_id, f"{one.public_id}:{state}") for one in db.session.scalars(held)]
    tell_all("enrolment_changed", told, now)
