"""Reads for the counter: the enrolments of those whom an account added there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from catalogue.accounts.assistance import acting
from catalogue.accounts.models import Assistance, Learner
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.queries import WITH_RUN


def assisted_enrolment(public_id: str, account_id: int, now: datetime) -> Enrolment:
    """:raises NotFound: there is none, or its learner is nobody for whom this account acts now: both look alike."""
    found = _assisted(account_id, now).where(Enrolment.public_id == public_id).options(*WITH_RUN)
    enrolment = db.session.scalars(found).one_or_none()
    if enrolment is None:
        raise NotFound
    return enrolment


def assisted_enrolments(learner_id: int, account_id: int, now: datetime) -> Sequence[Enrolment]:
    """Those of one person, the newest first."""
    found = _assisted(account_id, now).where(Enrolment.learner_id == learner_id).options(*WITH_RUN)
    return db.session.scalars(found.order_by(Enrolment.id.desc())).all()


def learner_of(number: str, account_id: int, now: datetime) -> Sequence[Learner]:
    """Whose enrolment a slip's number is; nobody where it is not this account's to see."""
    found = _assisted(account_id, now).where(Enrolment.public_id == number).options(joinedload(Enrolment.learner))
    return [one.learner for one in db.session.scalars(found)]


def _assisted(account_id: int, now: datetime) -> Select[Enrolment]:
    joined = select(Enrolment).join(Learner).join(Assistance, Assistance.learner_id == Learner.id)
    return joined.where(*acting(account_id, now))
