"""Giving a seat, a request or a place on the waiting list back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.errors import NotFound
from catalogue.enrolment import rules
from catalogue.enrolment.authority import ensure_may_act
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import HOLDING_A_SEAT, ON_THE_LIST, EnrolmentState
from catalogue.enrolment.services.offers import offer_free_seats
from catalogue.enrolment.services.seats import count, locked_run
from catalogue.enrolment.services.telling import note, tell
from catalogue.offerings.stale import mark_stale


@transaction
def cancel(enrolment_id: int, *, acted_by: int, now: datetime) -> None:
    """Give the seat, the request or the place on the waiting list back; a seat is offered to who waits at once.

    :raises NotFound: no such enrolment, or somebody else's.
    :raises NotLive: it has ended already.
    :raises CancellingClosed: the deadline has passed.
    """
    enrolment = db.session.get(Enrolment, enrolment_id)
    if enrolment is None:
        raise NotFound
    ensure_may_act(enrolment.learner_id, acted_by)
    run = locked_run(enrolment.run_id)
    db.session.refresh(enrolment)
    before = EnrolmentState(enrolment.state)
    rules.ensure_cancellable(before, run.cancel_deadline, now)
    after = rules.state_when_given_back(before)
    # With the expected state in the condition, two at once give back one seat.
    changed = rows_changed(
        update(Enrolment)
        .where(Enrolment.id == enrolment_id, Enrolment.state == before)
        .values(state=after, offer_expires_at=None, changed_at=now)
    )
    if not changed:
        raise rules.NotLive(state=before)
    give_back(run.id, enrolment.section, before)
    note(enrolment_id, before, after, acted_by, "cancelled by the learner", now)
    kind = "enrolment_left_list" if before in ON_THE_LIST else "enrolment_cancelled"
    tell(kind, enrolment.learner_id, enrolment_id, enrolment.public_id, now)
    offer_free_seats(locked_run(run.id), now)
    mark_stale([run.offering_id], now)


def give_back(run_id: int, section: str | None, before: EnrolmentState) -> None:
    """Count what an enrolment no longer holds."""
    if before in HOLDING_A_SEAT:
        count(run_id, section, seats=-1)
    elif before == EnrolmentState.WAITLISTED:
        count(run_id, section, waiting=-1)
