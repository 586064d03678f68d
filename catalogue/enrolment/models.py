"""Who has a seat in which run, and every step on the way there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue.accounts.models import Learner
from catalogue.core.db import Model, PublicId, one_of, public_id
from catalogue.enrolment import holdings
from catalogue.enrolment.rules import LIVE, EnrolmentState
from catalogue.offerings.models import Run

LIVE_STATES = text(f"state IN ({', '.join(repr(str(state)) for state in LIVE)})")


class Enrolment(Model):
    """One learner in one run. At most one of them is live; joining again makes a new one."""

    __tablename__ = "enrolment"
    __privacy__ = holdings.ENROLMENT
    __table_args__ = (
        one_of("state", EnrolmentState),
        Index(
            "uq_enrolment_live",
            "run_id",
            "learner_id",
            unique=True,
            postgresql_where=LIVE_STATES,
            sqlite_where=LIVE_STATES,
        ),
        Index("uq_enrolment_idempotency", "acted_by", "idempotency_key", unique=True),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), index=True)
    acted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    state: Mapped[str]
    section: Mapped[str | None]
    waiting_place: Mapped[int | None]
    offer_expires_at: Mapped[datetime | None]
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    idempotency_key: Mapped[str | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    run: Mapped[Run] = relationship()
    learner: Mapped[Learner] = relationship()


class EnrolmentEvent(Model):
    """One step of an enrolment; append-only."""

    __tablename__ = "enrolment_event"
    __privacy__ = holdings.EVENT
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    cause: Mapped[str]
    at: Mapped[datetime]
