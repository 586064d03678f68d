"""Reads about enrolments."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, bindparam, exists, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from catalogue.accounts.household import learners_of
from catalogue.accounts.models import Learner
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.core.statements import among
from catalogue.enrolment.models import Enrolment, EnrolmentEvent
from catalogue.enrolment.rules import LIVE
from catalogue.offerings.models import Offering, Run, Venue
from catalogue.offerings.rules import OfferingState
from catalogue.taxonomy.models import District

RUN_PARTS = (
    joinedload(Run.offering).joinedload(Offering.provider),
    joinedload(Run.venue).joinedload(Venue.district).joinedload(District.city),
    joinedload(Run.city),
    joinedload(Run.district).joinedload(District.city),
    selectinload(Run.sessions),
)
WITH_RUN = (joinedload(Enrolment.learner), joinedload(Enrolment.run).options(*RUN_PARTS))
_SHOWN = (OfferingState.PUBLISHED, OfferingState.PAUSED, OfferingState.ARCHIVED)
_RUN = select(Run).join(Offering).where(Run.public_id == bindparam("run"), among(Offering.state, _SHOWN))
WHOLE_RUN = _RUN.options(*RUN_PARTS)
SENT_RUN = _RUN.options(load_only(Run.public_id, Run.questions, Run.capacity, Run.seats_taken))


def joined_since(run_ids: Collection[int], moment: datetime) -> bool:
    """Whether somebody who is still in any of these runs, or asks for it, joined at this moment or later."""
    here = (Enrolment.run_id.in_(run_ids), Enrolment.created_at >= moment, Enrolment.state.in_(LIVE))
    return bool(db.session.scalar(select(exists().where(*here))))


def run_by_public_id(public_id: str) -> Run:
    """A run of a listing that people may see. :raises NotFound: there is none."""
    return _one(WHOLE_RUN, public_id)


def run_to_send_to(public_id: str) -> Run:
    """As `run_by_public_id`, with no more than a sent form needs: what was asked, and whether all seats are taken."""
    return _one(SENT_RUN, public_id)


def _one(statement: Select[Run], public_id: str) -> Run:
    run = db.session.scalars(statement, {"run": public_id}).one_or_none()
    if run is None:
        raise NotFound
    return run


def for_account(account_id: int) -> ColumnElement[bool]:
    """That a learner is the account's own, or one whom it looks after."""
    return Learner.id.in_(learners_of(account_id))


def enrolments_of(account_id: int) -> Sequence[Enrolment]:
    """Every enrolment of the account's own learner and of those it looks after; the newest first."""
    found = (
        select(Enrolment)
        .join(Learner)
        .where(for_account(account_id))
        .options(*WITH_RUN)
        .order_by(Enrolment.created_at.desc(), Enrolment.id.desc())
    )
    return db.session.scalars(found).all()


def enrolment_for(public_id: str, account_id: int) -> Enrolment:
    """:raises NotFound: there is no such enrolment, or it is somebody else's: both look alike."""
    found = (
        select(Enrolment)
        .join(Learner)
        .where(Enrolment.public_id == public_id, for_account(account_id))
        .options(*WITH_RUN)
    )
    enrolment = db.session.scalars(found).one_or_none()
    if enrolment is None:
        raise NotFound
    return enrolment


def enrolment_by_id(enrolment_id: int) -> Enrolment | None:
    """For the mails' writers, who act for nobody."""
    found = select(Enrolment).where(Enrolment.id == enrolment_id).options(*WITH_RUN)
    return db.session.scalars(found).one_or_none()


def live_enrolments_in(offering_id: int, account_id: int) -> Sequence[Enrolment]:
    """The enrolments in any run of an offering that still count, the next run first."""
    found = (
        select(Enrolment)
        .join(Learner)
        .join(Run)
        .where(Run.offering_id == offering_id, Enrolment.state.in_(LIVE), for_account(account_id))
        .options(joinedload(Enrolment.run))
        .order_by(Run.starts_at, Run.id)
    )
    return db.session.scalars(found).all()


LIVE_ONE = select(Enrolment).where(
    Enrolment.run_id == bindparam("run"), Enrolment.learner_id == bindparam("learner"), among(Enrolment.state, LIVE)
)


def live_enrolment(run_id: int, learner_id: int) -> Enrolment | None:
    """The learner's enrolment in a run, if there is one that still counts."""
    return db.session.scalars(LIVE_ONE, {"run": run_id, "learner": learner_id}).one_or_none()


def sent_with(account_id: int, key: str) -> bool:
    """Whether an enrolment came of the form with this number already."""
    sent = Enrolment.acted_by == account_id, Enrolment.idempotency_key == key
    return db.session.scalar(select(Enrolment.id).where(*sent)) is not None


def steps_of(enrolment_id: int) -> Sequence[EnrolmentEvent]:
    """What happened to an enrolment, the first step first."""
    found = select(EnrolmentEvent).where(EnrolmentEvent.enrolment_id == enrolment_id).order_by(EnrolmentEvent.id)
    return db.session.scalars(found).all()
