"""No storm of mail: what is too much about one thing at once is held back until the office has looked at it.

A cancelled course of 500 seats tells 500 people and passes. A fault that writes to everybody again and again does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, tuple_, update

from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.logs import log
from catalogue.core.outbox import Message

MOST = 500
WITHIN = timedelta(minutes=1)


def is_too_much(about: str | None, created_at: datetime, message_id: int, released_at: datetime | None) -> bool:
    """Whether so many messages about the same were written in the minute before this one.

    By the time of writing, not of sending: after a night without a mail server everything may leave at once.
    """
    if about is None or released_at is not None:
        return False
    before = (
        select(Message.id)
        .where(
            Message.about == about,
            Message.created_at > created_at - WITHIN,
            tuple_(Message.created_at, Message.id) < tuple_(created_at, message_id),
        )
        .limit(MOST)
        .subquery()
    )
    return (db.session.scalar(select(func.count()).select_from(before)) or 0) >= MOST


def hold_back(message_id: int) -> None:
    """Within the running transaction."""
    db.session.execute(update(Message).where(Message.id == message_id).values(state="held", leased_until=None))


def warn(held: Mapping[str, int]) -> None:
    """A line in the log for each thing about which mails were just held back, and how many."""
    for about, many in held.items():
        log.error(
            "too many mails about the same: held until the office releases them",
            extra={"about": {"mails_about": about, "mails": many, "most_a_minute": MOST}},
        )


@transaction
def release(about: str, now: datetime) -> int:
    """Let what is held about this leave after all. :returns: how many messages."""
    return rows_changed(
        update(Message).where(_held(about)).values(state="waiting", released_at=now, due_at=now, attempts=0)
    )


@transaction
def discard(about: str) -> int:
    """Never send what is held about this. :returns: how many messages."""
    return rows_changed(
        update(Message).where(_held(about)).values(state="failed", last_error="held back, then discarded by the office")
    )


def _held(about: str) -> ColumnElement[bool]:
    return (Message.state == "held") & (Message.about == about)
