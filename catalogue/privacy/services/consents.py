"""Consents are withdrawn as easily as they were given."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from catalogue.accounts.models import Consent
from catalogue.core import audit
from catalogue.core.db import db, transaction
from catalogue.core.errors import NotFound
from catalogue.privacy import rules


@transaction
def withdraw_consent(consent_id: int, *, account_id: int, now: datetime) -> None:
    """Note that a consent is withdrawn; asking again changes nothing.

    :raises NotFound: no such consent of this account.
    :raises DomainError: something rests on it that has to be ended instead; the class says what.
    """
    consent = db.session.get(Consent, consent_id)
    if consent is None or consent.account_id != account_id:
        raise NotFound
    if refusal := rules.RESTING_ON.get(consent.purpose):
        raise refusal
    if consent.withdrawn_at is not None:
        return
    db.session.execute(update(Consent).where(Consent.id == consent_id).values(withdrawn_at=now))
    about = {"before": "given", "after": "withdrawn", "cause": "withdrawn by its giver"}
    audit.record("consent", consent_id, **about, actor_id=account_id, now=now)
