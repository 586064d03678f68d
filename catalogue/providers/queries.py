"""Providers, read."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256

from sqlalchemy import Row, bindparam, select

from catalogue.core.audit import last_step
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.core.statements import rows
from catalogue.providers.models import Provider, ProviderChange
from catalogue.providers.rules import OWN, VOUCHED, ProviderState
from catalogue.taxonomy.models import District

NAMES = select(Provider.public_id, Provider.name_ar, Provider.name_en).where(
    Provider.public_id.in_(bindparam("public_ids", expanding=True))
)


def providers_by_reference(references: Collection[str]) -> dict[str, Provider]:
    """Reference → provider, for those that exist."""
    found = db.session.scalars(select(Provider).where(Provider.reference.in_(references)))
    return {row.reference: row for row in found}


def provider_by_public_id(public_id: str) -> Provider | None:
    """A provider that everybody may see: a verified one."""
    return db.session.scalars(
        select(Provider).where(Provider.public_id == public_id, Provider.state == ProviderState.VERIFIED)
    ).one_or_none()


def on_show(public_ids: Collection[str]) -> frozenset[str]:
    """Those of these providers (public ids) that everybody may see."""
    shown = select(Provider.public_id).where(Provider.state == ProviderState.VERIFIED)
    return frozenset(db.session.scalars(shown.where(Provider.public_id.in_(public_ids))))


def names_by_public_id(public_ids: Collection[str]) -> dict[str, Row[str, str | None, str | None]]:
    """Public id → `name_ar` and `name_en`, for those that exist."""
    return {row.public_id: row for row in rows(NAMES, {"public_ids": [*public_ids]})}


def last_decision(provider_id: int) -> str:
    """Why the provider came to the state in which it is, in the words of who decided."""
    return last_step("provider", provider_id).cause


def any_provider(public_id: str) -> Provider:
    """A provider in whatever state, for the office. :raises NotFound: there is none."""
    found = db.session.scalars(select(Provider).where(Provider.public_id == public_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def change_of(provider_id: int) -> ProviderChange | None:
    """What of the provider waits for the office."""
    return db.session.get(ProviderChange, provider_id)


def stamp_of(provider: Provider) -> str:
    """What tells one state of what a provider says of itself, and of what of it waits, from the next."""
    waiting = change_of(provider.id)
    said = [str(getattr(provider, name)) for name in (*VOUCHED, *OWN)]
    return sha256(repr((said, waiting.content if waiting else None)).encode()).hexdigest()[:16]


def district(district_id: int) -> District:
    return db.session.get_one(District, district_id)


def district_belongs(district_id: int, city_id: int) -> bool:
    found = select(District.id).where(District.id == district_id, District.city_id == city_id)
    return db.session.scalar(found) is not None
