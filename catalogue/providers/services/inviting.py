"""Asking somebody by mail to act for a provider, and saying yes to it."""

from __future__ import annotations

import secrets as random_secrets
from datetime import datetime

from sqlalchemy import delete, exists, or_, select, update

from catalogue.accounts.limits import INVITATIONS_PER_ADDRESS, count_attempt
from catalogue.accounts.models import OFFICE_ROLES, Account, AccountRole
from catalogue.accounts.queries import language_of
from catalogue.accounts.rules import LinkBroken, LinkExpired
from catalogue.accounts.secrets import token_matches
from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.errors import NotFound
from catalogue.core.outbox import post
from catalogue.providers import rules
from catalogue.providers.models import ProviderInvitation, ProviderMember
from catalogue.providers.people import open_invitations
from catalogue.providers.rules import MemberRole
from catalogue.providers.services.people import locked, record

PURPOSE = "provider_member"
"""What the mailed link is derived for: a link for something else opens nothing here."""


@transaction
def invite(provider_id: int, email: str, role: MemberRole, *, invited_by: int, now: datetime) -> None:
    """Ask somebody by mail. Whether the address has an account is told to nobody.

    :raises NotFound: this account may not invite for the provider. :raises TooManyInvitations: many are open.
    :raises AlreadyInvited: the address has been asked, and has not answered yet.
    :raises TooManyAttempts: the address was asked very often today, whoever asked.
    """
    provider = locked(provider_id)
    if not _may_invite(provider_id, invited_by):
        raise NotFound
    rules.ensure_working(provider.state)
    open_ones = open_invitations(provider_id, now)
    if email in [one.email for one in open_ones]:
        raise rules.AlreadyInvited
    if len(open_ones) >= rules.INVITATIONS_MOST:
        raise rules.TooManyInvitations
    count_attempt(INVITATIONS_PER_ADDRESS, email, now)  # asked, withdrawn and asked again is a mail each time
    handle = random_secrets.token_urlsafe(12)
    db.session.add(
        ProviderInvitation(
            handle=handle, provider_id=provider_id, role=role, invited_by=invited_by, email=email,
            created_at=now, expires_at=now + rules.INVITATION_LIFETIME,
        )
    )  # fmt: skip
    post(
        "provider_invitation", email, language=language_of(email),
        payload={"handle": handle, "purpose": PURPOSE}, dedupe_key=f"provider_invitation:{handle}", now=now,
    )  # fmt: skip


def invitation(token: str, now: datetime) -> ProviderInvitation:
    """The invitation behind a mailed link.

    :raises LinkBroken: the link is none of ours.
    :raises LinkExpired: it was used or withdrawn, has expired, or who invited may not invite any more.
    """
    handle = token.partition(".")[0]
    if not token_matches(token, handle, PURPOSE):
        raise LinkBroken
    found = db.session.scalars(
        select(ProviderInvitation).where(
            ProviderInvitation.handle == handle,
            ProviderInvitation.used_at.is_(None),
            ProviderInvitation.expires_at > now,
        )
    ).one_or_none()
    if found is None or not _may_invite(found.provider_id, found.invited_by):
        raise LinkExpired
    return found


@transaction
def accept(token: str, *, account_id: int, now: datetime) -> str:
    """Take the place. :returns: the provider's public id.

    :raises LinkExpired: as `invitation`. :raises AlreadyMember: the account has a place there.
    """
    asked = invitation(token, now)
    provider = locked(asked.provider_id)
    rules.ensure_working(provider.state)
    if db.session.get(ProviderMember, (provider.id, account_id)) is not None:
        raise rules.AlreadyMember
    used = rows_changed(
        update(ProviderInvitation)
        .where(ProviderInvitation.id == asked.id, ProviderInvitation.used_at.is_(None))
        .values(used_at=now)
    )
    if not used:
        raise LinkExpired
    db.session.add(ProviderMember(provider_id=provider.id, account_id=account_id, role=asked.role, since=now))
    record(provider.id, account_id, None, asked.role, asked.invited_by, now)
    return provider.public_id


@transaction
def withdraw(provider_id: int, number: str) -> None:
    """Make an invitation's link worthless. :raises NotFound: the provider has no such one."""
    gone = delete(ProviderInvitation).where(
        ProviderInvitation.provider_id == provider_id, ProviderInvitation.public_id == number
    )
    if not rows_changed(gone):
        raise NotFound


@transaction
def purge_invitations(now: datetime) -> int:
    """Forget invitations that have run out. :returns: how many."""
    return rows_changed(delete(ProviderInvitation).where(ProviderInvitation.expires_at <= now))


def _may_invite(provider_id: int, account_id: int) -> bool:
    """An owner; or the office, for a provider whose owners are gone or that never had one."""
    owns = exists().where(
        ProviderMember.provider_id == provider_id,
        ProviderMember.account_id == account_id,
        ProviderMember.role == MemberRole.OWNER,
    )
    in_office = exists().where(AccountRole.account_id == account_id, AccountRole.role.in_(OFFICE_ROLES))
    allowed = select(Account.id).where(Account.id == account_id, Account.state == "active", or_(owns, in_office))
    return db.session.scalar(allowed) is not None
