"""What can be learned, and what it is about."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from catalogue.core.db import Model, PublicId, one_of, public_id
from catalogue.core.holding import NOBODY
from catalogue.offerings.images.rules import key_of
from catalogue.offerings.rules import OfferingKind, OfferingState
from catalogue.providers.models import Provider
from catalogue.taxonomy.models import City, Occupation, Skill, Topic
from catalogue.taxonomy.vocabularies import FORMATS, keys

if TYPE_CHECKING:
    from catalogue.offerings.models.runs import Run


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


class IndexChange(Model):
    """That an offering must be indexed again; written in the transaction that changed it."""

    __tablename__ = "index_change"
    __privacy__ = NOBODY
    id: Mapped[int] = mapped_column(primary_key=True)
    offering_id: Mapped[int] = mapped_column(index=True)  # no foreign key: a deleted offering must leave the index too
    changed_at: Mapped[datetime]
