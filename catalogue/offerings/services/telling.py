"""Mails to those who look after a listing: what the office decided about it. Within the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from catalogue.offerings.models import Offering
from catalogue.providers.rules import MemberRole
from catalogue.providers.services.telling import tell_members

EDITING = (MemberRole.OWNER, MemberRole.EDITOR)


def tell_decided(offering: Offering, state: str, reason: str, now: datetime) -> None:
    """Write to the owners and editors of the provider, each in her language."""
    payload = {"offering": offering.id, "reason": reason}
    tell_members(offering.provider_id, EDITING, f"listing_{state}", payload, now)
