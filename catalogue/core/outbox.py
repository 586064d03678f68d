"""Messages that are to leave: rows written in the transaction that caused them, sent afterwards by the worker.

A rolled-back change sends nothing; a crash loses nothing; the deduplication key makes a repeat send nothing twice.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, Index, Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.core.db import Model, db
from catalogue.core.holding import About, AtErasure, Kept, address_in


class Message(Model):
    """One mail to one person, in her language, digits and calendar."""

    __tablename__ = "message"
    __privacy__ = About(
        what=_l("Messages to you"),
        why=_l("To deliver each message exactly once. Its words are not kept: only for whom, of which kind and when."),
        kept=Kept(_l("%(time)s after it was sent."), "keep_messages_days"),
        at_erasure=AtErasure.DELETE,
        owners=(address_in("address"),),
        personal={
            "address": _l("E-mail address"),
            "payload": _l("What it is about"),
            "last_error": _l("Last error"),
        },
        facts={
            "kind": _l("Kind"),
            "language": _l("Language"),
            "state": _l("State"),
            "created_at": _l("Written on"),
            "sent_at": _l("Sent on"),
        },
        plain=("id", "preferences", "dedupe_key", "due_at", "attempts", "leased_until", "about", "released_at"),
        place=60,
    )
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'failed', 'held')", name="state_known"),
        Index("ix_message_due", "state", "due_at"),
        Index("ix_message_about", "about", "created_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    address: Mapped[str]
    language: Mapped[str]
    preferences: Mapped[str] = mapped_column(default="")
    payload: Mapped[dict[str, Any]]
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="waiting")
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    about: Mapped[str | None]
    """What many may be told of at once, such as an offering: the guard against storms counts by it."""
    released_at: Mapped[datetime | None]
    """When the office let a held message go."""


def insert_if_new(table: type[Model]) -> Any:
    """An INSERT that leaves an existing row alone (ON CONFLICT DO NOTHING), for either database."""
    return _insert_if_new(table, db.engine.dialect.name)


@cache  # putting a statement together costs more of our time than running it
def _insert_if_new(table: type[Model], dialect: str) -> Any:
    build = sqlite_insert if dialect == "sqlite" else postgresql_insert
    return build(cast(Table, table.__table__)).on_conflict_do_nothing()


def post(
    kind: str,
    address: str,
    *,
    language: str,
    preferences: str = "",
    payload: dict[str, Any],
    dedupe_key: str,
    about: str | None = None,
    due_at: datetime | None = None,
    now: datetime,
) -> None:
    """Put a message into the outbox of the running transaction, once per deduplication key.

    :param payload: ids and plain values that the message's template needs; read again when it is written.
    :param about: what it is about, where many may be told of the same at once (catalogue/core/storms.py).
    :param due_at: when it is to be written and sent; at once unless said.
    """
    if "@" not in address:  # the account was erased meanwhile: there is nobody to tell
        return
    message = {
        "kind": kind,
        "address": address,
        "language": language,
        "preferences": preferences,
        "payload": payload,
        "dedupe_key": dedupe_key,
        "about": about,
        "state": "waiting",
        "attempts": 0,
        "created_at": now,
        "due_at": due_at or now,
    }
    db.session.connection().execute(insert_if_new(Message), message)
