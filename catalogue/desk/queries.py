"""What the first page of a desk is made from: a fixed number of SELECTs, however much there is."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from catalogue.core.db import db
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules.states import EnrolmentState
from catalogue.offerings.models import Offering, Run, RunSession, Venue
from catalogue.offerings.rules import OfferingState, RunState, SessionState

WEEK = timedelta(days=7)
UNFINISHED = (OfferingState.DRAFT, OfferingState.CHANGES_REQUESTED)
SHOWN, LOOKED_AT = 30, 300


def unfinished(provider_id: int) -> list[Offering]:
    """Drafts, and listings that the office sent back, with what their lacks are worked out from."""
    found = (
        select(Offering)
        .where(Offering.provider_id == provider_id, Offering.state.in_(UNFINISHED))
        .options(
            selectinload(Offering.topics),
            selectinload(Offering.runs).options(selectinload(Run.sessions), joinedload(Run.venue).load_only(Venue.id)),
        )
    )
    return list(db.session.scalars(found.order_by(Offering.changed_at.desc(), Offering.id).limit(SHOWN)))


def any_listing(provider_id: int) -> bool:
    """Whether the provider has begun: one listing in any state is enough."""
    return bool(db.session.scalar(select(exists().where(Offering.provider_id == provider_id))))


def published(provider_id: int) -> list[Offering]:
    """The published listings, the last changed first; at most `LOOKED_AT`: so many as somebody may ever mend."""
    found = select(Offering).where(Offering.provider_id == provider_id, Offering.state == OfferingState.PUBLISHED)
    return list(db.session.scalars(found.order_by(Offering.changed_at.desc(), Offering.id).limit(LOOKED_AT)))


def requests_to_decide(provider_id: int) -> list[tuple[Run, int]]:
    """Runs with enrolments that wait for the provider's yes, and how many."""
    found = (
        select(Run, func.count(Enrolment.id))
        .join(Enrolment, Enrolment.run_id == Run.id)
        .join(Run.offering)
        .where(Offering.provider_id == provider_id, Enrolment.state == EnrolmentState.REQUESTED)
        .group_by(Run.id, Offering.id)
        .options(contains_eager(Run.offering))
        .order_by(Run.starts_at, Run.id)
        .limit(SHOWN)
    )
    return list(db.session.execute(found).tuples())


def full_with_waiting(provider_id: int, now: datetime) -> list[Run]:
    """Runs ahead in which no seat is free and people wait."""
    found = (
        select(Run)
        .join(Run.offering)
        .where(
            Offering.provider_id == provider_id,
            Run.state == RunState.SCHEDULED,
            Run.waiting_taken > 0,
            Run.seats_taken >= Run.capacity,
            Run.starts_at > now,
        )
        .options(contains_eager(Run.offering))
    )
    return list(db.session.scalars(found.order_by(Run.starts_at, Run.id).limit(SHOWN)))


def meetings_of_week(provider_id: int, now: datetime) -> list[RunSession]:
    """What takes place within the next seven days, the soonest first."""
    found = (
        select(RunSession)
        .join(RunSession.run)
        .join(Run.offering)
        .where(
            Offering.provider_id == provider_id,
            Run.state == RunState.SCHEDULED,
            RunSession.state != SessionState.CANCELLED,
            RunSession.ends_at > now,
            RunSession.starts_at < now + WEEK,
        )
        .options(
            contains_eager(RunSession.run).contains_eager(Run.offering),
            contains_eager(RunSession.run).joinedload(Run.city),
        )
    )
    return list(db.session.scalars(found.order_by(RunSession.starts_at, RunSession.id).limit(SHOWN)))
