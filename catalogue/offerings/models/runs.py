"""When and where it can be learned: a run, its sections and its meetings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue.core.db import Model, PublicId, one_of, public_id
from catalogue.core.holding import NOBODY
from catalogue.offerings.models.offerings import Offering
from catalogue.offerings.models.venues import Venue
from catalogue.offerings.rules import Allocation, RunFigures, RunState, SessionState
from catalogue.taxonomy.models import City, District
from catalogue.taxonomy.vocabularies import keys


class Run(Model):
    """One dated delivery of an offering. Seats are counted by the database; a capacity of NULL is without limit."""

    __tablename__ = "run"
    __privacy__ = NOBODY
    __table_args__ = (
        UniqueConstraint("offering_id", "reference"),
        one_of("state", RunState),
        one_of("mode", keys("delivery_modes")),
        one_of("gender_mode", keys("attendance_groups")),
        one_of("allocation", Allocation),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
        CheckConstraint("seats_taken >= 0", name="seats_not_negative"),
        CheckConstraint("seats_taken <= capacity", name="seats_not_oversold"),
        CheckConstraint("waiting_list >= 0", name="waiting_list_not_negative"),
        CheckConstraint("waiting_taken BETWEEN 0 AND waiting_list", name="waiting_list_not_overfull"),
        CheckConstraint("price_halalas >= 0", name="price_not_negative"),
        CheckConstraint(
            "reduced_price_halalas >= 0 AND reduced_price_halalas <= price_halalas", name="reduced_price_lower"
        ),
        CheckConstraint("(reduced_price_halalas IS NULL) = (reduced_for IS NULL)", name="reduced_for_somebody"),
        CheckConstraint("enrol_opens_at <= enrol_closes_at", name="enrolment_opens_before_it_closes"),
        CheckConstraint("starts_at <= ends_at", name="starts_before_it_ends"),
        Index("ix_run_dates", "state", "starts_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"), index=True)
    city_id: Mapped[int | None] = mapped_column(ForeignKey("city.id"), index=True)
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"), index=True)
    reference: Mapped[str]
    mode: Mapped[str]
    room_ar: Mapped[str | None]
    room_en: Mapped[str | None]
    join_url: Mapped[str | None]
    gender_mode: Mapped[str | None]
    sections: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    languages: Mapped[list[str]] = mapped_column(default=list)
    enrol_opens_at: Mapped[datetime | None]
    enrol_closes_at: Mapped[datetime | None]
    cancel_until: Mapped[datetime | None]
    capacity: Mapped[int | None]
    minimum: Mapped[int | None]
    seats_taken: Mapped[int] = mapped_column(default=0)
    waiting_list: Mapped[int] = mapped_column(default=0)
    waiting_taken: Mapped[int] = mapped_column(default=0, server_default="0")
    allocation: Mapped[str] = mapped_column(default=Allocation.FIRST_COME)
    price_halalas: Mapped[int | None]
    currency: Mapped[str] = mapped_column(default="SAR")
    reduced_price_halalas: Mapped[int | None]
    reduced_for: Mapped[str | None]
    questions: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    flexible_start: Mapped[bool] = mapped_column(default=False)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default=RunState.SCHEDULED)
    offering: Mapped[Offering] = relationship(back_populates="runs")
    venue: Mapped[Venue | None] = relationship()
    city: Mapped[City | None] = relationship()
    district: Mapped[District | None] = relationship()
    sessions: Mapped[list[RunSession]] = relationship(
        back_populates="run", cascade="all, delete-orphan", order_by="RunSession.starts_at"
    )
    section_seats: Mapped[list[RunSection]] = relationship(cascade="all, delete-orphan", order_by="RunSection.position")

    @property
    def time_zone(self) -> str:
        return self.city.time_zone if self.city else "Asia/Riyadh"

    @property
    def figures(self) -> RunFigures:
        """What its availability depends on."""
        return RunFigures(
            state=self.state,
            capacity=self.capacity,
            seats_taken=self.seats_taken,
            waiting_places=self.waiting_list,
            opens_at=self.enrol_opens_at,
            closes_at=self.enrol_closes_at,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            flexible=self.flexible_start,
            waiting_taken=self.waiting_taken,
            sectioned=bool(self.sections),
        )

    @property
    def cancel_deadline(self) -> datetime | None:
        """Until when a learner may cancel: what the provider says, else the first session; None is any time.

        Where everybody begins when she likes, the first day ends nothing.
        """
        return self.cancel_until or (None if self.flexible_start else self.starts_at)

    @property
    def seats_free(self) -> int | None:
        return None if self.capacity is None else self.capacity - self.seats_taken


class RunSection(Model):
    """The seats of one group in a run that is held in groups apart; counted by the database as the run's are."""

    __tablename__ = "run_section"
    __privacy__ = NOBODY
    __table_args__ = (
        UniqueConstraint("run_id", "key"),
        one_of("gender_mode", keys("attendance_groups")),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
        CheckConstraint("seats_taken >= 0", name="seats_not_negative"),
        CheckConstraint("seats_taken <= capacity", name="seats_not_oversold"),
        CheckConstraint("waiting_taken >= 0", name="waiting_not_negative"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    key: Mapped[str]
    gender_mode: Mapped[str]
    position: Mapped[int]
    capacity: Mapped[int | None]
    seats_taken: Mapped[int] = mapped_column(default=0)
    waiting_taken: Mapped[int] = mapped_column(default=0)


class RunSession(Model):
    """One meeting of a run. (`Session` is SQLAlchemy's word, so the class says whose.)"""

    __tablename__ = "run_session"
    __privacy__ = NOBODY
    __table_args__ = (
        one_of("state", SessionState),
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        UniqueConstraint("run_id", "starts_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=SessionState.SCHEDULED)
    run: Mapped[Run] = relationship(back_populates="sessions")
