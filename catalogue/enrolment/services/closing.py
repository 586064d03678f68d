"""The end of a waiting list: at the cut-off everybody who still waits is told, once, that no seat will come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update

from catalogue.core.db import db, rows_changed, transaction
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import LAST_OFFER_BEFORE_START, EnrolmentState
from catalogue.enrolment.services.offers import last_offer_of
from catalogue.enrolment.services.seats import count, locked_run
from catalogue.enrolment.services.telling import Told, note, tell_all
from catalogue.offerings.models import Run
from catalogue.offerings.rules import RunState
from catalogue.offerings.stale import mark_stale

LIST_CLOSED = "the waiting list was closed"


def close_lists(now: datetime) -> int:
    """End every waiting list whose cut-off has passed, a run at a time; a postponed run keeps its list.

    :returns: how many waited in vain.
    """
    near = or_(Run.enrol_closes_at <= now, Run.starts_at <= now + LAST_OFFER_BEFORE_START)
    found = select(Run.id).where(Run.waiting_taken > 0, Run.state != RunState.POSTPONED, near)
    return sum(_close(run_id, now) for run_id in db.session.scalars(found.order_by(Run.id)).all())


@transaction
def _close(run_id: int, now: datetime) -> int:
    run = locked_run(run_id)
    last = last_offer_of(run)
    if last is None or now < last:
        return 0
    found = select(Enrolment).where(Enrolment.run_id == run_id, Enrolment.state == EnrolmentState.WAITLISTED)
    waiting = db.session.scalars(found.order_by(Enrolment.waiting_place)).all()
    for one in waiting:
        rows_changed(
            update(Enrolment)
            .where(Enrolment.id == one.id, Enrolment.state == EnrolmentState.WAITLISTED)
            .values(state=EnrolmentState.LAPSED, changed_at=now)
        )
        count(run_id, one.section, waiting=-1)
        note(one.id, EnrolmentState.WAITLISTED, EnrolmentState.LAPSED, None, LIST_CLOSED, now)
    tell_all("enrolment_list_closed", [Told(one.id, one.learner_id, one.public_id) for one in waiting], now)
    mark_stale([run.offering_id], now)
    return len(waiting)
