"""What the editor keeps beside an offering: how its two languages stand to each other, and changes that wait."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue.core.db import Model, PublicId, one_of, public_id
from catalogue.core.holding import NOBODY, About, AtErasure, Kept, account_in
from catalogue.core.reader import LANGUAGES
from catalogue.offerings.editing.rules import RevisionState
from catalogue.offerings.models import Offering


class OfferingTranslation(Model):
    """Of one bilingual text: which side came first, and to which text of the other side each one was last held.

    :ivar ar_beside: digest of the English text beside which the Arabic one was written or looked through.
    """

    __tablename__ = "offering_translation"
    __privacy__ = NOBODY
    __table_args__ = (one_of("original", LANGUAGES),)
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    original: Mapped[str]
    ar_beside: Mapped[str]
    en_beside: Mapped[str]


class OfferingRevision(Model):
    """Changes of a live offering that wait for the office, as the exchange format writes them: only what changes.

    :ivar base_version: the offering's version when they were proposed.
    """

    __tablename__ = "offering_revision"
    __privacy__ = About(
        what=_l("Changes of published listings that you proposed for a provider"),
        why=_l("So that the office can look at them, and to be able to say later who proposed what."),
        kept=Kept(_l("As long as the listing; after the account is closed they lead to nobody.")),
        at_erasure=AtErasure.KEEP,
        owners=(account_in("created_by"),),
        facts={
            "created_at": _l("When"),
            "state": _l("State"),
            "decided_at": _l("Decided on"),
            "reason": _l("Reason of the office"),
        },
        others={"decided_by": _l("Decided by")},
        plain=("id", "public_id", "offering_id", "proposed", "base_version", "created_by"),
        place=71,
    )
    __table_args__ = (
        one_of("state", RevisionState),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_has_a_date"),
        Index(
            "uq_offering_revision_open",
            "offering_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_offering_revision_state", "state", "created_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"), index=True)
    proposed: Mapped[dict[str, Any]]
    base_version: Mapped[int]
    state: Mapped[str] = mapped_column(default=RevisionState.OPEN)
    reason: Mapped[str | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    offering: Mapped[Offering] = relationship()

    @property
    def stamp(self) -> str:
        """What tells one proposal from the next that takes its place."""
        return self.created_at.isoformat()


class SentForm(Model):
    """That a form which makes something was sent at a desk: sent once more, it makes nothing more.

    :ivar key: random, from the form itself; `digest` is of what was sent with it.
    :ivar made: public id of what came of it; of a draft that was deleted, its own.
    """

    __tablename__ = "sent_form"
    __privacy__ = NOBODY
    __table_args__ = (Index("ix_sent_form_sent_at", "sent_at"),)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    made: Mapped[str | None] = mapped_column(PublicId)
    sent_at: Mapped[datetime]
