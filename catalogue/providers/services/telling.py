"""Mails to those who act for a provider. Within the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select

from catalogue.accounts.models import Account
from catalogue.accounts.telling import write_to
from catalogue.core.db import db
from catalogue.providers.models import ProviderMember
from catalogue.providers.rules import MemberRole


def tell_owners(provider_id: int, kind: str, payload: dict[str, Any], now: datetime) -> None:
    """Write to every owner, each in her language."""
    tell_members(provider_id, (MemberRole.OWNER,), kind, payload, now)


def tell_members(provider_id: int, roles: Collection[str], kind: str, payload: dict[str, Any], now: datetime) -> None:
    """Write to every member with one of these roles. A repeat at the same moment writes nothing twice."""
    rows = db.session.scalars(
        select(Account)
        .join(ProviderMember, ProviderMember.account_id == Account.id)
        .where(ProviderMember.provider_id == provider_id, ProviderMember.role.in_(roles), Account.state == "active")
    )
    for account in rows:
        write_to(account, kind, payload, dedupe_key=f"{kind}:{provider_id}:{account.id}:{now.timestamp()}", now=now)


def tell_removed(provider_id: int, account_id: int, now: datetime) -> None:
    """Write to somebody who has no place at the provider's desk any more."""
    account = db.session.get_one(Account, account_id)
    if account.state == "active":
        kind = "provider_member_removed"
        key = f"{kind}:{provider_id}:{account_id}:{now.timestamp()}"
        write_to(account, kind, {"provider": provider_id, "account": account_id}, dedupe_key=key, now=now)
