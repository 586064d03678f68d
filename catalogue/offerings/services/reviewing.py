"""The office says yes to a listing; where its provider is new, to both in one step."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from catalogue.core.db import db, transaction
from catalogue.core.errors import NotFound
from catalogue.offerings import rules
from catalogue.offerings.images.queries import ensure_seen
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import OfferingState
from catalogue.offerings.services.states import publish
from catalogue.providers import services as providers
from catalogue.providers.services.people import locked


@transaction
def approve(
    offering_id: int,
    *,
    seen: str | None = None,
    verify_provider: bool = False,
    provider_seen: str | None = None,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Publish an offering that was sent for review: a listing with the office can still be changed by its provider.

    :param seen: the stamp of what was looked at; None where nobody looked. `provider_seen` is that of its provider.
    :raises AnotherThanSeen: it was changed since. :raises AnotherProviderThanSeen: its provider was.
    :param verify_provider: verify its provider first, who applied.
    :raises OfferingCannotBecome: it does not wait. :raises NothingToDecide: its provider has taken it back.
    :raises ProviderNotChecked: the provider is not verified, and nothing is said about verifying it.
    :raises NotReadyForPublishing: something is missing; the provider is not verified then either.
    :raises PictureNotSeen: its picture is not here yet.
    """
    provider_id = db.session.scalar(select(Offering.provider_id).where(Offering.id == offering_id))
    if provider_id is None:
        raise NotFound(offering_id=offering_id)
    if verify_provider:
        locked(provider_id)  # before its offering, as whoever changes a provider does
    offering = db.session.get_one(Offering, offering_id, with_for_update=True, populate_existing=True)
    if offering.state == OfferingState.DRAFT:
        raise rules.NothingToDecide(before=offering.state, after=OfferingState.PUBLISHED)
    if offering.state != OfferingState.IN_REVIEW:  # somebody has decided already
        raise rules.OfferingCannotBecome(before=offering.state, after=OfferingState.PUBLISHED)
    rules.ensure_as_seen(offering.stamp, seen)
    ensure_seen(offering, offering.image)
    if verify_provider and not offering.provider.verified:
        providers.verify(offering.provider_id, seen=provider_seen, actor_id=actor_id, now=now)
    if not offering.provider.verified:
        raise rules.ProviderNotChecked
    publish(offering_id, actor_id=actor_id, now=now, cause="approved")
