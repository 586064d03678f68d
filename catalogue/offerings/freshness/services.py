"""Saying that a listing is still right, and asking for it: once for each threshold, one mail for all of a provider."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from catalogue.core import audit
from catalogue.core.db import db, transaction
from catalogue.core.errors import NotFound
from catalogue.offerings.freshness.models import ListingReminder
from catalogue.offerings.freshness.queries import all_to_confirm, providers_to_ask
from catalogue.offerings.freshness.words import freshness_of, last_word, thresholds
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import OfferingState
from catalogue.offerings.services.telling import EDITING
from catalogue.providers.rules import ensure_working
from catalogue.providers.services.telling import tell_members

KIND = "listings_to_confirm"


@transaction
def confirm(provider_id: int, number: str, *, actor_id: int, now: datetime) -> None:
    """Say that a published listing is still right.

    :raises NotFound: the provider has no such one. :raises ProviderOver: the provider is closed.
    """
    found = select(Offering).where(
        Offering.provider_id == provider_id,
        Offering.public_id == number,
        Offering.state == OfferingState.PUBLISHED,
    )
    offering = db.session.scalars(found.with_for_update(key_share=True)).one_or_none()
    if offering is None:
        raise NotFound
    ensure_working(offering.provider.state)
    _confirm(offering, "still right", actor_id, now)


@transaction
def confirm_asked(
    provider_id: int, numbers: Sequence[str], asked_at: datetime, *, actor_id: int, now: datetime
) -> None:
    """Say with the link of a mail that several listings are still right: those of them that it asked about.

    :param asked_at: the moment of the mail; what was said about a listing since is not said again.
    :raises NotFound: none of them waits for a word.
    """
    mine = (Offering.provider_id == provider_id, Offering.public_id.in_(numbers))
    found = select(Offering).where(*mine, Offering.state == OfferingState.PUBLISHED).order_by(Offering.id)
    rows = db.session.scalars(found.with_for_update(key_share=True).execution_options(populate_existing=True))
    waiting = [one for one in rows if last_word(one) <= asked_at - thresholds().ask]
    if not waiting:
        raise NotFound
    for offering in waiting:
        _confirm(offering, "still right, by mail", actor_id, now)


def _confirm(offering: Offering, cause: str, actor_id: int, now: datetime) -> None:
    offering.confirmed_at = now
    audit.record(
        "listing_confirmed", offering.id, before=None, after="confirmed", cause=cause, actor_id=actor_id, now=now
    )


def remind(now: datetime) -> int:
    """Write to the people of each provider one of whose listings has crossed a threshold. :returns: how many.

    A provider at a time, so that nobody waits long for the database.
    """
    return sum(_remind(provider_id, now) for provider_id in providers_to_ask(now))


@transaction
def _remind(provider_id: int, now: datetime) -> bool:
    listings = all_to_confirm(provider_id, now)
    reminders = select(ListingReminder).join(Offering, Offering.id == ListingReminder.offering_id)
    told = {one.offering_id: one for one in db.session.scalars(reminders.where(Offering.provider_id == provider_id))}
    news = [_note(told.get(offering.id), offering, now) for offering in listings]
    if any(news):
        payload = {"provider": provider_id, "listings": [offering.id for offering in listings]}
        tell_members(provider_id, EDITING, KIND, payload, now)
    return any(news)


def _note(told: ListingReminder | None, offering: Offering, now: datetime) -> bool:
    """Remember how far the listing is. :returns: whether that is news."""
    step, said_at = int(freshness_of(offering, now)), last_word(offering)
    if told is None:
        db.session.add(ListingReminder(offering_id=offering.id, said_at=said_at, step=step))
        return True
    if told.said_at == said_at and told.step >= step:
        return False
    told.said_at, told.step = said_at, step
    return True
