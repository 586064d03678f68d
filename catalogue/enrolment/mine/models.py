"""What an account keeps beside its enrolments."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue.core.db import Model, one_of
from catalogue.enrolment.mine import holdings
from catalogue.enrolment.mine.rules import NOTE_MAX, Lead
from catalogue.offerings.models import Offering


class SavedOffering(Model):
    """An offering that an account wants to find again, with a note that nobody else sees."""

    __tablename__ = "saved_offering"
    __privacy__ = holdings.SAVED
    __table_args__ = (
        UniqueConstraint("account_id", "offering_id"),
        CheckConstraint(f"length(note) BETWEEN 1 AND {NOTE_MAX}", name="note_of_some_length"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"), index=True)
    note: Mapped[str | None]
    saved_at: Mapped[datetime]
    offering: Mapped[Offering] = relationship()


class CalendarFeed(Model):
    """That a household's meetings can be read at a secret address; one at a time, gone when it is revoked.

    The address is derived from the signing key and `nonce`: no table holds it, and the page can show it again.
    """

    __tablename__ = "calendar_feed"
    __privacy__ = holdings.FEED
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    nonce: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]


class ReminderChoice(Model):
    """When an account wants to be reminded, if it has said."""

    __tablename__ = "reminder_choice"
    __privacy__ = holdings.REMINDERS
    __table_args__ = (one_of("lead", Lead),)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    lead: Mapped[str]
    chosen_at: Mapped[datetime]


class Absence(Model):
    """That a learner cannot come to one meeting; the seat stays hers. The provider's roster shows it."""

    __tablename__ = "absence"
    __privacy__ = holdings.ABSENCE
    __table_args__ = (UniqueConstraint("enrolment_id", "session_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(ForeignKey("run_session.id", ondelete="CASCADE"), index=True)
    said_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    said_at: Mapped[datetime]
