"""Providers with what they offer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from catalogue.core.db import db
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import OfferingState
from catalogue.providers.models import Provider
from catalogue.providers.rules import ProviderState
from catalogue.taxonomy.models import City


@dataclass(frozen=True)
class ProviderCard:
    """A provider and how many offerings it has on show."""

    provider: Provider
    offerings: int


def providers_of(city: str | None = None) -> list[ProviderCard]:
    """The verified providers of a city (its slug), or of all; those with the most on show first."""
    published = (
        select(func.count(Offering.id))
        .where(Offering.provider_id == Provider.id, Offering.state == OfferingState.PUBLISHED)
        .scalar_subquery()
    )
    statement = (
        select(Provider, published.label("offerings"))
        .where(Provider.state == ProviderState.VERIFIED)
        .options(joinedload(Provider.city), joinedload(Provider.district))
        .order_by(published.desc(), Provider.id)
    )
    if city is not None:
        statement = statement.join(City, Provider.city_id == City.id).where(City.slug == city)
    return [ProviderCard(row.Provider, row.offerings) for row in db.session.execute(statement)]
