"""Reads about waiting lists: places, what usually happens, for whom an account may join."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from catalogue.accounts.models import Account, Learner
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.enrolment.models import BundleMember, Enrolment
from catalogue.enrolment.queries import RUN_PARTS, for_account
from catalogue.enrolment.rules import EnrolmentState, Together
from catalogue.offerings.models import Offering, Run

GOT_A_SEAT = (
    EnrolmentState.CONFIRMED,
    EnrolmentState.CANCELLED,
    EnrolmentState.COMPLETED,
    EnrolmentState.NOT_COMPLETED,
    EnrolmentState.NO_SHOW,
)
FEWEST_TO_TELL = 5
"""Fewer people than this are no experience, and could be recognised. Source: MODEL, "What is always true", 15."""


class Place(NamedTuple):
    """Where somebody stands, and how many wait in all for the same seats."""

    number: int
    length: int


class Experience(NamedTuple):
    """Of so many who waited in earlier runs of a provider, how many got a seat."""

    waited: int
    got_a_seat: int

    @property
    def known(self) -> bool:
        return self.waited >= FEWEST_TO_TELL


def places_of(enrolments: Sequence[Enrolment]) -> dict[int, Place]:
    """Enrolment id → place, for those of these that stand on a waiting list; no question where none does."""
    wanted = [one.id for one in enrolments if one.state == EnrolmentState.WAITLISTED]
    if not wanted:
        return {}
    other = aliased(Enrolment)
    in_front = func.count().filter(other.waiting_place < Enrolment.waiting_place)
    found = (
        select(Enrolment.id, in_front + 1, func.count())
        .join(other, and_(other.run_id == Enrolment.run_id, other.state == EnrolmentState.WAITLISTED, _same(other)))
        .where(Enrolment.id.in_(wanted))
        .group_by(Enrolment.id)
    )
    return {row_id: Place(number, length) for row_id, number, length in db.session.execute(found)}


def _same(other: type[Enrolment]) -> ColumnElement[bool]:
    """The same section, or none either."""
    return or_(other.section == Enrolment.section, and_(other.section.is_(None), Enrolment.section.is_(None)))


def experience_of(provider_id: int, now: datetime) -> Experience:
    """What became of those who waited in runs of this provider that are over."""
    found = (
        select(func.count(), func.count().filter(Enrolment.state.in_(GOT_A_SEAT)))
        .select_from(Enrolment)
        .join(Run)
        .join(Offering)
        .where(Offering.provider_id == provider_id, Run.ends_at < now, Enrolment.waiting_place.is_not(None))
    )
    return Experience(*db.session.execute(found).tuples().one())


def offer_of_link(number: str, account: str) -> tuple[Enrolment, int]:
    """The enrolment that a mailed link names, and the account that it was sent to.

    :raises NotFound: there is no such enrolment, or the account may not act for its learner any more.
    """
    account_id = db.session.scalar(select(Account.id).where(Account.public_id == account, Account.state == "active"))
    if account_id is None:
        raise NotFound
    found = select(Enrolment).join(Learner).where(Enrolment.public_id == number, for_account(account_id))
    options = (joinedload(Enrolment.learner), joinedload(Enrolment.run).options(*RUN_PARTS))
    enrolment = db.session.scalars(found.options(*options)).one_or_none()
    if enrolment is None:
        raise NotFound
    return enrolment, account_id


def learners_answered_for(enrolment: Enrolment, account_id: int) -> list[Learner]:
    """For whom one answer to this offer speaks: the learner, or all who wait for seats together with her.

    Only those for whom the account may act are named to it.
    """
    bundle = enrolment.bundle
    if bundle is None or bundle.together != Together.ALL:
        return [enrolment.learner]
    found = (
        select(Learner)
        .join(Enrolment)
        .join(BundleMember)
        .where(BundleMember.bundle_id == bundle.id, Enrolment.state == enrolment.state, for_account(account_id))
        .order_by(Enrolment.id)
    )
    return list(db.session.scalars(found))


def may_answer(enrolment: Enrolment, account: str) -> bool:
    """Whether an account acts for everybody for whom one answer to this offer speaks. :param account: its public id."""
    bundle = enrolment.bundle
    if bundle is None or bundle.together != Together.ALL:
        return True
    account_id = db.session.scalar(select(Account.id).where(Account.public_id == account)) or 0
    others = (
        select(Enrolment.id)
        .join(Learner)
        .join(BundleMember)
        .where(BundleMember.bundle_id == bundle.id, Enrolment.state == enrolment.state, ~for_account(account_id))
    )
    return db.session.scalar(others.limit(1)) is None
