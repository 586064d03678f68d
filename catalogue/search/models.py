"""What people looked for in vain and wished for: searches and how often, never who."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.core.db import Model
from catalogue.core.holding import NOBODY


class SearchWish(Model):
    """How many people on a day asked the office for what a search did not find. No person, no network, no time."""

    __tablename__ = "search_wish"
    __privacy__ = NOBODY
    __table_args__ = (
        UniqueConstraint("wished_on", "language", "search"),
        CheckConstraint("people > 0", name="somebody_wished"),
        Index("ix_search_wish_day", "wished_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    wished_on: Mapped[date]
    language: Mapped[str]
    search: Mapped[str]  # the canonical address: words in normal form, filters
    words: Mapped[str]  # as they were typed the first time
    people: Mapped[int] = mapped_column(default=1)
