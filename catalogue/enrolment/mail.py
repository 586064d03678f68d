"""What the mails of this slice say: that somebody has a seat, or has given it back."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from catalogue.core.clock import now
from catalogue.core.mail import Attachment, Letter
from catalogue.core.outbox import Message
from catalogue.core.texts import local
from catalogue.enrolment import queries
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import LIVE, EnrolmentState
from catalogue.offerings.calendars import place_line, run_calendar
from catalogue.offerings.wording import offering_url


def _context(enrolment: Enrolment, lang: str) -> dict[str, object]:
    run = enrolment.run
    title = local(run.offering, "title", lang)
    return {
        "enrolment": enrolment,
        "run": run,
        "title": title,
        "place": place_line(run, lang),
        "offering_url": offering_url(run, external=True),
        "mine_url": url_for("enrolment.done", lang=lang, enrolment_id=enrolment.public_id, _external=True),
    }


def _confirmed(message: Message) -> Letter | None:
    enrolment = queries.enrolment_by_id(message.payload["enrolment"])
    if enrolment is None or enrolment.state != EnrolmentState.CONFIRMED:
        return None  # cancelled before the mail left; the link for joining is for those who have a seat
    context = _context(enrolment, message.language)
    attachments = []
    if enrolment.run.sessions:
        file = run_calendar(enrolment.run, message.language, url=str(context["offering_url"]), now=now())
        attachments.append(Attachment(f"{enrolment.run.public_id}.ics", "text/calendar", file))
    return Letter(_("You are enrolled: %(title)s", title=context["title"]), "enrolled", context, attachments)


def _requested(message: Message) -> Letter | None:
    enrolment = queries.enrolment_by_id(message.payload["enrolment"])
    if enrolment is None or enrolment.state not in LIVE:
        return None
    context = _context(enrolment, message.language)
    return Letter(_("Your request has arrived: %(title)s", title=context["title"]), "requested", context)


def _cancelled(message: Message) -> Letter | None:
    enrolment = queries.enrolment_by_id(message.payload["enrolment"])
    if enrolment is None:
        return None
    context = _context(enrolment, message.language)
    return Letter(_("Your enrolment is cancelled: %(title)s", title=context["title"]), "cancelled", context)


WRITERS = {
    "enrolment_confirmed": _confirmed,
    "enrolment_requested": _requested,
    "enrolment_cancelled": _cancelled,
}
