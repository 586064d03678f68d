"""Changes to providers: they apply, the office verifies, suspends and closes them; their people and own details."""

from catalogue.providers.services.applying import Application, apply
from catalogue.providers.services.details import accept_change, change_details, refuse_change
from catalogue.providers.services.inviting import accept, invitation, invite, purge_invitations, withdraw
from catalogue.providers.services.people import change_role, leave, remove
from catalogue.providers.services.states import close, enter_verified, lift, reject, suspend, verify

__all__ = [
    "Application",
    "accept",
    "accept_change",
    "apply",
    "change_details",
    "change_role",
    "close",
    "enter_verified",
    "invitation",
    "invite",
    "leave",
    "lift",
    "purge_invitations",
    "refuse_change",
    "reject",
    "remove",
    "suspend",
    "verify",
    "withdraw",
]
