"""What can be learned (offering), when and where (run, session)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from catalogue.core.db import Model, PublicId, one_of, public_id
from catalogue.core.holding import NOBODY, Nobody
from catalogue.offerings.images.rules import key_of
from catalogue.offerings.rules import Allocation, OfferingKind, OfferingState, RunFigures, RunState, SessionState
from catalogue.providers.models import Provider
from catalogue.taxonomy.models import City, District, Occupation, Skill, Topic
from catalogue.taxonomy.vocabularies import FORMATS, keys


class Venue(Model):
    """A place where people meet, with its access facts: feature key → yes, no or unknown."""

    __tablename__ = "venue"
    __privacy__ = Nobody(seemingly=("address_ar", "address_en"))
    __table_args__ = (
        CheckConstraint("name_ar IS NOT NULL OR name_en IS NOT NULL", name="has_a_name"),
        Index("ix_venue_provider", "provider_id", "name_ar", "name_en"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id", ondelete="CASCADE"))
    city_id: Mapped[int | None] = mapped_column(ForeignKey("city.id"))
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"), index=True)
    name_ar: Mapped[str | None]
    name_en: Mapped[str | None]
    address_ar: Mapped[str | None]
    address_en: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    access: Mapped[dict[str, Any]] = mapped_column(default=dict)
    city: Mapped[City | None] = relationship()
    district: Mapped[District | None] = relationship()


class Offering(Model):
    """A course, workshop or programme. A draft may lack anything but its reference, kind and one title."""

    __tablename__ = "offering"
    __privacy__ = NOBODY
    __table_args__ = (
        UniqueConstraint("provider_id", "reference"),
        one_of("kind", OfferingKind),
        one_of("state", OfferingState),
        one_of("format", FORMATS),
        one_of("level", keys("difficulty")),
        one_of("credential", keys("credential_types")),
        CheckConstraint("title_ar IS NOT NULL OR title_en IS NOT NULL", name="has_a_title"),
        CheckConstraint("age_min BETWEEN 0 AND 120 AND age_max BETWEEN 0 AND 120", name="ages_in_years"),
        CheckConstraint("age_min <= age_max", name="ages_in_order"),
        CheckConstraint("hours > 0", name="hours_positive"),
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_has_a_date"),
        Index("ix_offering_state", "state", "published_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    city_id: Mapped[int | None] = mapped_column(ForeignKey("city.id"), index=True)
    reference: Mapped[str]
    kind: Mapped[str]
    format: Mapped[str | None]
    title_ar: Mapped[str | None]
    title_en: Mapped[str | None]
    summary_ar: Mapped[str | None]
    summary_en: Mapped[str | None]
    description_ar: Mapped[str | None]
    description_en: Mapped[str | None]
    learn_ar: Mapped[str | None]
    learn_en: Mapped[str | None]
    who_for_ar: Mapped[str | None]
    who_for_en: Mapped[str | None]
    bring_ar: Mapped[str | None]
    bring_en: Mapped[str | None]
    assessed_ar: Mapped[str | None]
    assessed_en: Mapped[str | None]
    funding_ar: Mapped[str | None]
    funding_en: Mapped[str | None]
    level: Mapped[str | None]
    age_min: Mapped[int | None]
    age_max: Mapped[int | None]
    audiences: Mapped[list[str]] = mapped_column(default=list)
    languages: Mapped[list[str]] = mapped_column(default=list)
    credential: Mapped[str | None]
    hours: Mapped[int | None]
    features: Mapped[list[str]] = mapped_column(default=list)
    prerequisites: Mapped[list[str]] = mapped_column(default=list)
    image: Mapped[dict[str, Any]] = mapped_column(default=dict)
    image_key: Mapped[str | None] = mapped_column(index=True)
    """The picture of ours that is shown; follows `image`, or is what was fetched from the address in it."""
    state: Mapped[str] = mapped_column(default=OfferingState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    provider: Mapped[Provider] = relationship()
    city: Mapped[City | None] = relationship()
    runs: Mapped[list[Run]] = relationship(
        back_populates="offering",
        cascade="all, delete-orphan",
        order_by="Run.starts_at.is_(None), Run.starts_at, Run.id",
    )
    topics: Mapped[list[OfferingTopic]] = relationship(cascade="all, delete-orphan", order_by="OfferingTopic.position")
    skills: Mapped[list[OfferingSkill]] = relationship(cascade="all, delete-orphan", order_by="OfferingSkill.position")
    occupations: Mapped[list[OfferingOccupation]] = relationship(
        cascade="all, delete-orphan", order_by="OfferingOccupation.position"
    )
    steps: Mapped[list[ProgrammeStep]] = relationship(
        cascade="all, delete-orphan", order_by="ProgrammeStep.position", foreign_keys="ProgrammeStep.programme_id"
    )

    @validates("image")
    def _follow(self, _name: str, said: dict[str, Any]) -> dict[str, Any]:
        """Other words about the same picture leave the picture as it is."""
        if said.get("url") != (self.image or {}).get("url"):
            self.image_key = key_of(said.get("url"))
        return said

    @property
    def stamp(self) -> str:
        """What tells one state of a listing from the next; unlike `version` it does not change with the seats taken."""
        return self.changed_at.isoformat()


class OfferingTopic(Model):
    """That an offering belongs to a field."""

    __tablename__ = "offering_topic"
    __privacy__ = NOBODY
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True, index=True)
    position: Mapped[int]
    topic: Mapped[Topic] = relationship()


class OfferingSkill(Model):
    """That an offering teaches or requires a skill: one of the vocabulary, or words of the provider's own."""

    __tablename__ = "offering_skill"
    __privacy__ = NOBODY
    __table_args__ = (
        UniqueConstraint("offering_id", "role", "position"),
        one_of("role", ("taught", "required")),
        CheckConstraint("(skill_id IS NULL) <> (words IS NULL)", name="known_or_in_words"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"))
    role: Mapped[str]
    skill_id: Mapped[int | None] = mapped_column(ForeignKey("skill.id"), index=True)
    words: Mapped[str | None]
    position: Mapped[int]
    skill: Mapped[Skill | None] = relationship()


class OfferingOccupation(Model):
    """That an offering leads towards an occupation group (ISCO-08 code)."""

    __tablename__ = "offering_occupation"
    __privacy__ = NOBODY
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"), primary_key=True)
    isco_code: Mapped[str] = mapped_column(primary_key=True, index=True)
    position: Mapped[int]
    occupations: Mapped[list[Occupation]] = relationship(
        primaryjoin="foreign(OfferingOccupation.isco_code) == remote(Occupation.isco_code)", viewonly=True, uselist=True
    )


class ProgrammeStep(Model):
    """One offering among those that a programme consists of."""

    __tablename__ = "programme_step"
    __privacy__ = NOBODY
    programme_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"), primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int]
    step: Mapped[Offering] = relationship(foreign_keys=[step_id])


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


class IndexChange(Model):
    """That an offering must be indexed again; written in the transaction that changed it."""

    __tablename__ = "index_change"
    __privacy__ = NOBODY
    id: Mapped[int] = mapped_column(primary_key=True)
    offering_id: Mapped[int] = mapped_column(index=True)  # no foreign key: a deleted offering must leave the index too
    changed_at: Mapped[datetime]
