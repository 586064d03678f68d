"""The pictures that are kept, each in its sizes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue.core.db import Model
from catalogue.core.holding import NOBODY


class StoredImage(Model):
    """A picture of a provider, drawn anew. Listings name it by its key, which is made from its bytes.

    Who is on it nobody here knows: a listing says whether they agreed, and only then it is shown.

    :ivar unused_since: when it was first seen that no listing and no proposal names it.
    """

    __tablename__ = "stored_image"
    __privacy__ = NOBODY
    __table_args__ = (UniqueConstraint("provider_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime]
    unused_since: Mapped[datetime | None]
    sizes: Mapped[list[StoredSize]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class StoredSize(Model):
    """A picture in one size, as WebP."""

    __tablename__ = "stored_image_size"
    __privacy__ = NOBODY
    __table_args__ = (CheckConstraint("width > 0 AND height > 0", name="has_a_size"),)
    image_id: Mapped[int] = mapped_column(ForeignKey("stored_image.id", ondelete="CASCADE"), primary_key=True)
    width: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    height: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class ImageFetch(Model):
    """That the picture which a listing names by its address was asked for there, and what came of it.

    :ivar next_at: when it is asked for again.
    :ivar trouble: why nothing was kept, by language.
    """

    __tablename__ = "image_fetch"
    __privacy__ = NOBODY
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"), primary_key=True)
    url: Mapped[str]
    tries: Mapped[int]
    next_at: Mapped[datetime]
    trouble: Mapped[dict[str, Any]] = mapped_column(default=dict)
