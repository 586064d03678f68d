"""Attendance of each meeting, how an enrolment ended, and what the learner thinks of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.core.db import Model, one_of
from catalogue.enrolment import holdings
from catalogue.enrolment.completion.rules import Mark, Outcome


class Attendance(Model):
    """How a learner took part in one meeting."""

    __tablename__ = "attendance"
    __privacy__ = holdings.ATTENDANCE
    __table_args__ = (one_of("mark", Mark),)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("run_session.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    mark: Mapped[str]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    recorded_at: Mapped[datetime]


class Completion(Model):
    """How an enrolment ended: one row each, corrected in place; the steps stand in the enrolment's events."""

    __tablename__ = "completion"
    __privacy__ = holdings.COMPLETION
    __table_args__ = (one_of("outcome", Outcome),)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    outcome: Mapped[str]
    ended_on: Mapped[date]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    recorded_at: Mapped[datetime]


class Rating(Model):
    """One to five stars and words that the provider and the office read; one per enrolment, changeable."""

    __tablename__ = "rating"
    __privacy__ = holdings.RATING
    __table_args__ = (CheckConstraint("stars BETWEEN 1 AND 5", name="stars_from_one_to_five"),)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    stars: Mapped[int]
    words: Mapped[str | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
