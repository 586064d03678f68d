"""The people of a provider: another role, removed, leaving. There is always an owner.

Every change takes the lock of the provider's row first (SQLite: of the whole database), so that of two owners who leave
at the same moment one stays.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from catalogue.core import audit
from catalogue.core.db import db, transaction
from catalogue.core.errors import NotFound
from catalogue.providers import rules
from catalogue.providers.models import Provider, ProviderMember
from catalogue.providers.rules import MemberRole
from catalogue.providers.services.telling import tell_removed

GONE = "gone"
"""The state after in the audit trail: no role any more."""


@transaction
def change_role(provider_id: int, account_id: int, role: MemberRole, *, actor_id: int, now: datetime) -> None:
    """Give a member another role.

    :raises NotFound: the account has no place there. :raises LastOwner: nobody would own the provider.
    """
    provider = locked(provider_id)
    rules.ensure_working(provider.state)
    member = _member(provider_id, account_id)
    before = member.role
    if before == role:
        return
    if before == MemberRole.OWNER:
        _ensure_another_owner(provider_id)
    member.role = role
    record(provider_id, account_id, before, role, actor_id, now)


@transaction
def remove(provider_id: int, account_id: int, *, actor_id: int, now: datetime) -> None:
    """Take a member's place away; whose it was is told.

    :raises NotFound: there is none. :raises LastOwner: nobody would own the provider.
    """
    provider = locked(provider_id)
    rules.ensure_working(provider.state)
    _end(provider_id, account_id, actor_id, now)
    if account_id != actor_id:
        tell_removed(provider_id, account_id, now)


@transaction
def leave(provider_id: int, account_id: int, *, now: datetime) -> None:
    """Give one's own place up; also at a provider that is over. :raises LastOwner: nobody would own the provider."""
    locked(provider_id)
    _end(provider_id, account_id, account_id, now)


def _end(provider_id: int, account_id: int, actor_id: int, now: datetime) -> None:
    member = _member(provider_id, account_id)
    if member.role == MemberRole.OWNER:
        _ensure_another_owner(provider_id)
    db.session.delete(member)
    db.session.flush()
    record(provider_id, account_id, member.role, GONE, actor_id, now)


def locked(provider_id: int) -> Provider:
    """The provider's row as it is now, which nobody else changes. Within the caller's transaction."""
    provider = db.session.get(Provider, provider_id, with_for_update=True, populate_existing=True)
    if provider is None:
        raise NotFound(provider_id=provider_id)
    return provider


def record(provider_id: int, account_id: int, before: str | None, after: str, actor_id: int, now: datetime) -> None:
    """An entry in the audit trail: of which provider, about whose place."""
    audit.record(
        "provider_member", provider_id, before=before, after=after, cause=f"account {account_id}",
        actor_id=actor_id, now=now,
    )  # fmt: skip


def _member(provider_id: int, account_id: int) -> ProviderMember:
    found = db.session.get(ProviderMember, (provider_id, account_id), populate_existing=True)
    if found is None:
        raise NotFound
    return found


def _ensure_another_owner(provider_id: int) -> None:
    owners = select(func.count()).where(
        ProviderMember.provider_id == provider_id, ProviderMember.role == MemberRole.OWNER
    )
    if (db.session.scalar(owners) or 0) < 2:
        raise rules.LastOwner
