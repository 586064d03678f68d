"""For whom an account may act."""

from __future__ import annotations

from sqlalchemy import select

from catalogue.accounts.models import Guardianship, Learner
from catalogue.core.db import db
from catalogue.core.errors import NotFound


def ensure_may_act(learner_id: int, account_id: int) -> None:
    """:raises NotFound: the learner is neither this account's own nor under its active guardianship."""
    own = select(Learner.id).where(Learner.id == learner_id, Learner.account_id == account_id)
    guarded = select(Guardianship.id).where(
        Guardianship.learner_id == learner_id, Guardianship.account_id == account_id, Guardianship.state == "active"
    )
    if db.session.scalar(own) is None and db.session.scalar(guarded) is None:
        raise NotFound
