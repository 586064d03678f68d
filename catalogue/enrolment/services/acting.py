"""Who may act: for a learner, and on a run."""

from __future__ import annotations

from sqlalchemy import select

from catalogue.accounts.assistance import assists
from catalogue.accounts.household import may_act
from catalogue.accounts.models import AccountRole
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.offerings.models import Offering, Run
from catalogue.providers.models import ProviderMember
from catalogue.providers.rules import MemberRole

OPERATOR = None
"""Who acts from the command line of the machine itself."""
DECIDING = (MemberRole.OWNER, MemberRole.EDITOR)


def ensure_may_act(learner_id: int, account_id: int) -> None:
    """:raises NotFound: the learner is neither this account's own, nor under its active guardianship, nor assisted."""
    if not may_act(learner_id, account_id) and not assists(learner_id, account_id, now()):
        raise NotFound


def ensure_may_run(run_id: int, account_id: int | None) -> None:
    """Whether somebody may decide about the people and the seats of a run: an owner or editor of its provider, or the
    learning-city office of its city.

    :param account_id: or OPERATOR, who has the whole database at hand anyway.
    :raises NotFound: nobody else knows that there is anything to decide.
    """
    if account_id is OPERATOR:
        return
    member = (
        select(ProviderMember.account_id)
        .join(Offering, Offering.provider_id == ProviderMember.provider_id)
        .join(Run, Run.offering_id == Offering.id)
        .where(Run.id == run_id, ProviderMember.account_id == account_id, ProviderMember.role.in_(DECIDING))
    )
    office = (
        select(AccountRole.account_id)
        .join(Run, (AccountRole.city_id.is_(None)) | (AccountRole.city_id == Run.city_id))
        .where(Run.id == run_id, AccountRole.account_id == account_id, AccountRole.role == "office")
    )
    if db.session.scalar(member.limit(1)) is None and db.session.scalar(office.limit(1)) is None:
        raise NotFound
