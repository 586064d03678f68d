"""What a provider notes about an enrolment, and writes to everybody in a class."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.core.db import Model
from catalogue.enrolment.roster import holdings


class EnrolmentNote(Model):
    """A short note of the provider about one enrolment; the learner reads it among her data."""

    __tablename__ = "enrolment_note"
    __privacy__ = holdings.NOTE
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str]
    written_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    written_at: Mapped[datetime]


class RunMessage(Model):
    """What was written to the learners of a run; `form_number` makes that the same form sent twice writes once."""

    __tablename__ = "run_message"
    __privacy__ = holdings.MESSAGE
    __table_args__ = (UniqueConstraint("run_id", "form_number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    words: Mapped[str]
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    sent_at: Mapped[datetime]
    mails: Mapped[int]
    form_number: Mapped[str]
