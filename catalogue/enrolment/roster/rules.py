"""Until when contacts are shown, when a tick counts, what attendance proposes. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError
from catalogue.enrolment.completion.rules import OUTCOMES, Attended, Outcome
from catalogue.enrolment.rules import LIVE, EnrolmentState

NOTE_MAX = 300
MESSAGE_MAX = 1000
ALONE_A_DAY = 5
"""Mails that one provider writes to one account within a day, each by itself; further ones come together."""
TOGETHER_WITHIN = timedelta(hours=3)
SETTLED_WITHIN = timedelta(minutes=2)
"""What was written in the last second of the three hours may still wait for a lock: nothing of it may miss its mail."""
ENOUGH = Fraction(3, 4)
"""Whoever was in so many of the meetings is proposed as having completed."""
ON_THE_ROSTER = (*LIVE, *OUTCOMES)
TAKING_PART = (EnrolmentState.CONFIRMED, *OUTCOMES)


class NoteTooLong(DomainError):
    code = "note_too_long"
    message = _l("The note can have at most 300 characters")
    status = 422


class MessageMissing(DomainError):
    code = "message_missing"
    message = _l("Write what the learners are to know")
    status = 422


class MessageTooLong(DomainError):
    code = "message_too_long"
    message = _l("The message can have at most 1,000 characters")
    status = 422


class NobodyToTell(DomainError):
    code = "nobody_to_tell"
    message = _l("Nobody is enrolled to whom a message could be sent.")


class ContactsClosed(DomainError):
    code = "contacts_closed"
    message = _l("This class has been over for so long that its learners cannot be written to any more.")


class NoTicket(DomainError):
    code = "no_ticket"
    message = _l("This is not the code of a ticket. Please check what was typed, or tick the name in the list.")
    status = 422


class TicketOfAnotherClass(DomainError):
    code = "ticket_of_another_class"
    message = _l("This ticket is for another class or another date.")
    status = 422


class TicketWithoutSeat(DomainError):
    code = "ticket_without_seat"
    message = _l("This enrolment holds no seat any more: it was cancelled, or never confirmed.")
    status = 422


class DayOutsideTheRun(DomainError):
    code = "day_outside_the_run"
    message = _l("The day must lie between the first meeting and today")
    status = 422


def contacts_until(ends_at: datetime | None, ended_at: datetime | None, days: int) -> datetime | None:
    """Until when the provider sees the contacts of somebody enrolled; None is without end for now.

    :param ends_at: the end of the run; None where everybody begins when she likes.
    :param ended_at: when the enrolment ended, if it has: counts where the run has no end.
    :param days: how long after that.
    Source: docs/rules/running.md, rule 3.
    """
    last = ends_at or ended_at
    return None if last is None else last + timedelta(days=days)


def ticked_at(said_ms: int | None, sent_ms: int | None, begins_at: datetime, now: datetime) -> datetime:
    """When a tick was made: as long ago as the device says, whatever its clock shows; never in the future.

    :param said_ms: the device's clock at the tick, in milliseconds; None where it sent none.
    :param sent_ms: the device's clock when it sent the tick.
    :param begins_at: the meeting's start, before which nothing is ticked.
    Source: docs/rules/running.md, rule 7.
    """
    if said_ms is None or sent_ms is None:
        return now
    ago = timedelta(milliseconds=min(max(0, sent_ms - said_ms), 10**11))
    return max(now - ago, begins_at)


def proposed(found: Attended) -> Outcome | None:
    """How an enrolment may have ended, by attendance; None where meetings that nobody entered could change it.

    Source: docs/rules/running.md, rule 10.
    """
    if not found.known:
        return None
    needed = ENOUGH * max(found.meetings, found.known)
    if found.there >= needed:
        return Outcome.COMPLETED
    if found.there + found.unknown >= needed:
        return None
    return Outcome.NOT_COMPLETED if found.there or found.unknown else Outcome.NO_SHOW


def together_in(at: datetime) -> tuple[datetime, datetime]:
    """The three hours, from midnight UTC on, whose messages come in one mail at their end.

    :param at: when a message was written; timezone-aware.
    Source: docs/rules/running.md, rule 5.
    """
    since = at - (at - at.replace(hour=0, minute=0, second=0, microsecond=0)) % TOGETHER_WITHIN
    return since, since + TOGETHER_WITHIN
