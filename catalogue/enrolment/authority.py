"""Who may act: for a learner, on the seats and people of a run, on how it went. To everybody else it is not there.

Source: MODEL, "What is always true", 5.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from catalogue.accounts.assistance import assists
from catalogue.accounts.household import may_act
from catalogue.accounts.models import OFFICE_ROLES, Account, AccountRole
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.offerings.models import Offering, Run
from catalogue.providers.models import Provider, ProviderMember
from catalogue.providers.rules import MemberRole, ProviderState

OPERATOR = None
"""Who acts from the command line of the machine itself."""
DECIDING = (MemberRole.OWNER, MemberRole.EDITOR)
WORKING = (ProviderState.VERIFIED, ProviderState.SUSPENDED)
"""Those who are enrolled stay enrolled while their provider is suspended, and somebody has to look after them."""


def ensure_may_act(learner_id: int, account_id: int) -> None:
    """:raises NotFound: the learner is neither this account's own, nor under its active guardianship, nor assisted."""
    if not may_act(learner_id, account_id) and not assists(learner_id, account_id, now()):
        raise NotFound


def ensure_may_run(run_id: int, account_id: int | None) -> None:
    """Whether somebody may decide about the people and the seats of a run: an owner or editor of its provider (verified
    or suspended), or the learning-city office of its city.

    :param account_id: or OPERATOR, who has the whole database at hand anyway.
    :raises NotFound: it is none of these.
    """
    if account_id is OPERATOR:
        return
    if not (_belongs_to_provider(run_id, account_id, DECIDING) or _belongs_to_office(run_id, account_id)):
        raise NotFound


def ensure_may_conduct(run_id: int, account_id: int) -> None:
    """Whether somebody may enter how a run went, and withdraw its certificates: also an instructor of its provider.

    :raises NotFound: the account is neither of the run's provider (verified or suspended) nor of the office.
    """
    if not (_belongs_to_provider(run_id, account_id, tuple(MemberRole)) or _belongs_to_office(run_id, account_id)):
        raise NotFound


def _belongs_to_provider(run_id: int, account_id: int, roles: Sequence[MemberRole]) -> bool:
    found = (
        select(ProviderMember.account_id)
        .join(Provider, Provider.id == ProviderMember.provider_id)
        .join(Offering, Offering.provider_id == Provider.id)
        .join(Run, Run.offering_id == Offering.id)
        .join(Account, Account.id == ProviderMember.account_id)
        .where(
            Run.id == run_id,
            ProviderMember.account_id == account_id,
            ProviderMember.role.in_(roles),
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
