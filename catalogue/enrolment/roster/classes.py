"""The classes of a provider: what has to be completed first, then what runs, what is coming, what is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.core.paging import pages_of
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.queries import RUN_PARTS
from catalogue.enrolment.rules import EnrolmentState
from catalogue.offerings.models import Offering, Run, Venue
from catalogue.offerings.rules import OfferingState, RunState

PER_PAGE = 20
NOT_ANNOUNCED = (OfferingState.DRAFT, OfferingState.IN_REVIEW, OfferingState.CHANGES_REQUESTED)


class Group(IntEnum):
    """In the order in which they stand on the page."""

    TO_COMPLETE = 0
    RUNNING = 1
    COMING = 2
    OVER = 3


@dataclass(frozen=True)
class Entry:
    """One run in the list: `confirmed` have a seat and no outcome yet, `requests` wait for the provider's answer."""

    run: Run
    group: Group
    confirmed: int
    requests: int


@dataclass(frozen=True)
class Page:
    entries: Sequence[Entry]
    number: int
    pages: int


def classes_of(provider_id: int, number: int, now: datetime) -> Page:
    """One page of the runs that were announced. :param number: from 1; beyond the last one it is that."""
    mine = (Offering.provider_id == provider_id, Offering.state.not_in(NOT_ANNOUNCED), Run.state != RunState.DRAFT)
    total = db.session.scalar(select(func.count(Run.id)).join(Offering).where(*mine)) or 0
    pages = pages_of(total, PER_PAGE)
    number = min(number, pages)
    confirmed, requests = _count(EnrolmentState.CONFIRMED), _count(EnrolmentState.REQUESTED)
    group = _group(confirmed, now)
    found = (
        select(Run, group, confirmed, requests)
        .join(Run.offering)
        .where(*mine)
        .options(contains_eager(Run.offering), joinedload(Run.city), joinedload(Run.venue).noload(Venue.district))
        .order_by(
            group,
            case((group < Group.OVER, Run.starts_at)).is_(None),
            case((group < Group.OVER, Run.starts_at)),
            case((group == Group.OVER, Run.ends_at)).desc(),
            Run.id,
        )
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    )
    rows = db.session.execute(found).tuples()
    return Page([Entry(run, Group(which), seated, asked) for run, which, seated, asked in rows], number, pages)


def _count(state: EnrolmentState) -> ScalarSelect[int]:
    found = select(func.count()).where(Enrolment.run_id == Run.id, Enrolment.state == state)
    return found.correlate(Run).scalar_subquery()


def _group(confirmed: ScalarSelect[int], now: datetime) -> ColumnElement[int]:
    over = Run.ends_at <= now
    return case(
        (Run.state == RunState.CANCELLED, Group.OVER),
        (Run.state == RunState.POSTPONED, Group.COMING),
        (and_(over, confirmed > 0), Group.TO_COMPLETE),
        (over, Group.OVER),
        (Run.starts_at <= now, Group.RUNNING),
        else_=Group.COMING,
    )


def run_of(provider_id: int, number: str) -> Run:
    """The provider's run with this public id.

    :raises NotFound: there is none, or it is another provider's: both look alike.
    """
    found = (
        select(Run)
        .join(Offering)
        .where(Run.public_id == number, Offering.provider_id == provider_id, Run.state != RunState.DRAFT)
        .options(*RUN_PARTS, selectinload(Run.section_seats))
    )
    run = db.session.scalars(found).one_or_none()
    if run is None:
        raise NotFound
    return run
