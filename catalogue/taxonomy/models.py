"""The vocabularies as tables: places, topics, skills, occupations. Loaded from the data files of this slice."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue.core.db import Model, one_of
from catalogue.core.holding import NOBODY


class City(Model):
    """A learning city (or a town beside one) whose learning is listed here."""

    __tablename__ = "city"
    __privacy__ = NOBODY
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name_ar: Mapped[str]
    name_en: Mapped[str]
    region: Mapped[str | None]
    time_zone: Mapped[str] = mapped_column(default="Asia/Riyadh")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    position: Mapped[int] = mapped_column(default=0)
    districts: Mapped[list[District]] = relationship(back_populates="city", order_by="District.position")


class District(Model):
    """A district, or a zone: a place of its own that stands for the districts in it."""

    __tablename__ = "district"
    __privacy__ = NOBODY
    __table_args__ = (
        UniqueConstraint("city_id", "slug"),
        CheckConstraint("NOT (is_zone AND zone_id IS NOT NULL)", name="zones_do_not_nest"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"))
    slug: Mapped[str]
    name_ar: Mapped[str]
    name_en: Mapped[str]
    is_zone: Mapped[bool] = mapped_column(default=False)
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    position: Mapped[int] = mapped_column(default=0)
    city: Mapped[City] = relationship(back_populates="districts")
    zone: Mapped[District | None] = relationship(remote_side=[id])

    @property
    def key(self) -> str:
        """How the place is written in addresses: a slug is unique only within its city."""
        return f"{self.city.slug}:{self.slug}"


class Topic(Model):
    """A field of education and training (ISCED-F 2013): broad (2 digits), narrow (3), detailed (4)."""

    __tablename__ = "topic"
    __privacy__ = NOBODY
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    level: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("topic.code"))
    name_ar: Mapped[str]
    name_en: Mapped[str]
    __table_args__ = (one_of("level", ("broad", "narrow", "detailed")),)


class Skill(Model):
    """Something one can learn to do or know."""

    __tablename__ = "skill"
    __privacy__ = NOBODY
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name_ar: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]
    group: Mapped[str]
    topic_code: Mapped[str | None]


class Occupation(Model):
    """What one can become, with its ISCO-08 code and the closest ESCO occupation."""

    __tablename__ = "occupation"
    __privacy__ = NOBODY
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    isco_code: Mapped[str] = mapped_column(index=True)
    esco_uri: Mapped[str | None]
    name_ar: Mapped[str]
    name_en: Mapped[str]
    skills: Mapped[list[OccupationSkill]] = relationship(back_populates="occupation")


class OccupationSkill(Model):
    """That an occupation needs a skill: essentially or optionally."""

    __tablename__ = "occupation_skill"
    __privacy__ = NOBODY
    __table_args__ = (one_of("need", ("essential", "optional")),)
    occupation_id: Mapped[int] = mapped_column(ForeignKey("occupation.id", ondelete="CASCADE"), primary_key=True)
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id", ondelete="CASCADE"), primary_key=True)
    need: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    occupation: Mapped[Occupation] = relationship(back_populates="skills")
    skill: Mapped[Skill] = relationship()
