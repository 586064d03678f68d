"""Rows with valid defaults; a test says only what matters to it. Call inside an app context."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select

from catalogue.accounts.models import Account, Guardianship, Learner
from catalogue.core.db import db
from catalogue.offerings.models import Offering, Run, RunSession, Venue
from catalogue.providers.models import Provider
from catalogue.taxonomy.models import City, District

NOON = datetime(2027, 1, 10, 9, tzinfo=UTC)
"""A Sunday, 12:00 in Riyadh."""
MORNING = datetime(2026, 11, 26, 7, tzinfo=UTC)
"""When the tests of `tests/integration` happen that say no other time: ten in Riyadh, weeks before NOON."""
_number = count(1)
R = TypeVar("R")


def saved(row: R) -> R:
    db.session.add(row)
    db.session.commit()
    return row


def a_place(key: str = "jubail-industrial-city:khalij") -> District:
    """A district of the vocabularies, by its address key."""
    city, slug = key.split(":")
    return db.session.scalars(select(District).join(City).where(City.slug == city, District.slug == slug)).one()


def an_account(**about: Any) -> Account:
    number = next(_number)
    return saved(Account(**{"email": f"person{number}@example.org", "created_at": NOON, **about}))


def a_learner(*, account: Account | None = None, **about: Any) -> Learner:
    """A learner with an account of her own."""
    account = account or an_account()
    return saved(Learner(**{"account_id": account.id, "full_name_en": "Noura Salem", "created_at": NOON, **about}))


def a_dependant(guardian: Learner, **about: Any) -> Learner:
    """A learner without an account, under the guardianship of somebody who has one."""
    child = saved(Learner(**{"full_name_en": "Sara Salem", "created_at": NOON, **about}))
    saved(Guardianship(account_id=guardian.account_id, learner_id=child.id, kind="parent", since=NOON))
    return child


def a_provider(**about: Any) -> Provider:
    number = next(_number)
    defaults = {
        "reference": f"built-{number}",
        "name_en": f"Provider {number}",
        "state": "verified",
        "verified_at": NOON,
        "created_at": NOON,
    }
    return saved(Provider(**{**defaults, **about}))


def an_offering(*, provider: Provider | None = None, **about: Any) -> Offering:
    """A published course in both languages."""
    number = next(_number)
    provider = provider or a_provider()
    defaults = {
        "provider_id": provider.id,
        "reference": f"o{number}",
        "kind": "course",
        "title_ar": "\u062f\u0648\u0631\u0629",
        "title_en": f"Course {number}",
        "summary_en": "A course for tests.",
        "languages": ["ar"],
        "credential": "none",
        "state": "published",
        "published_at": NOON,
        "created_at": NOON,
        "changed_at": NOON,
    }
    return saved(Offering(**{**defaults, **about}))


def a_run(*, offering: Offering | None = None, starts_at: datetime = NOON + timedelta(days=10), **about: Any) -> Run:
    """A scheduled run of one session of two hours, open for enrolment at NOON."""
    number = next(_number)
    offering = offering or an_offering()
    defaults = {
        "offering_id": offering.id,
        "reference": f"r{number}",
        "mode": "in_person",
        "gender_mode": "mixed",
        "capacity": 10,
        "price_halalas": 0,
        "enrol_opens_at": NOON - timedelta(days=5),
        "enrol_closes_at": starts_at - timedelta(days=1),
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
    }
    run = saved(Run(**{**defaults, **about}))
    saved(RunSession(run_id=run.id, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)))
    return run


def a_venue(**about: Any) -> Venue:
    return saved(Venue(**{"name_en": "Library hall", "access": {}, **about}))
