"""What the mails of this slice say: codes, links, and that a passphrase was changed."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from catalogue.accounts import rules
from catalogue.accounts.models import Learner
from catalogue.accounts.rules import Purpose
from catalogue.accounts.secrets import link_token, six_digits
from catalogue.core.db import db
from catalogue.core.formats import apart
from catalogue.core.mail import Letter
from catalogue.core.outbox import Message
from catalogue.core.texts import LocalText, local


def _code(message: Message) -> Letter:
    handle, purpose = message.payload["handle"], message.payload["purpose"]
    code = six_digits(handle, purpose)
    token, then = link_token(handle, purpose), message.payload.get("next")
    link = url_for("accounts.link", lang=message.language, token=token, next=then, _external=True)
    return Letter(
        _("%(code)s is your code for the Learning Catalogue", code=code),
        "code",
        {"code": code, "link": link, "kind": message.kind},
    )


def _reset(message: Message) -> Letter:
    token = link_token(message.payload["handle"], message.payload["purpose"])
    link = url_for("accounts.choose_passphrase", lang=message.language, token=token, _external=True)
    return Letter(_("Choosing a new passphrase"), "reset", {"link": link})


def _unknown(message: Message) -> Letter:
    return Letter(
        _("There is no account with this address yet"),
        "address_unknown",
        {"link": url_for("accounts.join", lang=message.language, _external=True)},
    )


def _passphrase_changed(message: Message) -> Letter:
    return Letter(
        _("Your passphrase was changed"),
        "passphrase_changed",
        {"link": url_for("accounts.reset", lang=message.language, _external=True)},
    )


def _guardian_invitation(message: Message) -> Letter:
    token = link_token(message.payload["handle"], Purpose.GUARDIAN)
    link = url_for("accounts.guardian_invitation", lang=message.language, token=token, _external=True)
    return Letter(_("You are asked to look after somebody’s learning too"), "guardian_invitation", {"link": link})


def _record_claimed(message: Message) -> Letter | None:
    learner = db.session.get(Learner, message.payload["learner"])
    if learner is None:
        return None
    name = local(learner, "full_name", message.language)
    return Letter(_("Somebody you looked after now has an account"), "record_claimed", {"name": name})


def _guardians_changed(message: Message) -> Letter | None:
    """No word of who it is: the contacts of guardians are told to nobody, not even to each other."""
    learner = db.session.get(Learner, message.payload["learner"])
    if learner is None or learner.erased_at is not None:
        return None
    name = local(learner, "full_name", message.language)
    if message.kind == "guardian_joined":
        subject, line = (
            _("Somebody else looks after %(name)s too"),
            _("Somebody was asked by mail, and now looks after this person too: enrols and cancels, as you do."),
        )
    else:
        subject, line = (
            _("Somebody does not look after %(name)s any more"),
            _("Somebody who looked after this person beside you does so no longer. You still do."),
        )
    called = apart(LocalText(rules.short_name(name.text), name.lang))
    link = url_for("accounts.dependant_page", lang=message.language, learner_id=learner.public_id, _external=True)
    return Letter(subject % {"name": called}, "guardian_note", {"name": name, "line": line, "link": link})


WRITERS = {
    "guardian_invitation": _guardian_invitation,
    "guardian_joined": _guardians_changed,
    "guardian_left": _guardians_changed,
    "record_claimed": _record_claimed,
    "join_code": _code,
    "already_joined": _code,
    "sign_in_code": _code,
    "reset_link": _reset,
    "address_unknown": _unknown,
    "passphrase_changed": _passphrase_changed,
}
