"""What the mails of this slice say: that somebody has a seat, or has given it back."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from catalogue.accounts.rules import short_name
from catalogue.core.clock import now
from catalogue.core.mail import Attachment, Letter
from catalogue.core.outbox import Message
from catalogue.core.texts import local
from catalogue.enrolment import queries
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.presenting import joining_of, payment_words
from catalogue.enrolment.rules import LIVE, EnrolmentState
from catalogue.offerings.calendars import place_line, run_calendar
from catalogue.offerings.run_words import price_words
from catalogue.offerings.wording import offering_url, reduced_words
from catalogue.settings import Settings


def context_of(enrolment: Enrolment, lang: str) -> dict[str, object]:
    """What every mail about an enrolment may say."""
    run = enrolment.run
    title = local(run.offering, "title", lang)
    return {
        "enrolment": enrolment,
        "run": run,
        "title": title,
        "place": place_line(run, lang),
        "price": price_words(run),
        "reduced": reduced_words(run),
        "payment": payment_words(run),
        "joining": joining_of(enrolment),
        "offering_url": offering_url(run, external=True),
        # Guardians get the mails of those whom they look after, and have to be told whom it is about.
        "for_whom": None if enrolment.learner.account_id else local(enrolment.learner, "full_name", lang),
        "mine_url": url_for("enrolment.done", lang=lang, enrolment_id=enrolment.public_id, _external=True),
    }


def _subject(own: str, others: str, context: Mapping[str, Any]) -> str:
    """The subject of a mail about the reader herself, or about somebody whom she looks after, by the short name."""
    name = context["for_whom"]
    words = {"title": context["title"], "name": short_name(name.text) if name else ""}
    return (others if name else own) % words


def _confirmed(message: Message) -> Letter | None:
    enrolment = queries.enrolment_by_id(message.payload["enrolment"])
    if enrolment is None or enrolment.state != EnrolmentState.CONFIRMED:
        return None  # cancelled before the mail left; the link for joining is for those who have a seat
    context = context_of(enrolment, message.language)
    attachments = meetings(enrolment, message.language)
    subject = _subject(_("You are enrolled: %(title)s"), _("A seat is certain for %(name)s: %(title)s"), context)
    return Letter(subject, "enrolled", context, attachments)


def _requested(message: Message) -> Letter | None:
    enrolment = queries.enrolment_by_id(message.payload["enrolment"])
    if enrolment is None or enrolment.state not in LIVE:
        return None
    context = context_of(enrolment, message.language)
    return Letter(_("Your request has arrived: %(title)s", title=context["title"]), "requested", context)


def _cancelled(message: Message) -> Letter | None:
    enrolment = queries.enrolment_by_id(message.payload["enrolment"])
    if enrolment is None:
        return None
    context = context_of(enrolment, message.language)
    # Who had a seat had the meetings in the calendar as well.
    had_a_seat = enrolment.state == EnrolmentState.CANCELLED
    attachments = meetings(enrolment, message.language, withdrawn=True) if had_a_seat else []
    if had_a_seat:
        subject = _subject(
            _("Your enrolment is cancelled: %(title)s"), _("The enrolment of %(name)s is cancelled: %(title)s"), context
        )
    else:
        subject = _("Your request is withdrawn: %(title)s", title=context["title"])
    return Letter(subject, "cancelled", {**context, "had_a_seat": had_a_seat}, attachments)


def meetings(enrolment: Enrolment, lang: str, *, withdrawn: bool = False) -> list[Attachment]:
    """The run's meetings for the learner's calendar, or to take them out of it; nothing where there are none."""
    run = enrolment.run
    if not run.sessions:
        return []
    settings: Settings = current_app.config["SETTINGS"]
    sender = parseaddr(settings.mail_from)[1]
    url = offering_url(run, external=True)
    joining = "" if withdrawn else joining_of(enrolment).line
    file = run_calendar(
        run, lang, url=url, now=now(), joining=joining, organizer=sender, withdrawn=withdrawn,
        whose=enrolment.learner.public_id,
    )  # fmt: skip
    about = {"charset": "utf-8", "method": "CANCEL" if withdrawn else "PUBLISH"}
    return [Attachment(f"{run.public_id}.ics", "text/calendar", file, about)]


WRITERS = {
    "enrolment_confirmed": _confirmed,
    "enrolment_requested": _requested,
    "enrolment_cancelled": _cancelled,
}
