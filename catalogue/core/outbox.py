"""Messages that are to leave: rows written in the transaction that caused them, sent afterwards by the worker.

A rolled-back change sends nothing; a crash loses nothing; the deduplication key makes a repeat send nothing twice.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.core.db import Model, db


class Message(Model):
    """One mail to one person, in her language, digits and calendar."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'failed')", name="state_known"),
        Index("ix_message_due", "state", "due_at"),
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


def insert_if_new(table: type[Model]) -> Any:
    """An INSERT that leaves an existing row alone (ON CONFLICT DO NOTHING), for either database."""
    build = sqlite_insert if db.engine.dialect.name == "sqlite" else postgresql_insert
    return build(table).on_conflict_do_nothing()


def post(
    kind: str,
    address: str,
    *,
    language: str,
    preferences: str = "",
    payload: dict[str, Any],
    dedupe_key: str,
    now: datetime,
) -> None:
    """Put a message into the outbox of the running transaction, once per deduplication key.

    :param payload: ids and plain values that the message's template needs; read again when it is written.
    """
    db.session.execute(
        insert_if_new(Message).values(
            kind=kind,
            address=address,
            language=language,
            preferences=preferences,
            payload=payload,
            dedupe_key=dedupe_key,
            state="waiting",
            attempts=0,
            created_at=now,
            due_at=now,
        )
    )
