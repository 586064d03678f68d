"""What the mails about listings say: what the office decided."""

from __future__ import annotations

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.core.db import db
from catalogue.core.formats import apart
from catalogue.core.mail import Letter
from catalogue.core.outbox import Message
from catalogue.core.texts import local
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import OfferingState
from catalogue.offerings.wording import offering_url

SUBJECTS: dict[str, LazyString] = {
    OfferingState.PUBLISHED: _l("Published: %(title)s"),
    OfferingState.CHANGES_REQUESTED: _l("Something has to be changed: %(title)s"),
    OfferingState.TAKEN_DOWN: _l("Taken down: %(title)s"),
    OfferingState.IN_REVIEW: _l("Nothing has to be changed: %(title)s"),
}


def _decision(message: Message) -> Letter | None:
    offering = db.session.get(Offering, message.payload["offering"])
    if offering is None:
        return None
    state = message.kind.removeprefix("listing_")
    title = local(offering, "title", message.language)
    if state == OfferingState.PUBLISHED:
        link = offering_url(offering, external=True)
    else:
        link = url_for(
            "listings.listing", lang=message.language, provider_id=offering.provider.public_id,
            offering_id=offering.public_id, _external=True,
        )  # fmt: skip
    about = {"state": state, "title": title, "reason": message.payload["reason"], "link": link}
    return Letter(str(SUBJECTS[state]) % {"title": apart(title)}, "listing_decision", about)


WRITERS = {f"listing_{state}": _decision for state in SUBJECTS}
