"""Dates ahead that are held in another city than the provider's own, as they stand once an organisation has moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from catalogue.core.db import db
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.rules import AHEAD, OVER
from catalogue.providers.models import Provider

SHOWN = 100


def runs_elsewhere(provider_id: int, now: datetime) -> Sequence[Run]:
    found = _elsewhere(select(Run), provider_id, now).options(
        contains_eager(Run.offering),
        joinedload(Run.city),
        joinedload(Run.district),
        joinedload(Run.venue),
        selectinload(Run.sessions),
    )
    return db.session.scalars(found.order_by(Run.starts_at, Run.id).limit(SHOWN)).all()


def count_elsewhere(provider_id: int, now: datetime) -> int:
    return db.session.scalar(_elsewhere(select(func.count(Run.id)), provider_id, now)) or 0


def _elsewhere(what: Select[Any], provider_id: int, now: datetime) -> Select[Any]:
    """Without a city of its own, or of the provider, a date is nowhere else."""
    return (
        what.join(Run.offering)
        .join(Provider, Provider.id == Offering.provider_id)
        .where(
            Offering.provider_id == provider_id,
            Offering.state.not_in(OVER),
            Run.state.in_(AHEAD),
            or_(Run.ends_at.is_(None), Run.ends_at > now),
            Run.city_id != Provider.city_id,
        )
    )
