"""Silence is noticed: enrolments whose confirmation was never written are found, and it is written after all."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, literal, or_, select

from catalogue.accounts.models import Account, Guardianship, Learner
from catalogue.core.db import db, transaction
from catalogue.core.logs import log
from catalogue.core.outbox import Message
from catalogue.enrolment.models import Enrolment, EnrolmentEvent
from catalogue.enrolment.rules import LIVE, EnrolmentState
from catalogue.enrolment.services.telling import tell

LOOKS_BACK = timedelta(days=1)  # no longer than sent messages are kept at least
TOLD_AT_ONCE = (EnrolmentState.CONFIRMED, EnrolmentState.REQUESTED)


@transaction
def reconcile_messages(now: datetime) -> int:
    """Compare the enrolments of the last day with their messages. :returns: how many enrolments lacked one."""
    told = Message.dedupe_key == (
        literal("enrolment_") + EnrolmentEvent.to_state + ":" + Enrolment.public_id + ":" + Account.public_id
    )
    guards = exists().where(
        Guardianship.account_id == Account.id,
        Guardianship.learner_id == Learner.id,
        Guardianship.state == "active",
        Guardianship.since <= EnrolmentEvent.at,
    )
    found = (
        select(Enrolment.id, Enrolment.public_id, Enrolment.learner_id, EnrolmentEvent.to_state)
        .join(EnrolmentEvent, EnrolmentEvent.enrolment_id == Enrolment.id)
        .join(Learner, Learner.id == Enrolment.learner_id)
        .join(Account, or_(Account.id == Learner.account_id, guards))
        .where(
            EnrolmentEvent.from_state.is_(None),
            EnrolmentEvent.to_state.in_(TOLD_AT_ONCE),
            EnrolmentEvent.at > now - LOOKS_BACK,
            Enrolment.state.in_(LIVE),
            Account.state == "active",
            ~exists().where(told),
        )
        .distinct()
    )
    missing = db.session.execute(found.order_by(Enrolment.id)).all()
    for row in missing:
        tell(f"enrolment_{row.to_state}", row.learner_id, row.id, row.public_id, now)
    if missing:
        about = {"enrolments": len(missing), "first": missing[0].public_id}
        log.error("messages were missing and are written now", extra={"about": about})
    return len(missing)
