"""That somebody says something is wrong about a listing."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue.core.db import Model, PublicId, one_of, public_id
from catalogue.core.holding import About, AtErasure, Kept, account_in
from catalogue.offerings.models import Offering
from catalogue.offerings.reports.rules import Answer, ReportReason, ReportState


class Report(Model):
    """A resident's word; `account_id` only where she was signed in, and never shown to the provider."""

    __tablename__ = "report"
    __privacy__ = About(
        what=_l("What you reported as wrong"),
        why=_l(
            "To have the listing mended, and to tell you what became of it. "
            "The provider reads your words, not who you are."
        ),
        kept=Kept(_l("As long as the listing is there.")),
        at_erasure=AtErasure.EMPTY,
        owners=(account_in("account_id"),),
        personal={"words": _l("What you wrote")},
        facts={
            "offering_id": _l("Listing"),
            "reason": _l("Reason"),
            "state": _l("State"),
            "created_at": _l("Reported on"),
            "answer": _l("Answer of the provider"),
            "answer_words": _l("Words of the provider"),
            "answered_at": _l("Answered on"),
            "decided_at": _l("Closed on"),
        },
        plain=("id", "public_id", "account_id"),
        place=8,
    )
    __table_args__ = (
        one_of("reason", ReportReason),
        one_of("state", ReportState),
        one_of("answer", Answer),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_has_a_date"),
        CheckConstraint("(state IN ('resolved', 'rejected')) = (decided_at IS NOT NULL)", name="decided_has_a_date"),
        Index("ix_report_state", "state", "created_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str]
    words: Mapped[str | None]
    state: Mapped[str] = mapped_column(default=ReportState.OPEN)
    created_at: Mapped[datetime]
    answer: Mapped[str | None]
    answer_words: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    offering: Mapped[Offering] = relationship()
