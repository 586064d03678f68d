"""What the mails to providers say: what the office decided about them."""

from __future__ import annotations

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.core.db import db
from catalogue.core.mail import Letter
from catalogue.core.outbox import Message
from catalogue.core.texts import local
from catalogue.providers.models import Provider
from catalogue.providers.rules import ProviderState

SUBJECTS: dict[str, LazyString] = {
    ProviderState.VERIFIED: _l("%(name)s is verified in the Learning Catalogue"),
    ProviderState.REJECTED: _l("The application of %(name)s was not accepted"),
    ProviderState.SUSPENDED: _l("%(name)s is suspended in the Learning Catalogue"),
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
        str(SUBJECTS[state]) % {"name": name},
        "provider_decision",
        {"state": state, "name": name, "reason": message.payload["reason"], "link": link},
    )


WRITERS = {f"provider_{state}": _decision for state in SUBJECTS}
