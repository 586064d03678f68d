"""Requests about personal data that the office answers: the register with its 30-day clock."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.core.db import Model, PublicId, one_of, public_id
from catalogue.core.holding import About, AtErasure, Kept, account_in
from catalogue.privacy.rules import RequestKind, RequestState


class RightsRequest(Model):
    """What somebody asked the office for, until when it is to be answered, and the answer."""

    __tablename__ = "rights_request"
    __privacy__ = About(
        what=_l("Your requests about your data"),
        why=_l("To answer each in time, and to be able to show that it was answered."),
        kept=Kept(
            _l("Your words and the answer: %(time)s after it was answered. Kind and dates stay."), "keep_requests_days"
        ),
        at_erasure=AtErasure.EMPTY,
        owners=(account_in("account_id"),),
        personal={
            "words": _l("What you wrote"),
            "extension_reason": _l("Why it takes longer"),
            "answer": _l("Answer of the office"),
        },
        facts={
            "public_id": _l("Number"),
            "kind": _l("Kind"),
            "state": _l("State"),
            "received_at": _l("Received on"),
            "due_at": _l("To be answered by"),
            "extended_at": _l("Extended on"),
            "answered_at": _l("Answered on"),
        },
        plain=("id", "account_id"),
        place=7,
    )
    __table_args__ = (
        one_of("kind", RequestKind),
        one_of("state", RequestState),
        CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered_has_a_date"),
        Index("ix_rights_request_due", "state", "due_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default=RequestState.OPEN)
    words: Mapped[str | None]
    received_at: Mapped[datetime]
    due_at: Mapped[datetime]
    extended_at: Mapped[datetime | None]
    extension_reason: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None]
