"""Where people meet."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue.core.db import Model, PublicId, public_id
from catalogue.core.holding import Nobody
from catalogue.taxonomy.models import City, District


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
