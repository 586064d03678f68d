"""What a reminder says. Whether it is still right is asked once more when it is written: mail may have been waiting."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from catalogue.core.clock import now
from catalogue.core.formats import apart, clock_time, day_short
from catalogue.core.mail import Letter
from catalogue.core.outbox import Message
from catalogue.core.texts import LocalText, local
from catalogue.enrolment import queries as enrolments
from catalogue.enrolment.mine import queries
from catalogue.enrolment.mine.names import short_names
from catalogue.enrolment.mine.reminders import KIND
from catalogue.enrolment.mine.rules import Lead
from catalogue.enrolment.mine.timetable import Meeting
from catalogue.enrolment.presenting import joining_of
from catalogue.offerings.calendars import place_line


def _reminder(message: Message) -> Letter | None:
    meeting = _meeting(message.payload["enrolment"], message.payload["session"])
    account_id = message.payload["account"]
    if meeting is None or queries.choices_of(account_id)[0] is Lead.NEVER:
        return None
    household = queries.learners_of(account_id)
    names = short_names(household, message.language)
    learner = meeting.enrolment.learner
    if learner.id not in names:
        return None  # the guardianship has ended since
    run = meeting.enrolment.run
    title = local(run.offering, "title", message.language)
    context: dict[str, Any] = {
        "meeting": meeting,
        "title": title,
        "whom": LocalText("", message.language) if learner.account_id == account_id else names[learner.id],
        "place": place_line(run, message.language),
        "joining": joining_of(meeting.enrolment),
        "bring": local(run.offering, "bring", message.language),
        "meeting_url": _page("enrolment.meeting", enrolment_id=meeting.enrolment.public_id, at=meeting.at),
        "mine_url": _page("enrolment.mine") + "#reminders",
    }
    when = _("%(day)s, %(time)s", day=day_short(meeting.start.date()), time=clock_time(meeting.start))
    own, others = _("Reminder: %(title)s, %(when)s"), _("Reminder for %(name)s: %(title)s, %(when)s")
    values = {"title": title, "when": when, "name": apart(context["whom"])}
    return Letter((others if context["whom"] else own) % values, "reminder", context)


def _meeting(enrolment_id: int, session_id: int) -> Meeting | None:
    """The meeting, if the learner still goes there."""
    enrolment = enrolments.enrolment_by_id(enrolment_id)
    if enrolment is None:
        return None
    missed = (enrolment_id, session_id) in queries.missed([enrolment_id])
    session = next((one for one in enrolment.run.sessions if one.id == session_id), None)
    meeting = Meeting(enrolment, session, None, missed, now()) if session else None
    return meeting if meeting and meeting.can_be_missed and not missed else None


def _page(endpoint: str, **parts: str) -> str:
    return url_for(endpoint, _external=True, **parts)


WRITERS = {KIND: _reminder}
