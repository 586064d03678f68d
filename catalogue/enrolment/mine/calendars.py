"""The household's meetings as an iCalendar file, and a single meeting: for the feed and for downloading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _

from catalogue.core.reader import reader
from catalogue.core.texts import LocalText
from catalogue.enrolment.mine.timetable import Meeting
from catalogue.enrolment.presenting import joining_of
from catalogue.offerings.calendars import Entry, entries_calendar
from catalogue.offerings.wording import offering_url

KEPT = timedelta(days=90)
"""How long a meeting stays in the feed after it was."""


def household_calendar(meetings: Sequence[Meeting], names: dict[int, LocalText], now: datetime) -> bytes:
    """All meetings that take place and that somebody goes to, each with the learner's short name before its title.

    What is cancelled is left out: the feed is the whole truth, and a calendar that follows it drops the entry.
    It says the same as long as nothing has changed, so that it can be asked for by its ETag.
    """
    shown = [one for one in meetings if not one.off and not one.missed and one.session.ends_at > now - KEPT]
    entries = [_entry(one, names[one.enrolment.learner_id].text) for one in shown]
    return entries_calendar(entries, reader().lang, name=_("My learning"))


def meeting_calendar(meeting: Meeting, *, withdrawn: bool) -> bytes:
    """One meeting alone. :param withdrawn: that it is to leave the calendar again."""
    return entries_calendar([_entry(meeting, "")], reader().lang, withdrawn=withdrawn)


def _entry(meeting: Meeting, whom: str) -> Entry:
    run = meeting.enrolment.run
    return Entry(
        run,
        meeting.session,
        url=offering_url(run, external=True),
        stamp=max(run.offering.changed_at, meeting.enrolment.changed_at),
        whom=whom,
        whose=meeting.enrolment.learner.public_id,
        joining=joining_of(meeting.enrolment).line,
    )
