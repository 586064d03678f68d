"""For whom a command acts: the audit trail names a person, never "the operator"."""

from __future__ import annotations

from catalogue.accounts import rules
from catalogue.accounts.services.opening import active_account
from catalogue.core.errors import NotFound


def account_of(email: str) -> int:
    """The account with this address. :raises NotFound: there is none."""
    account = active_account(rules.normal_email(email))
    if account is None:
        raise NotFound
    return account.id
