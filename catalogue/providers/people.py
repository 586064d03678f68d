"""The people of a provider, read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, select

from catalogue.accounts.models import Account, Learner
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.core.texts import LocalText, local
from catalogue.providers.models import ProviderInvitation, ProviderMember
from catalogue.providers.rules import RANK


@dataclass(frozen=True)
class Person:
    """A member as the desk shows her. :ivar name: None where the account was opened without one."""

    account_id: int
    public_id: str
    name: LocalText | None
    email: str
    role: str
    since: datetime


def people_of(provider_id: int) -> list[Person]:
    """Everybody who acts for the provider, owners first."""
    rank = case({role: number for number, role in enumerate(reversed(RANK))}, value=ProviderMember.role)
    return _people(ProviderMember.provider_id == provider_id, order=(rank, ProviderMember.since, Account.id))


def person_at(provider_id: int, number: str) -> Person:
    """The member with this account. :raises NotFound: she has no place there."""
    found = _people(ProviderMember.provider_id == provider_id, Account.public_id == number, order=())
    if not found:
        raise NotFound
    return found[0]


def _people(*conditions: object, order: tuple[object, ...]) -> list[Person]:
    rows = db.session.execute(
        select(ProviderMember, Account, Learner)
        .join(Account, Account.id == ProviderMember.account_id)
        .outerjoin(Learner, Learner.account_id == Account.id)
        .where(*conditions)  # type: ignore[arg-type]
        .order_by(*order)  # type: ignore[arg-type]
    ).tuples()
    return [
        Person(
            account.id, account.public_id, local(learner, "full_name") if learner else None, account.email,
            member.role, member.since,
        )
        for member, account, learner in rows
    ]  # fmt: skip


def open_invitations(provider_id: int, now: datetime) -> list[ProviderInvitation]:
    found = select(ProviderInvitation).where(
        ProviderInvitation.provider_id == provider_id,
        ProviderInvitation.used_at.is_(None),
        ProviderInvitation.expires_at > now,
    )
    return list(db.session.scalars(found.order_by(ProviderInvitation.created_at)))
