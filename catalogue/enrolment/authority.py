"""Who may enter how a run went, and withdraw its certificates: the run's provider, or the learning-city office."""

from __future__ import annotations

from sqlalchemy import select

from catalogue.accounts.models import OFFICE_ROLES, Account, AccountRole
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.offerings.models import Offering, Run
from catalogue.providers.models import Provider, ProviderMember
from catalogue.providers.rules import ProviderState

WORKING = (ProviderState.VERIFIED, ProviderState.SUSPENDED)
"""Those who are enrolled stay enrolled while their provider is suspended, and somebody has to look after them."""


def ensure_may_conduct(run_id: int, account_id: int) -> None:
    """:raises NotFound: the account is neither of the run's provider (verified or suspended) nor of the office."""
    if not (_belongs_to_provider(run_id, account_id) or _belongs_to_office(run_id, account_id)):
        raise NotFound


def _belongs_to_provider(run_id: int, account_id: int) -> bool:
    found = (
        select(ProviderMember.account_id)
        .join(Provider, Provider.id == ProviderMember.provider_id)
        .join(Offering, Offering.provider_id == Provider.id)
        .join(Run, Run.offering_id == Offering.id)
        .join(Account, Account.id == ProviderMember.account_id)
        .where(
            Run.id == run_id,
            ProviderMember.account_id == account_id,
            Provider.state.in_(WORKING),
            Account.state == "active",
        )
    )
    return db.session.scalar(found) is not None


def _belongs_to_office(run_id: int, account_id: int) -> bool:
    """A role without a city is for every city, one with a city for the runs there."""
    city = select(Run.city_id).where(Run.id == run_id).scalar_subquery()
    found = (
        select(AccountRole.account_id)
        .join(Account, Account.id == AccountRole.account_id)
        .where(
            AccountRole.account_id == account_id,
            AccountRole.role.in_(OFFICE_ROLES),
            (AccountRole.city_id.is_(None)) | (AccountRole.city_id == city),
            Account.state == "active",
        )
    )
    return db.session.scalars(found.limit(1)).first() is not None
