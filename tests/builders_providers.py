"""Those who act for providers."""

from __future__ import annotations

from catalogue.accounts.models import Learner
from catalogue.providers.models import Provider, ProviderMember
from tests.builders import NOON, a_learner, saved


def a_member(provider: Provider, role: str = "owner") -> Learner:
    """Somebody with an account who has a place at the provider's desk."""
    who = a_learner()
    saved(ProviderMember(provider_id=provider.id, account_id=who.account_id, role=role, since=NOON))
    return who
