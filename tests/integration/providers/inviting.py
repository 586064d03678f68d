"""Somebody is asked to work for a provider. Call inside an app context."""

from __future__ import annotations

from flask import Flask

from catalogue.providers import services
from catalogue.providers.models import Provider
from catalogue.providers.rules import MemberRole
from tests.builders import NOON
from tests.mailbox import posted


def asked(app: Flask, provider: Provider, owner_id: int | None, role: MemberRole = MemberRole.EDITOR) -> str:
    """Invite somebody. :returns: the token of the mailed link."""
    services.invite(provider.id, "new@example.org", role, invited_by=owner_id or 0, now=NOON)
    return [one.token for one in posted(app) if one.kind == "provider_invitation"][-1]
