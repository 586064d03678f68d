"""The mail that asks a provider's people which of their listings are still right."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from catalogue.accounts.models import Account
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.formats import apart
from catalogue.core.mail import Letter
from catalogue.core.outbox import Message
from catalogue.core.texts import local
from catalogue.offerings.freshness.links import still_right_link
from catalogue.offerings.freshness.rules import Freshness
from catalogue.offerings.freshness.services import KIND
from catalogue.offerings.freshness.words import freshness_of
from catalogue.offerings.models import Offering
from catalogue.providers.models import Provider

NAMED = 20


def _to_confirm(message: Message) -> Letter | None:
    """None where everything was confirmed meanwhile."""
    provider = db.session.get(Provider, message.payload["provider"])
    rows = db.session.scalars(
        select(Offering).where(Offering.id.in_(message.payload["listings"])).order_by(Offering.id)
    )
    silent = [(local(one, "title", message.language), freshness_of(one, now())) for one in rows]
    listings = [(title, how) for title, how in silent if how is not Freshness.SURE]
    if provider is None or not listings:
        return None
    account = db.session.scalars(select(Account).where(Account.email == message.address)).one_or_none()
    if account is None:  # the address was changed meanwhile
        return None
    link = still_right_link(account.public_id, provider.public_id, message.created_at, message.language)
    name = local(provider, "name", message.language)
    subject = _("Are the listings of %(name)s still right?", name=apart(name))
    about = {"listings": listings[:NAMED], "more": len(listings[NAMED:]), "link": link}
    return Letter(subject, "listings_to_confirm", about)


WRITERS = {KIND: _to_confirm}
