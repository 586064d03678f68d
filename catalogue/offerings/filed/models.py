"""What came with one file, or from a provider's programs on one day, and changed what people rely on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue.core.db import Model, PublicId, one_of, public_id
from catalogue.core.holding import NOBODY
from catalogue.offerings.filed.rules import FiledBy
from catalogue.offerings.models import Offering
from catalogue.providers.models import Provider

OF_PROGRAMS = text("source = 'program' AND looked_at IS NULL")


class FileBatch(Model):
    """One file, or what a provider's programs sent on one day until somebody looked at it.

    :ivar day: of the city; of programs alone. :ivar version: grows with whatever comes in: one look is not the next.
    """

    __tablename__ = "file_batch"
    __privacy__ = NOBODY
    __table_args__ = (
        one_of("source", FiledBy),
        UniqueConstraint("upload_id"),
        Index(
            "uq_file_batch_open_day", "provider_id", "day", unique=True, sqlite_where=OF_PROGRAMS,
            postgresql_where=OF_PROGRAMS,
        ),
        Index("ix_file_batch_looked_at", "looked_at", "last_at"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id", ondelete="CASCADE"), index=True)
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id", ondelete="SET NULL"))
    source: Mapped[str]
    name: Mapped[str]
    day: Mapped[date | None]
    begun_at: Mapped[datetime]
    last_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    looked_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]
    provider: Mapped[Provider] = relationship()

    @property
    def stamp(self) -> str:
        return str(self.version)


class FileChange(Model):
    """One live listing that was changed, or one that was published with it.

    :ivar before: fields of the exchange format, of the offering and of its runs, as far as they differ; empty where the
        listing is new and is still what it was when it came.
    """

    __tablename__ = "file_change"
    __privacy__ = NOBODY
    __table_args__ = (UniqueConstraint("batch_id", "offering_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("file_batch.id", ondelete="CASCADE"))
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"), index=True)
    fresh: Mapped[bool]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    offering: Mapped[Offering] = relationship()
