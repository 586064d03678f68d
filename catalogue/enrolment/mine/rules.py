"""When somebody is reminded, and until when one can say that one will not come. Pure: no database, no web."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError

NOTE_MAX = 500
"""Characters of a note beside a saved offering."""
EARLIEST, LATEST = time(8), time(20)
"""Nobody is reminded of tomorrow at night."""
FARTHEST = timedelta(hours=30)
"""No reminder is due longer before its meeting: the evening before one late at night, and an hour for the clocks."""


class Lead(StrEnum):
    """How long before a meeting an account is reminded; the first is what holds where nobody has said."""

    DAY = "day"
    TWO_HOURS = "two_hours"
    NEVER = "never"


class MeetingBegun(DomainError):
    code = "meeting_begun"
    message = _l("This meeting has already begun. Please tell the provider directly.")


class MeetingCancelled(DomainError):
    code = "meeting_cancelled"
    message = _l("This meeting does not take place.")


def remind_at(starts_at: datetime, zone: str, lead: Lead) -> datetime | None:
    """The moment from which a meeting may be reminded of; None for who wants no reminders.

    A day before is the same time of day on the day before, by the clocks of the city, moved into waking hours.

    :param starts_at: when the meeting begins; timezone-aware.
    """
    if lead is Lead.NEVER:
        return None
    if lead is Lead.TWO_HOURS:
        return starts_at - timedelta(hours=2)
    there = starts_at.astimezone(ZoneInfo(zone))
    at = min(max(there.time(), EARLIEST), LATEST)
    return datetime.combine(there.date() - timedelta(days=1), at, ZoneInfo(zone)).astimezone(starts_at.tzinfo)


def due(starts_at: datetime, zone: str, lead: Lead, *, known_since: datetime, now: datetime) -> bool:
    """Whether a reminder is to be sent now: neither too early, nor of what has begun, nor on the heels of enrolling.

    :param known_since: when the learner got the seat; who gets it after the reminder's time has just been told.
    """
    at = remind_at(starts_at, zone, lead)
    return at is not None and at <= now < starts_at and known_since < at


def ensure_can_be_missed(starts_at: datetime, now: datetime, *, cancelled: bool) -> None:
    """:raises MeetingCancelled: there is nothing to miss. :raises MeetingBegun: it is too late to say so."""
    if cancelled:
        raise MeetingCancelled
    if now >= starts_at:
        raise MeetingBegun


def week_of(day: date) -> date:
    """The Sunday on which the week of a day begins."""
    return day - timedelta(days=day.isoweekday() % 7)
