"""Reads about what an account keeps beside its enrolments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from catalogue.accounts.household import household
from catalogue.accounts.models import Account, Learner
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.enrolment.mine import tokens
from catalogue.enrolment.mine.models import Absence, CalendarFeed, ReminderChoice, SavedOffering
from catalogue.enrolment.mine.rules import Lead
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.page_queries import KNOWN_PROVIDERS, STAYING
from catalogue.providers.models import Provider


def learners_of(account_id: int) -> Sequence[Learner]:
    """The account's own learner first, then those it looks after; nobody where it is closed."""
    there = select(Account.id).where(Account.id == account_id, Account.state == "active")
    return household(account_id) if db.session.scalar(there) else ()


def saved_by(account_id: int) -> Sequence[SavedOffering]:
    """What an account has saved, the newest first, with all that a list says of it."""
    offering = joinedload(SavedOffering.offering)
    found = (
        select(SavedOffering)
        .where(SavedOffering.account_id == account_id)
        .options(
            offering.joinedload(Offering.provider),
            offering.selectinload(Offering.runs).joinedload(Run.city),
        )
        .order_by(SavedOffering.saved_at.desc(), SavedOffering.id.desc())
    )
    return db.session.scalars(found).all()


def saved_ids(account_id: int) -> frozenset[int]:
    """The offerings that an account has saved."""
    found = select(SavedOffering.offering_id).where(SavedOffering.account_id == account_id)
    return frozenset(db.session.scalars(found))


def saved_note(offering_id: int, account_id: int) -> SavedOffering | None:
    found = select(SavedOffering).where(SavedOffering.account_id == account_id)
    return db.session.scalars(found.where(SavedOffering.offering_id == offering_id)).one_or_none()


def missed(enrolment_ids: Iterable[int]) -> frozenset[tuple[int, int]]:
    """Enrolment and meeting, for each meeting that somebody said she cannot come to."""
    ids = list(enrolment_ids)
    if not ids:
        return frozenset()
    found = select(Absence.enrolment_id, Absence.session_id).where(Absence.enrolment_id.in_(ids))
    return frozenset((enrolment_id, session_id) for enrolment_id, session_id in db.session.execute(found))


def choices_of(account_id: int) -> tuple[Lead, str | None]:
    """When the account is reminded, and the secret end of its feed: None where it has none that still works."""
    found = db.session.execute(
        select(ReminderChoice.lead, CalendarFeed.nonce, CalendarFeed.token_hash)
        .select_from(Account)
        .outerjoin(ReminderChoice, ReminderChoice.account_id == Account.id)
        .outerjoin(CalendarFeed, CalendarFeed.account_id == Account.id)
        .where(Account.id == account_id)
    ).one()
    return Lead(found.lead or Lead.DAY), tokens.token_with(found.nonce, found.token_hash) if found.nonce else None


def account_behind(token: str) -> Account:
    """Whose feed it is. :raises NotFound: nobody's, not any more, or of an account that is closed."""
    found = select(Account).join(CalendarFeed).where(CalendarFeed.token_hash == tokens.hashed(token))
    account = db.session.scalars(found.where(Account.state == "active")).one_or_none()
    if account is None:
        raise NotFound
    return account


def saveable(public_id: str, account_id: int) -> Offering:
    """An offering that the public can see, or that the account has saved while it could.

    :raises NotFound: neither.
    """
    shown = and_(Offering.state.in_(STAYING), Provider.state.in_(KNOWN_PROVIDERS))
    hers = select(SavedOffering.id).where(
        SavedOffering.offering_id == Offering.id, SavedOffering.account_id == account_id
    )
    found = select(Offering).join(Offering.provider).options(contains_eager(Offering.provider))
    offering = db.session.scalars(found.where(Offering.public_id == public_id, or_(shown, hers.exists()))).one_or_none()
    if offering is None:
        raise NotFound
    return offering
