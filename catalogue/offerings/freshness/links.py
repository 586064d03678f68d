"""The link in the mail that asks whether listings are still right: it names account, provider and moment, no sign-in.

Derived from the secret key, so that no table holds it. It opens what that mail asked about and nothing else, as long as
whoever it was written to looks after the listings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import url_for
from sqlalchemy import select

from catalogue.accounts.models import Account
from catalogue.accounts.secrets import link_token, token_matches
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.providers.desk import Desk, desk_of
from catalogue.providers.rules import MemberRole

PURPOSE = "listings_still_right"
LIFETIME = timedelta(days=30)
"""Until the next threshold, when another mail comes."""


@dataclass(frozen=True)
class Asked:
    """What a link says. :ivar since: the second in which its mail was written."""

    account: str
    provider: str
    since: datetime

    @property
    def at(self) -> datetime:
        """What was silent then is what it is about."""
        return self.since + timedelta(seconds=1)


@dataclass(frozen=True)
class Place:
    """Who may say that listings are right, and at which desk."""

    account_id: int
    desk: Desk


def still_right_link(account: str, provider: str, at: datetime, lang: str) -> str:
    """:param account: public id of whom the mail is for; :param provider: that of the provider."""
    token = link_token(f"{account}-{provider}-{int(at.timestamp())}", PURPOSE)
    return url_for("still_right.ask", lang=lang, token=token, _external=True)


def read_link(token: str) -> Asked:
    """:raises NotFound: the link is none of ours."""
    handle = token.partition(".")[0]
    account, _dash, rest = handle.partition("-")
    provider, dash, seconds = rest.partition("-")
    if not dash or not token_matches(token, handle, PURPOSE):
        raise NotFound
    return Asked(account, provider, datetime.fromtimestamp(int(seconds), UTC))


def place_of(asked: Asked, now: datetime) -> Place | None:
    """None where the link is over: too old, its account closed or without a place at the desk, the provider closed."""
    account = db.session.scalars(
        select(Account).where(Account.public_id == asked.account, Account.state == "active")
    ).one_or_none()
    if account is None or now - asked.at > LIFETIME:
        return None
    place = desk_of(account.id, asked.provider)
    if place is None or not place.may(MemberRole.EDITOR) or not place.working:
        return None
    return Place(account.id, place)
