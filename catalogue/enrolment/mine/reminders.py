"""Reminding of meetings: once for each enrolment, meeting and account, by way of the outbox."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Text, cast, literal, or_, select

from catalogue.accounts.models import Account, Guardianship, Learner
from catalogue.accounts.telling import write_to
from catalogue.core.db import db, transaction
from catalogue.core.formats import DEFAULT_ZONE
from catalogue.core.outbox import Message
from catalogue.enrolment.mine.models import Absence, ReminderChoice
from catalogue.enrolment.mine.rules import FARTHEST, Lead, due
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import EnrolmentState
from catalogue.offerings.models import Offering, Run, RunSession
from catalogue.offerings.page_queries import STAYING
from catalogue.offerings.rules import RunState, SessionState
from catalogue.taxonomy.models import City

KIND = "meeting_reminder"
AT_ONCE = 100
"""Messages written in one transaction, so that nobody waits long for the database."""


def send_due(now: datetime) -> int:
    """Put every reminder whose time has come into the outbox. :returns: how many."""
    found = _due(now)
    told = 0
    while some := list(islice(found, AT_ONCE)):
        _post(some, now)
        told += len(some)
    return told


def _due(now: datetime) -> Iterator[Any]:
    """What is to be sent, read to the end before anything is written: writing drops what was being read."""
    rows = [*db.session.execute(_to_learners(now)), *db.session.execute(_to_guardians(now))]
    for row in sorted(rows, key=lambda row: (row.starts_at, row.enrolment_id, row.account_id)):
        zone, lead = row.time_zone or DEFAULT_ZONE, Lead(row.lead or Lead.DAY)
        if due(row.starts_at, zone, lead, known_since=row.changed_at, now=now):
            yield row


def _to_learners(now: datetime) -> Any:
    return _told(_near(now).join(Account, Account.id == Learner.account_id))


def _to_guardians(now: datetime) -> Any:
    guarded = _near(now).join(Guardianship, Guardianship.learner_id == Learner.id)
    return _told(guarded.join(Account, Account.id == Guardianship.account_id)).where(Guardianship.state == "active")


def _near(now: datetime) -> Any:
    """Meetings that begin soon, with everybody who has a seat and has not said that she will not be there."""
    missed = select(Absence.id).where(Absence.enrolment_id == Enrolment.id, Absence.session_id == RunSession.id)
    return (
        select(
            Enrolment.id.label("enrolment_id"),
            Enrolment.public_id.label("number"),
            Enrolment.changed_at,
            RunSession.id.label("session_id"),
            RunSession.starts_at,
            City.time_zone,
            Account.id.label("account_id"),
            Account.public_id.label("account_number"),
            Account.email,
            Account.language,
            Account.digits,
            Account.calendar,
            ReminderChoice.lead,
        )
        .select_from(RunSession)
        .join(Run, Run.id == RunSession.run_id)
        .join(Offering, Offering.id == Run.offering_id)
        .join(Enrolment, Enrolment.run_id == Run.id)
        .join(Learner, Learner.id == Enrolment.learner_id)
        .outerjoin(City, City.id == Run.city_id)
        .where(
            RunSession.starts_at > now,
            RunSession.starts_at <= now + FARTHEST,
            RunSession.state != SessionState.CANCELLED,
            Run.state == RunState.SCHEDULED,
            Offering.state.in_(STAYING),
            Enrolment.state == EnrolmentState.CONFIRMED,
            ~missed.exists(),
        )
    )


def _told(found: Any) -> Any:
    """Only accounts that are there, want reminders, and have not had this one."""
    key = literal(f"{KIND}:") + Enrolment.public_id + ":" + cast(RunSession.id, Text) + ":" + Account.public_id
    already = select(Message.id).where(Message.dedupe_key == key)
    return found.outerjoin(ReminderChoice, ReminderChoice.account_id == Account.id).where(
        Account.state == "active",
        or_(ReminderChoice.lead.is_(None), ReminderChoice.lead != Lead.NEVER),
        ~already.exists(),
    )


@transaction
def _post(rows: Sequence[Any], now: datetime) -> None:
    for row in rows:
        payload = {"enrolment": row.enrolment_id, "session": row.session_id, "account": row.account_id}
        key = f"{KIND}:{row.number}:{row.session_id}:{row.account_number}"
        write_to(row, KIND, payload, dedupe_key=key, now=now)
