"""The listings about which nothing has been said for long, and runs that nobody has ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import contains_eager

from catalogue.core.db import db
from catalogue.offerings.freshness.words import last_word, thresholds
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.rules import OfferingState, RunState
from catalogue.providers.models import Provider
from catalogue.providers.rules import ProviderState


def silent_since(moment: datetime) -> ColumnElement[bool]:
    """That the last word about the listing is not younger than this."""
    confirmed = or_(Offering.confirmed_at.is_(None), Offering.confirmed_at <= moment)
    return and_(Offering.changed_at <= moment, Offering.published_at <= moment, confirmed)


def to_confirm(provider_id: int, now: datetime) -> list[Offering]:
    """The published listings of a provider that somebody should look at, the longest silent first."""
    return sorted(_silent(now, Offering.provider_id == provider_id), key=last_word)


def all_to_confirm(now: datetime) -> list[Offering]:
    """Those of every verified provider, by provider."""
    return sorted(_silent(now, Provider.state == ProviderState.VERIFIED), key=lambda one: (one.provider_id, one.id))


def _silent(now: datetime, *conditions: ColumnElement[bool]) -> list[Offering]:
    found = (
        select(Offering)
        .join(Offering.provider)
        .where(Offering.state == OfferingState.PUBLISHED, silent_since(now - thresholds().ask), *conditions)
        .options(contains_eager(Offering.provider))
    )
    return list(db.session.scalars(found))


def ended_runs(provider_id: int, now: datetime) -> list[Run]:
    """Runs of a provider that are past their end and still stand as scheduled, the oldest first."""
    found = _ended(now).where(Offering.provider_id == provider_id).options(contains_eager(Run.offering))
    return list(db.session.scalars(found.order_by(Run.ends_at, Run.id)))


def _ended(now: datetime) -> Any:
    return select(Run).join(Run.offering).where(Run.state == RunState.SCHEDULED, Run.ends_at <= now)
