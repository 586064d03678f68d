"""What the mails to providers say: what the office decided about them, and who is asked to act for them."""

from __future__ import annotations

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from catalogue.accounts.secrets import link_token
from catalogue.core.db import db
from catalogue.core.formats import apart
from catalogue.core.mail import Letter, Writer
from catalogue.core.outbox import Message
from catalogue.core.texts import local
from catalogue.providers.models import Provider, ProviderInvitation, ProviderMember
from catalogue.providers.rules import ProviderState
from catalogue.providers.services.inviting import PURPOSE
from catalogue.providers.wording import ROLES

SUBJECTS: dict[str, LazyString] = {
    ProviderState.VERIFIED: _l("%(name)s is verified in the Learning Catalogue"),
    ProviderState.REJECTED: _l("The application of %(name)s was not accepted"),
    ProviderState.SUSPENDED: _l("%(name)s is suspended in the Learning Catalogue"),
    "lifted": _l("The suspension of %(name)s is lifted: it can be found again"),
    ProviderState.CLOSED: _l("%(name)s is closed in the Learning Catalogue"),
}


def _decision(message: Message) -> Letter | None:
    provider = db.session.get(Provider, message.payload["provider"])
    if provider is None:
        return None
    state = message.kind.removeprefix("provider_")
    name = local(provider, "name", message.language)
    link = url_for("desk.overview", lang=message.language, provider_id=provider.public_id, _external=True)
    return Letter(
        str(SUBJECTS[state]) % {"name": apart(name)},
        "provider_decision",
        {"state": state, "name": name, "reason": message.payload["reason"], "link": link},
    )


def _change(message: Message) -> Letter | None:
    provider = db.session.get(Provider, message.payload["provider"])
    if provider is None:
        return None
    accepted = message.kind == "provider_change_accepted"
    name = local(provider, "name", message.language)
    if accepted:
        subject = _("The new details of %(name)s are shown", name=apart(name))
    else:
        subject = _("The details of %(name)s stay as they are", name=apart(name))
    link = url_for("organisation.organisation", lang=message.language, provider_id=provider.public_id, _external=True)
    about = {"accepted": accepted, "reason": message.payload["reason"], "link": link}
    return Letter(subject, "provider_change", about)


def _invitation(message: Message) -> Letter | None:
    found = select(ProviderInvitation).where(ProviderInvitation.handle == message.payload["handle"])
    asked = db.session.scalars(found).one_or_none()
    if asked is None:  # withdrawn meanwhile
        return None
    token = link_token(asked.handle, PURPOSE)
    link = url_for("joining.invitation", lang=message.language, token=token, _external=True)
    name = local(asked.provider, "name", message.language)
    subject = _("You are asked to act for %(name)s", name=apart(name))
    about = {"name": name, "role": ROLES[asked.role], "link": link, "applied": asked.provider.state == "applied"}
    return Letter(subject, "provider_invitation", about)


def _removed(message: Message) -> Letter | None:
    """None where she has a place there again."""
    provider = db.session.get(Provider, message.payload["provider"])
    if provider is None or db.session.get(ProviderMember, (provider.id, message.payload["account"])) is not None:
        return None
    name = local(provider, "name", message.language)
    subject = _("Your place at the desk of %(name)s has ended", name=apart(name))
    return Letter(subject, "provider_member_removed", {"name": name})


WRITERS: dict[str, Writer] = {
    **{f"provider_{state}": _decision for state in SUBJECTS},
    "provider_change_accepted": _change,
    "provider_change_refused": _change,
    "provider_invitation": _invitation,
    "provider_member_removed": _removed,
}
