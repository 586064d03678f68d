"""Who has a seat in which run, and every step on the way there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue.accounts.models import Learner
from catalogue.core.db import Model, PublicId, one_of, public_id
from catalogue.core.holding import NOBODY
from catalogue.enrolment import holdings
from catalogue.enrolment.rules import LIVE, PASSED_OVER_MOST, EnrolmentState, Together
from catalogue.offerings.models import Run

LIVE_STATES = text(f"state IN ({', '.join(repr(str(state)) for state in LIVE)})")
OFFERED = text(f"state = '{EnrolmentState.OFFERED}'")


class WaitingBundle(Model):
    """A family that joined a waiting list at once: it wants all its seats together, or any that comes."""

    __tablename__ = "waiting_bundle"
    __privacy__ = NOBODY
    __table_args__ = (
        one_of("together", Together),
        CheckConstraint(f"passed_over BETWEEN 0 AND {PASSED_OVER_MOST}", name="not_passed_over_again"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), index=True)
    together: Mapped[str]
    passed_over: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


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
        Index("ix_enrolment_offer", "offer_expires_at", postgresql_where=OFFERED, sqlite_where=OFFERED),
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
    bundle: Mapped[WaitingBundle | None] = relationship(secondary="waiting_bundle_member", viewonly=True)


class BundleMember(Model):
    """That a place on the waiting list belongs to a family's."""

    __tablename__ = "waiting_bundle_member"
    __privacy__ = holdings.BUNDLE_MEMBER
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("waiting_bundle.id", ondelete="CASCADE"), index=True)


class EnrolmentEvent(Model):
    """One step of an enrolment; append-only. `reason` is what the provider said about it, for the learner."""

    __tablename__ = "enrolment_event"
    __privacy__ = holdings.EVENT
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    cause: Mapped[str]
    reason: Mapped[str | None]
    at: Mapped[datetime]
