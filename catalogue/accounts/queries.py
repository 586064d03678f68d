"""Reads about accounts and learners."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from catalogue.accounts.models import Account, Learner
from catalogue.core.db import db
from catalogue.core.reader import reader
from catalogue.taxonomy.models import City, District


def own_learner(account_id: int) -> Learner | None:
    """The learner that an account itself is."""
    return db.session.scalars(select(Learner).where(Learner.account_id == account_id)).one_or_none()


def learner(learner_id: int) -> Learner:
    """A learner by database id, for whom the caller has been allowed already."""
    return db.session.get_one(Learner, learner_id)


def language_of(address: str) -> str:
    """In which language to write to an address: that of its account, the writer's where there is none."""
    found = select(Account.language).where(Account.email == address, Account.state == "active")
    return db.session.scalar(found) or reader().lang


def has_passphrase(account_id: int) -> bool:
    found = select(Account.id).where(Account.id == account_id, Account.password_hash.is_not(None))
    return db.session.scalar(found) is not None


def districts_by_city() -> list[City]:
    """Every city with its districts, in the order of the vocabulary."""
    return list(db.session.scalars(select(City).options(selectinload(City.districts)).order_by(City.position)))


def district_id(key: str) -> int | None:
    """The district of an address key `city:district`; None where there is no such one."""
    city, _, slug = key.partition(":")
    found = select(District.id).join(City).where(City.slug == city, District.slug == slug, District.is_zone.is_(False))
    return db.session.scalar(found)
