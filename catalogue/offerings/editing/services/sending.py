"""Forms that make something, sent twice: the second time they lead to what the first one made.

Within the caller's transaction. The row comes first, so that of two at once one waits for the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.outbox import insert_if_new
from catalogue.offerings.editing.models import SentForm
from catalogue.offerings.editing.queries import deletion_key
from catalogue.offerings.editing.rules import SentWithOtherWords

KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Sent:
    """A form as it was sent. :ivar key: its own, from before it was filled in; :ivar digest: of what was filled in."""

    key: str
    digest: str


def made_by(provider_id: int, sent: Sent | None, now: datetime) -> str | None:
    """The public id of what the form has made already; None where this is the first time.

    :raises SentWithOtherWords: it was sent before and said something else.
    """
    if sent is None or _is_new(provider_id, sent, None, now):
        return None
    found = db.session.get_one(SentForm, (provider_id, sent.key), populate_existing=True)
    if found.digest != sent.digest:
        raise SentWithOtherWords
    return found.made


def note_made(provider_id: int, sent: Sent | None, public_id: str) -> None:
    """Keep what came of the form."""
    if sent is not None:
        mine = (SentForm.provider_id == provider_id, SentForm.key == sent.key)
        db.session.execute(update(SentForm).where(*mine).values(made=public_id))


def note_deleted(provider_id: int, public_id: str, now: datetime) -> None:
    """Keep that this draft was here: who still has its page open is told so."""
    _is_new(provider_id, Sent(deletion_key(public_id), ""), public_id, now)


def _is_new(provider_id: int, sent: Sent, made: str | None, now: datetime) -> bool:
    row = {"provider_id": provider_id, "key": sent.key, "digest": sent.digest, "made": made, "sent_at": now}
    inserted = db.session.execute(insert_if_new(SentForm).returning(SentForm.key), row)
    return inserted.one_or_none() is not None


@transaction
def forget_sent(now: datetime) -> int:
    """:returns: how many forms are forgotten: nobody sends one again after so long."""
    return rows_changed(delete(SentForm).where(SentForm.sent_at < now - KEPT_FOR))
