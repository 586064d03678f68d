"""What the mails of this slice say: that a request arrived, takes longer or is answered; that an account is erased."""

from __future__ import annotations

from functools import partial

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from catalogue.core.db import db
from catalogue.core.mail import Letter
from catalogue.core.outbox import Message
from catalogue.privacy.models import RightsRequest
from catalogue.privacy.services.erasing import FAREWELL


def _erased(message: Message) -> Letter:
    return Letter(_("Your account is erased"), "account_erased", {"seats": message.payload["seats"]})


def _about_request(subject: LazyString, step: str, message: Message) -> Letter | None:
    """What was written stays on the page: a mail may be read by others."""
    row = db.session.get(RightsRequest, message.payload["request"])
    if row is None:
        return None
    link = url_for("privacy.mine", lang=message.language, _external=True)
    return Letter(str(subject), "rights_request", {"row": row, "step": step, "link": link})


WRITERS = {
    FAREWELL: _erased,
    "request_received": partial(_about_request, _l("Your request about your data has arrived"), "received"),
    "request_extended": partial(_about_request, _l("Your request about your data takes longer"), "extended"),
    "request_answered": partial(_about_request, _l("Your request about your data is answered"), "answered"),
}
