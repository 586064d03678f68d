"""What the mails of this slice say: that somebody has a seat, or has given it back."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from catalogue.core.clock import now
from catalogue.core.mail import Attachment, Letter
from catalogue.core.outbox import Message
from catalogue.core.texts import local
from catalogue.enrolment import queries
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.presenting import joining_of, payment_words
from catalogue.enrolment.rules import LIVE, EnrolmentState
from catalogue.enrolment.whose import whose
from catalogue.offerings.calendars import place_line, run_calendar
from catalogue.offerings.run_words import price_words
from catalogue.offerings.wording import offering_url, reduced_words
from catalogue.settings import Settings


def context_of(enrolment: Enrolment, message: Message) -> dict[str, Any]:
    """What every mail about an enrolment may say."""
    run, lang, about = enrolment.run, message.language, whose(enrolment, message)
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
        "whose": about,
        "for_whom": about.name,
        "mine_url": url_for("enrolment.done", lang=lang, enrolment_id=enrolment.public_id, _external=True),
    }


def _confirmed(message: Message) -> Letter | None:
    enrolment = queries.enrolment_by_id(message.payload["enrolment"])
    if enrolment is None or enrolment.state != EnrolmentState.CONFIRMED:
        return None  # cancelled before the mail left; the link for joining is for those who have a seat
    context = context_of(enrolment, message)
    attachments = meetings(enrolment, message.language)
    subject = context["whose"].words(
        _("You are enrolled: %(title)s"), _("A seat is certain for %(name)s: %(title)s"), title=context["title"]
    )
    return Letter(subject, "enrolled", context, attachments)


def _requested(message: Message) -> Letter | None:
    enrolment = queries.enrolment_by_id(message.payload["enrolment"])
    if enrolment is None or enrolment.state not in LIVE:
        return None
    context = context_of(enrolment, message)
    words = context["whose"].words
    subject = words(
        _("Your request has arrived: %(title)s"), _("The request for %(name)s has arrived: %(title)s"),
        title=context["title"],
    )  # fmt: skip
    line = words(
        _("Your request has arrived. The provider decides on it; until then you have no seat yet."),
        _("The request for %(name)s has arrived. The provider decides on it; until then there is no seat yet."),
    )
    return Letter(subject, "requested", {**context, "line": line})


def _cancelled(message: Message) -> Letter | None:
    enrolment = queries.enrolment_by_id(message.payload["enrolment"])
    if enrolment is None:
        return None
    context = context_of(enrolment, message)
    # Who had a seat had the meetings in the calendar as well.
    had_a_seat = enrolment.state == EnrolmentState.CANCELLED
    attachments = meetings(enrolment, message.language, withdrawn=True) if had_a_seat else []
    words = context["whose"].words
    if had_a_seat:
        subject = _("Your enrolment is cancelled: %(title)s"), _("The enrolment of %(name)s is cancelled: %(title)s")
        line = (
            _("Your enrolment is cancelled, and your seat is free for somebody else."),
            _("The enrolment of %(name)s is cancelled, and the seat is free for somebody else."),
        )
    else:
        subject = _("Your request is withdrawn: %(title)s"), _("The request for %(name)s is withdrawn: %(title)s")
        line = _("Your request is withdrawn."), _("The request for %(name)s is withdrawn.")
    about = {"had_a_seat": had_a_seat, "line": words(*line)}
    return Letter(words(*subject, title=context["title"]), "cancelled", {**context, **about}, attachments)


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
