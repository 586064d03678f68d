"""Reads about a person's rights: the household, consents, requests, and what erasing would take away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased, joinedload

from catalogue.accounts.models import Account, Assistance, Consent, Guardianship, Learner
from catalogue.accounts.queries import own_learner
from catalogue.accounts.services import ASSISTED_PURPOSE
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import LIVE
from catalogue.offerings.models import Run
from catalogue.privacy.holdings import Person
from catalogue.privacy.models import RightsRequest
from catalogue.privacy.rules import RequestState
from catalogue.providers.models import Provider, ProviderMember


@dataclass(frozen=True)
class Dependant:
    """Somebody whom an account looks after; `stays` when that goes on without this account."""

    learner: Learner
    stays: bool


@dataclass(frozen=True)
class Loss:
    """What erasing an account takes away, and what it leaves."""

    learner: Learner | None
    dependants: Sequence[Dependant]
    live: Sequence[Enrolment]
    ended: int
    providers: Sequence[Provider]
    """Organisations for which nobody else acts."""

    @property
    def leaving(self) -> list[Learner]:
        """The dependants who are erased too."""
        return [one.learner for one in self.dependants if not one.stays]

    @property
    def staying(self) -> list[Learner]:
        return [one.learner for one in self.dependants if one.stays]

    @property
    def learner_ids(self) -> tuple[int, ...]:
        """Every learner who is erased."""
        own = [self.learner] if self.learner else []
        return tuple(one.id for one in (*own, *self.leaving))


def dependants_of(account_id: int) -> list[Dependant]:
    """Those under the account's active guardianship, in the order in which they came."""
    other = aliased(Guardianship)
    looked_after = (
        select(other.id)
        .where(other.learner_id == Learner.id, other.account_id != account_id, other.state == "active")
        .exists()
    )
    found = (
        select(Learner, looked_after | Learner.account_id.is_not(None))
        .join(Guardianship, Guardianship.learner_id == Learner.id)
        .where(Guardianship.account_id == account_id, Guardianship.state == "active")
        .order_by(Learner.id)
    )
    return [Dependant(learner, bool(stays)) for learner, stays in db.session.execute(found)]


def person_of(account_id: int) -> Person:
    """The account with everybody for whom it may see and ask. :raises NotFound: no such account."""
    address = db.session.scalar(select(Account.email).where(Account.id == account_id, Account.state == "active"))
    if address is None:
        raise NotFound
    own = own_learner(account_id)
    learners = [*([own] if own else []), *(one.learner for one in dependants_of(account_id))]
    return Person(account_id, address, tuple(learner.id for learner in learners))


def loss_of(account_id: int) -> Loss:
    """What erasing this account would mean."""
    own, dependants = own_learner(account_id), dependants_of(account_id)
    ids = [one.id for one in (own, *(one.learner for one in dependants if not one.stays)) if one]
    ended = select(func.count()).where(Enrolment.learner_id.in_(ids), Enrolment.state.not_in(LIVE))
    return Loss(own, dependants, _live(ids), db.session.scalar(ended) or 0, _left_alone(account_id))


def _live(learner_ids: Sequence[int]) -> Sequence[Enrolment]:
    """In the order in which runs are locked."""
    found = (
        select(Enrolment)
        .where(Enrolment.learner_id.in_(learner_ids), Enrolment.state.in_(LIVE))
        .options(joinedload(Enrolment.run).joinedload(Run.offering), joinedload(Enrolment.learner))
        .order_by(Enrolment.run_id, Enrolment.id)
    )
    return db.session.scalars(found).all()


def _left_alone(account_id: int) -> Sequence[Provider]:
    other = aliased(ProviderMember)
    somebody_else = (
        select(other.account_id).where(other.provider_id == Provider.id, other.account_id != account_id).exists()
    )
    mine = select(Provider).join(ProviderMember).where(ProviderMember.account_id == account_id, ~somebody_else)
    return db.session.scalars(mine.order_by(Provider.id)).all()


def consents_of(account_id: int) -> Sequence[Consent]:
    """Every consent that the account gave, the newest first; not what it noted for others at a counter."""
    own = Consent.account_id == account_id, Consent.purpose != ASSISTED_PURPOSE
    found = select(Consent).where(*own).order_by(Consent.given_at.desc(), Consent.id.desc())
    return db.session.scalars(found).all()


def learners_left_alone(before: datetime) -> Sequence[int]:
    """Those enrolled at a counter for whom nobody acts any more: ended by wish, or run out before that moment."""
    ongoing = exists().where(
        Assistance.learner_id == Learner.id, Assistance.ended_at.is_(None), Assistance.ends_at > before
    )
    looked_after = exists().where(Guardianship.learner_id == Learner.id, Guardianship.state == "active")
    found = select(Learner.id).where(
        Learner.account_id.is_(None),
        Learner.erased_at.is_(None),
        exists().where(Assistance.learner_id == Learner.id),
        ~ongoing,
        ~looked_after,
    )
    return db.session.scalars(found).all()


def requests_of(account_id: int) -> Sequence[RightsRequest]:
    """What the account asked the office for, the newest first."""
    found = select(RightsRequest).where(RightsRequest.account_id == account_id).order_by(RightsRequest.id.desc())
    return db.session.scalars(found).all()


def open_requests() -> Sequence[tuple[RightsRequest, str]]:
    """What waits for the office, with the address of who asked; the most urgent first."""
    found = (
        select(RightsRequest, Account.email)
        .join(Account, Account.id == RightsRequest.account_id)
        .where(RightsRequest.state == RequestState.OPEN)
        .order_by(RightsRequest.due_at, RightsRequest.id)
    )
    return [(row, address) for row, address in db.session.execute(found)]
