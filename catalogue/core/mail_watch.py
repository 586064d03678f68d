"""How the mail is doing: what waits and for how long, what is held back, what was given up; and the alarm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update

from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.logs import log
from catalogue.core.outbox import Message

LATE_AFTER = timedelta(minutes=15)
ADDRESS_REFUSED = "SMTPRecipientsRefused"
"""How the last error of a message begins whose address the server refuses: that says nothing about the mail's way."""


@dataclass(frozen=True)
class MailStatus:
    """`oldest` is the age of the message that has waited longest, but for those whose address is refused."""

    waiting: int
    oldest: timedelta | None
    refused: int
    held: Mapping[str, int]
    failed: int

    @property
    def late(self) -> bool:
        return self.oldest is not None and self.oldest > LATE_AFTER


def mail_status(now: datetime) -> MailStatus:
    many = dict(db.session.execute(select(Message.state, func.count()).group_by(Message.state)).tuples().all())
    held = select(Message.about, func.count()).where(Message.state == "held").group_by(Message.about)
    refused = select(func.count()).where(Message.state == "waiting", Message.last_error.startswith(ADDRESS_REFUSED))
    return MailStatus(
        waiting=many.get("waiting", 0),
        oldest=_oldest(now),
        refused=db.session.scalar(refused) or 0,
        held={about or "-": number for about, number in db.session.execute(held).tuples()},
        failed=many.get("failed", 0),
    )


def _oldest(now: datetime) -> timedelta | None:
    passable = or_(Message.last_error.is_(None), ~Message.last_error.startswith(ADDRESS_REFUSED))
    # A released message has waited for the office before, not for the mail server.
    since = func.min(func.coalesce(Message.released_at, Message.created_at), type_=Message.created_at.type)
    at = db.session.scalar(select(since).where(Message.state == "waiting", passable))
    return now - at if at else None


def is_late(now: datetime) -> bool:
    """Whether something has waited too long: one SELECT."""
    oldest = _oldest(now)
    return oldest is not None and oldest > LATE_AFTER


def watch(now: datetime) -> int:
    """Raise the alarm in the log while mail is late. :returns: how many messages wait, if so."""
    if not is_late(now):
        return 0
    status = mail_status(now)
    minutes = int((status.oldest or timedelta()).total_seconds() // 60)
    log.error("mail is late", extra={"about": {"waiting": status.waiting, "oldest_minutes": minutes}})
    return status.waiting


@transaction
def try_again(now: datetime) -> int:
    """Give everything that was given up another round of attempts. :returns: how many messages."""
    again = {"state": "waiting", "attempts": 0, "due_at": now, "last_error": None}
    return rows_changed(
        update(Message).where(Message.state == "failed", Message.last_error.not_like("held back%")).values(**again)
    )
