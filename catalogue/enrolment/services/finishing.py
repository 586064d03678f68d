"""Runs that are over close by themselves, as soon as nobody in them is left to be completed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from catalogue.core import audit
from catalogue.core.db import db, transaction
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules.states import EnrolmentState
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.rules import RunState

AT_ONCE = 200


@transaction
def close_ended_runs(now: datetime) -> int:
    """Store that they are completed. That they have ended is derived from their dates and shown at once.

    A date of a listing that nobody could see yet was never held: its provider may still move it.

    :returns: how many, at most `AT_ONCE`; the rest follows with the next call.
    """
    shown = exists().where(Offering.id == Run.offering_id, Offering.published_at.is_not(None))
    left = exists().where(Enrolment.run_id == Run.id, Enrolment.state == EnrolmentState.CONFIRMED)
    over = (
        select(Run)
        .where(Run.state == RunState.SCHEDULED, Run.ends_at <= now, shown, ~left)
        .order_by(Run.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    runs = list(db.session.scalars(over))
    for run in runs:
        run.state = RunState.COMPLETED
        audit.record(
            "run", run.id, before=RunState.SCHEDULED, after=RunState.COMPLETED, cause="its end has passed",
            actor_id=None, now=now,
        )  # fmt: skip
    return len(runs)
