"""Giving a seat, a request or a place on the waiting list back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.errors import NotFound
from catalogue.enrolment import rules
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import HOLDING_A_SEAT, EnrolmentState
from catalogue.enrolment.services.acting import ensure_may_act
from catalogue.enrolment.services.seats import give_back_seat
from catalogue.enrolment.services.telling import note, tell
from catalogue.offerings.models import Run
from catalogue.offerings.stale import mark_stale


@transaction
def cancel(enrolment_id: int, *, acted_by: int, now: datetime) -> None:
    """Give the seat back, as the learner wishes.

    :raises NotFound: no such enrolment, or somebody else's.
    :raises NotLive: it has ended already.
    :raises CancellingClosed: the deadline has passed.
    """
    enrolment = db.session.get(Enrolment, enrolment_id)
    if enrolment is None:
        raise NotFound
    ensure_may_act(enrolment.learner_id, acted_by)
    run = db.session.get_one(Run, enrolment.run_id, with_for_update=True)
    before = EnrolmentState(enrolment.state)
    rules.ensure_cancellable(before, run.cancel_deadline, now)
    after = EnrolmentState.CANCELLED if before == EnrolmentState.CONFIRMED else EnrolmentState.WITHDRAWN
    # With the expected state in the condition, two at once give back one seat.
    changed = rows_changed(
        update(Enrolment)
        .where(Enrolment.id == enrolment_id, Enrolment.state == before)
        .values(state=after, changed_at=now)
    )
    if not changed:
        raise rules.NotLive(state=before)
    if before in HOLDING_A_SEAT:
        give_back_seat(run.id)
    note(enrolment_id, before, after, acted_by, "cancelled by the learner", now)
    tell("enrolment_cancelled", enrolment.learner_id, enrolment_id, enrolment.public_id, now)
    mark_stale([run.offering_id], now)
