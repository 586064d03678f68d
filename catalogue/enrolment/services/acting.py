"""For whom an account may act."""

from __future__ import annotations

from catalogue.accounts.household import may_act
from catalogue.core.errors import NotFound


def ensure_may_act(learner_id: int, account_id: int) -> None:
    """:raises NotFound: the learner is neither this account's own nor under its active guardianship."""
    if not may_act(learner_id, account_id):
        raise NotFound
