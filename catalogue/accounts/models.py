"""Who signs in, who learns, and the rows that a sign-in leaves behind."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue.accounts import holdings
from catalogue.core.db import Model, PublicId, one_of, public_id
from catalogue.core.reader import CHOICES, LANGUAGES

GENDERS = ("female", "male")
ASSISTANT = "assistant"
OFFICE_ROLES = ("office", "administrator")
ROLES = (*OFFICE_ROLES, ASSISTANT)
GUARDIAN_KINDS = ("parent", "legal_guardian", "child_of_parent", "other")


class Account(Model):
    """Somebody who signs in: with a passphrase, or with codes sent to the address alone."""

    __tablename__ = "account"
    __privacy__ = holdings.ACCOUNT
    __table_args__ = (
        one_of("language", LANGUAGES),
        one_of("digits", CHOICES["digits"]),
        one_of("calendar", CHOICES["cal"]),
        one_of("state", ("active", "closed")),
        CheckConstraint("email = lower(email)", name="email_lower_case"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="ar")
    digits: Mapped[str] = mapped_column(default="latn")
    calendar: Mapped[str] = mapped_column(default="greg")
    state: Mapped[str] = mapped_column(default="active")
    created_at: Mapped[datetime]
    learner: Mapped[Learner | None] = relationship(back_populates="account")
    roles: Mapped[list[AccountRole]] = relationship(back_populates="account")


class AccountRole(Model):
    """A role beyond one's own learning: in the learning-city office, or at the counter of a library or centre."""

    __tablename__ = "account_role"
    __privacy__ = holdings.ROLE
    __table_args__ = (one_of("role", ROLES),)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    city_id: Mapped[int | None] = mapped_column(ForeignKey("city.id"))
    granted_at: Mapped[datetime]
    account: Mapped[Account] = relationship(back_populates="roles")


class WebSession(Model):
    """One signed-in browser: the cookie carries a random id, this row everything else, and it can be ended."""

    __tablename__ = "web_session"
    __privacy__ = holdings.SESSION
    id_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInCode(Model):
    """A code and link sent by mail, once usable: to join, to sign in, or to choose a new passphrase.

    The code itself is derived from the secret key and this row, and stands nowhere in the database.
    """

    __tablename__ = "sign_in_code"
    __privacy__ = holdings.CODE
    __table_args__ = (one_of("purpose", ("join", "sign_in", "reset")),)
    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    email: Mapped[str] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    details: Mapped[dict[str, Any]]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class Attempt(Model):
    """Attempts counted in a window of time, for every process and node together."""

    __tablename__ = "attempt"
    __privacy__ = holdings.ATTEMPT
    key_hash: Mapped[str] = mapped_column(primary_key=True)
    window_ends_at: Mapped[datetime] = mapped_column(index=True)
    count: Mapped[int]


class Learner(Model):
    """Who learns: an account's own learner, or somebody whom guardians look after."""

    __tablename__ = "learner"
    __privacy__ = holdings.LEARNER
    __table_args__ = (
        one_of("gender", GENDERS),
        CheckConstraint(
            "full_name_ar IS NOT NULL OR full_name_en IS NOT NULL OR erased_at IS NOT NULL", name="has_a_name"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), unique=True)
    full_name_ar: Mapped[str | None]
    full_name_en: Mapped[str | None]
    birth_date: Mapped[date | None]
    gender: Mapped[str | None]
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]  # since then the row is a count without a person
    account: Mapped[Account | None] = relationship(back_populates="learner")


class Guardianship(Model):
    """That an account looks after a learner who has no account of her own."""

    __tablename__ = "guardianship"
    __privacy__ = holdings.GUARDIANSHIP
    __table_args__ = (
        one_of("kind", GUARDIAN_KINDS),
        one_of("state", ("active", "ended")),
        Index(
            "uq_guardianship_live",
            "account_id",
            "learner_id",
            unique=True,
            postgresql_where=text("state = 'active'"),
            sqlite_where=text("state = 'active'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="active")
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Assistance(Model):
    """That somebody at a counter enrols a learner who has no e-mail, until a certain day.

    Not a kind of `Guardianship`: who assists is no family. A guardian is mailed, sees the learner in the header and in
    "My learning", exports the record and takes it along when the account is erased; nothing of that may happen here.
    """

    __tablename__ = "assistance"
    __privacy__ = holdings.ASSISTANCE
    __table_args__ = (UniqueConstraint("account_id", "learner_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"), index=True)
    since: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]  # taken over by the learner, or ended at her wish, before its time


class Consent(Model):
    """That somebody agreed to a purpose, for whom (NULL: for herself), in which words, when; and withdrew it."""

    __tablename__ = "consent"
    __privacy__ = holdings.CONSENT
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    learner_id: Mapped[int | None] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str]
    text_version: Mapped[str]
    language: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class GuardianInvitation(Model):
    """That a guardian asks somebody else to look after a learner too; the mailed link is derived from the handle."""

    __tablename__ = "guardian_invitation"
    __privacy__ = holdings.INVITATION
    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(unique=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"), index=True)
    invited_by: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    email: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class RecordClaim(Model):
    """A one-time code with which a learner who is of age takes over her own record. Only its hash is kept."""

    __tablename__ = "record_claim"
    __privacy__ = holdings.CLAIM
    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"), index=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
