"""What the mails about fetched files say: that something must be mended, or that nothing came."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _l

from catalogue.core.db import db
from catalogue.core.formats import apart
from catalogue.core.mail import Letter
from catalogue.core.outbox import Message
from catalogue.core.texts import local
from catalogue.offerings.uploads.models import Upload
from catalogue.providers.models import Provider

ERRORS = _l("Errors in the file that was fetched for %(name)s")
NOT_FETCHED = _l("The file of %(name)s could not be fetched")


def _errors(message: Message) -> Letter | None:
    upload = db.session.get(Upload, message.payload["upload"])
    if upload is None:
        return None
    provider = upload.provider
    link = url_for(
        "uploads.upload",
        upload_id=upload.public_id,
        lang=message.language,
        provider_id=provider.public_id,
        _external=True,
    )
    name = local(provider, "name", message.language)
    context = {"kind": "errors", "name": name, "faulty": upload.faulty, "link": link}
    return Letter(str(ERRORS) % {"name": apart(name)}, "upload", context)


def _not_fetched(message: Message) -> Letter | None:
    provider = db.session.get(Provider, message.payload["provider"])
    if provider is None:
        return None
    link = url_for("programs.programs", lang=message.language, provider_id=provider.public_id, _external=True)
    name = local(provider, "name", message.language)
    return Letter(
        str(NOT_FETCHED) % {"name": apart(name)}, "upload", {"kind": "not_fetched", "name": name, "link": link}
    )


WRITERS = {"upload_errors": _errors, "upload_not_fetched": _not_fetched}
