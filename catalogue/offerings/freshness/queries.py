"""The listings about which nothing has been said for long, and runs that nobody has ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from catalogue.core.db import db
from catalogue.offerings.freshness.words import thresholds
from catalogue.offerings.models import Offering, Run, Venue
from catalogue.offerings.rules import OfferingState, RunState
from catalogue.providers.models import Provider
from catalogue.providers.rules import ProviderState
from catalogue.taxonomy.models import District

SHOWN = 50


def silent_since(moment: datetime) -> ColumnElement[bool]:
    """That the last word about the listing is not younger than this."""
    confirmed = or_(Offering.confirmed_at.is_(None), Offering.confirmed_at <= moment)
    return and_(Offering.changed_at <= moment, Offering.published_at <= moment, confirmed)


def not_silent(now: datetime) -> ColumnElement[bool]:
    """That the last word is not so old that the listing is hidden. Source: docs/rules/freshness.md, rule 4."""
    return ~silent_since(now - thresholds().hide)


def to_confirm(provider_id: int, now: datetime) -> list[Offering]:
    """The published listings of a provider that somebody should look at, the longest silent first; at most `SHOWN`."""
    found = _silent(now).where(Offering.provider_id == provider_id).options(contains_eager(Offering.provider))
    said = case((Offering.confirmed_at > Offering.changed_at, Offering.confirmed_at), else_=Offering.changed_at)
    return list(db.session.scalars(found.order_by(said, Offering.id).limit(SHOWN)))


def count_to_confirm(provider_id: int, now: datetime) -> int:
    """How many there are in all."""
    found = _silent(now).where(Offering.provider_id == provider_id)
    return db.session.scalar(select(func.count()).select_from(found.subquery())) or 0


def all_to_confirm(provider_id: int, now: datetime) -> list[Offering]:
    """Every one of them, for the mail."""
    return list(db.session.scalars(_silent(now).where(Offering.provider_id == provider_id).order_by(Offering.id)))


def providers_to_ask(now: datetime) -> list[int]:
    """The verified providers that have any."""
    found = _silent(now).where(Provider.state == ProviderState.VERIFIED).with_only_columns(Offering.provider_id)
    return list(db.session.scalars(found.distinct().order_by(Offering.provider_id)))


def asked_about(provider_id: int, asked_at: datetime) -> list[Offering]:
    """What a mail of that moment asked about and nobody has spoken of since; with its dates, at most `SHOWN`."""
    places = (
        selectinload(Run.sessions), joinedload(Run.city), joinedload(Run.district).joinedload(District.city),
        joinedload(Run.venue).joinedload(Venue.district).joinedload(District.city),
    )  # fmt: skip
    found = _silent(asked_at).where(Offering.provider_id == provider_id)
    whole = found.options(contains_eager(Offering.provider), selectinload(Offering.runs).options(*places))
    return list(db.session.scalars(whole.order_by(Offering.id).limit(SHOWN)))


def confirmed_since(provider_id: int, moment: datetime) -> list[Offering]:
    """The newest first, at most `SHOWN`."""
    found = select(Offering).where(
        Offering.provider_id == provider_id, Offering.state == OfferingState.PUBLISHED, Offering.confirmed_at >= moment
    )
    return list(db.session.scalars(found.order_by(Offering.confirmed_at.desc(), Offering.id).limit(SHOWN)))


def _silent(now: datetime) -> Any:
    silent = silent_since(now - thresholds().ask)
    return select(Offering).join(Offering.provider).where(Offering.state == OfferingState.PUBLISHED, silent)


def ended_runs(provider_id: int, now: datetime) -> list[Run]:
    """Runs of a provider that are past their end, with people whose result is not entered, the oldest first.

    At most `SHOWN`. A seat is counted until its result is entered: without one, nothing is left to be done, and the run
    closes by itself. Of a listing that nobody could see there is nothing to be completed.
    """
    over = (Run.state == RunState.SCHEDULED, Run.ends_at <= now, Offering.published_at.is_not(None))
    found = select(Run).join(Run.offering).where(Offering.provider_id == provider_id, *over, Run.seats_taken > 0)
    return list(
        db.session.scalars(found.options(contains_eager(Run.offering)).order_by(Run.ends_at, Run.id).limit(SHOWN))
    )
