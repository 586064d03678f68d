"""What the mail to a provider's people says: what the office decided about changes of a listing."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.core.db import db
from catalogue.core.formats import apart
from catalogue.core.mail import Letter
from catalogue.core.outbox import Message
from catalogue.core.texts import local
from catalogue.offerings.editing.models import OfferingRevision
from catalogue.offerings.editing.rules import RevisionState

SUBJECTS: dict[str, LazyString] = {
    RevisionState.APPROVED: _l("Your changes are approved: %(title)s"),
    RevisionState.REJECTED: _l("Your changes are not approved: %(title)s"),
}


def _decided(message: Message) -> Letter | None:
    revision = db.session.get(OfferingRevision, message.payload["revision"])
    if revision is None:
        return None
    state, offering = message.kind.removeprefix("revision_"), revision.offering
    title = local(offering, "title", message.language)
    link = url_for(
        "listings.listing", lang=message.language, provider_id=offering.provider.public_id,
        offering_id=offering.public_id, _external=True,
    )  # fmt: skip
    about: dict[str, Any] = {"state": state, "title": title, "reason": revision.reason, "link": link}
    return Letter(str(SUBJECTS[state]) % {"title": apart(title)}, "revision_decided", about)


WRITERS = {f"revision_{state}": _decided for state in SUBJECTS}
