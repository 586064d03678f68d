"""Access tokens: made for one program, shown once, revoked by name. They act as their maker, while she may."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, select

from catalogue.core.db import db, transaction
from catalogue.core.texts import clean
from catalogue.offerings.uploads import rules
from catalogue.offerings.uploads.models import AccessToken
from catalogue.providers.desk import desk_of
from catalogue.providers.rules import MemberRole

PREFIX = "lcc_"
NAME_MAX = 80
USED_EVERY = timedelta(minutes=5)
"""How exactly the last use is kept: not every request writes."""


def _hashed(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()  # 256 random bits need no slow hash


@transaction
def make_token(provider_id: int, account_id: int, name: str, now: datetime) -> str:
    """:returns: the token, which nobody can read again. :raises NameMissing: it has no name."""
    shown = clean(name)[:NAME_MAX]
    if not shown:
        raise rules.NameMissing
    mine = select(func.count()).select_from(AccessToken).where(AccessToken.provider_id == provider_id)
    if (db.session.scalar(mine.where(AccessToken.revoked_at.is_(None))) or 0) >= rules.MOST_TOKENS:
        raise rules.TooManyTokens
    token = PREFIX + secrets.token_urlsafe(32)
    db.session.add(
        AccessToken(
            provider_id=provider_id, account_id=account_id, name=shown, token_hash=_hashed(token), created_at=now
        )
    )
    return token


@transaction
def revoke_token(token_id: int, now: datetime) -> None:
    token = db.session.get_one(AccessToken, token_id)
    token.revoked_at = token.revoked_at or now


def holder_of(token: str, provider_id: str, now: datetime) -> AccessToken | None:
    """The token, if it opens this provider's desk: not revoked, and its maker is still an editor there.

    :param provider_id: the public id in the address.
    """
    live = select(AccessToken).where(AccessToken.token_hash == _hashed(token), AccessToken.revoked_at.is_(None))
    found = db.session.scalars(live).one_or_none()
    if found is None or found.provider.public_id != provider_id:
        return None
    place = desk_of(found.account_id, provider_id)
    if place is None or not place.may(MemberRole.EDITOR) or not place.working:
        return None
    if found.used_at is None or now - found.used_at > USED_EVERY:
        _note_use(found.id, now)
    return found


@transaction
def _note_use(token_id: int, now: datetime) -> None:
    db.session.get_one(AccessToken, token_id).used_at = now
