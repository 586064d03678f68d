"""What providers were reminded of, so that each threshold is told once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.core.db import Model
from catalogue.core.holding import NOBODY


class ListingReminder(Model):
    """How far the people of a listing have been told that nobody has confirmed it.

    :ivar said_at: the last word that it is about; a newer one begins anew. :ivar step: the threshold told, 1 to 3.
    """

    __tablename__ = "listing_reminder"
    __privacy__ = NOBODY
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"), primary_key=True)
    said_at: Mapped[datetime]
    step: Mapped[int]
