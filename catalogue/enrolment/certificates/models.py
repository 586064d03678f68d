"""Certificates, and the public halves of the keys that signed them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue.core.db import Model, one_of
from catalogue.core.holding import NOBODY
from catalogue.enrolment import holdings
from catalogue.enrolment.certificates.rules import CertificateState, RevocationReason
from catalogue.enrolment.models import Enrolment

ISSUED = text("state = 'issued'")


class SigningKey(Model):
    """The public half of a key (a JWK), kept for good: what it signed stays verifiable after it was replaced."""

    __tablename__ = "signing_key"
    __privacy__ = NOBODY
    kid: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class Certificate(Model):
    """That somebody completed something, as it was on that day. At most one per enrolment stands."""

    __tablename__ = "certificate"
    __privacy__ = holdings.CERTIFICATE
    __table_args__ = (
        one_of("state", CertificateState),
        one_of("revocation_reason", RevocationReason),
        CheckConstraint("(state = 'revoked') = (revoked_at IS NOT NULL)", name="revoked_has_a_date"),
        CheckConstraint("(revoked_at IS NULL) = (revocation_reason IS NULL)", name="revoked_for_a_reason"),
        UniqueConstraint("list_number", "list_index"),
        Index("uq_certificate_standing", "enrolment_id", unique=True, postgresql_where=ISSUED, sqlite_where=ISSUED),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    content: Mapped[dict[str, Any]]
    signature: Mapped[str]
    key_id: Mapped[str] = mapped_column(ForeignKey("signing_key.kid"))
    list_number: Mapped[int]
    list_index: Mapped[int]
    state: Mapped[str] = mapped_column(default=CertificateState.ISSUED)
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    revocation_reason: Mapped[str | None]
    enrolment: Mapped[Enrolment] = relationship()
    key: Mapped[SigningKey] = relationship()

    @property
    def revoked(self) -> bool:
        return self.state == CertificateState.REVOKED
