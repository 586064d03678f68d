"""Visits of listings, counted without visitors: no address, no cookie, no account stands in these tables."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.core.db import Model, one_of
from catalogue.core.holding import NOBODY
from catalogue.figures.rules import Source


class OfferingDay(Model):
    """How often the page of an offering was opened on a day of the city, by where people came from."""

    __tablename__ = "offering_day"
    __privacy__ = NOBODY
    __table_args__ = (
        one_of("source", Source),
        CheckConstraint("views > 0", name="views_positive"),
        Index("ix_offering_day_day", "day"),
    )
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    views: Mapped[int]


class OfferingQuery(Model):
    """How often a search led to the page of an offering in a month (its first day)."""

    __tablename__ = "offering_query"
    __privacy__ = NOBODY
    __table_args__ = (
        CheckConstraint("arrivals > 0", name="arrivals_positive"),
        Index("ix_offering_query_month", "month"),
    )
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    query: Mapped[str] = mapped_column(primary_key=True)
    arrivals: Mapped[int]
