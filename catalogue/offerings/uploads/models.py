"""Files that were sent, the offerings in them, and what a program needs to send some."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue.core.db import Model, PublicId, one_of, public_id
from catalogue.core.holding import NOBODY, WITH_THE_ACCOUNT, About, AtErasure, Kept, account_in
from catalogue.offerings.uploads.rules import Applied, How, Outcome, Source, Stage, UploadState
from catalogue.providers.models import Provider

REST = "rest of "


class Upload(Model):
    """A file of a provider, from its arrival to its being taken back."""

    __tablename__ = "upload"
    __privacy__ = About(
        what=_l("Files of offerings that you sent for a provider"),
        why=_l("To check, publish and take back what is in them."),
        kept=Kept(_l("30 days; what was published, a week at least.")),
        at_erasure=AtErasure.KEEP,
        owners=(account_in("account_id"),),
        facts={
            "name": _l("Name of the file"),
            "state": _l("State"),
            "created_at": _l("Sent on"),
            "published_at": _l("Published on"),
            "undone_at": _l("Taken back on"),
        },
        plain=(
            *("id", "public_id", "provider_id", "account_id", "source", "size", "digest", "recoded", "columns"),
            *("rows_done", "rows_total", "created", "updated", "unchanged", "refused", "faulty", "drafts", "absent"),
            *("unreadable", "refusal", "how", "withdraw", "stage", "leased_until", "attempts", "checked_at"),
        ),
        place=65,
    )
    __table_args__ = (
        one_of("state", UploadState),
        one_of("source", Source),
        one_of("how", How),
        one_of("stage", Stage),
        Index("ix_upload_provider", "provider_id", "created_at"),
        Index("ix_upload_work", "state", "leased_until"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    source: Mapped[str] = mapped_column(default=Source.DESK)
    name: Mapped[str]
    size: Mapped[int]
    digest: Mapped[str]
    """Of the file. What was left of an upload has none: there REST stands, and that upload's public id."""
    state: Mapped[str] = mapped_column(default=UploadState.WAITING)
    recoded: Mapped[bool] = mapped_column(default=False)
    columns: Mapped[list[str]] = mapped_column(default=list)
    """Of a table: their names, in the order of the file."""
    rows_done: Mapped[int] = mapped_column(default=0)
    rows_total: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    faulty: Mapped[int] = mapped_column(default=0)
    """Offerings with at least one error: all of it is refused, or some of its rows."""
    drafts: Mapped[int] = mapped_column(default=0)
    absent: Mapped[int] = mapped_column(default=0)
    unreadable: Mapped[int] = mapped_column(default=0)
    """Rows of which not even the reference is known."""
    refusal: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Why the whole file was refused, or why all or nothing became nothing: the words by language."""
    how: Mapped[str | None]
    withdraw: Mapped[bool] = mapped_column(default=False)
    stage: Mapped[str | None]
    """What the worker is doing, while it publishes."""
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    provider: Mapped[Provider] = relationship()

    @property
    def changes(self) -> int:
        return self.created + self.updated

    @property
    def rest_of(self) -> str:
        """The public id of the upload of which this is what was left; "" of a file."""
        return self.digest.removeprefix(REST) if self.digest.startswith(REST) else ""


class UploadChunk(Model):
    """A piece of a file that waits for its check."""

    __tablename__ = "upload_chunk"
    __privacy__ = NOBODY
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class UploadItem(Model):
    """One offering of an upload: its rows as they stand in the file, what is wrong with them, what became of it."""

    __tablename__ = "upload_item"
    __privacy__ = NOBODY
    __table_args__ = (
        UniqueConstraint("upload_id", "position"),
        one_of("outcome", Outcome),
        one_of("applied", Applied),
        Index("ix_upload_item_reference", "upload_id", "reference"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id", ondelete="CASCADE"))
    position: Mapped[int]
    row: Mapped[int]
    """The line or row of the file on which it begins; 0 where it does not stand in the file."""
    reference: Mapped[str | None]
    title: Mapped[dict[str, Any]] = mapped_column(default=dict)
    outcome: Mapped[str]
    errors: Mapped[int] = mapped_column(default=0)
    notes: Mapped[int] = mapped_column(default=0)
    draft: Mapped[bool] = mapped_column(default=False)
    """Something that publishing needs is missing."""
    problems: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    source: Mapped[dict[str, Any]] = mapped_column(default=dict)
    differences: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What was here when it was checked; empty where it was not."""
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state_before: Mapped[str | None]
    state_after: Mapped[str | None]
    """As the import left it; with `applied_at`, the moment at which it did, it says what others decided since."""
    applied_at: Mapped[datetime | None]
    offering_id: Mapped[int | None] = mapped_column(ForeignKey("offering.id", ondelete="SET NULL"), index=True)
    applied: Mapped[str] = mapped_column(default=Applied.PENDING)
    held: Mapped[int | None]
    """Of a draft that is published when all of the file is in: the version of the offering that was found complete."""
    words: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Why it was not published or not taken back, by language."""


class AccessToken(Model):
    """What a program shows to act for a provider; only its hash is kept."""

    __tablename__ = "access_token"
    __privacy__ = About(
        what=_l("Access tokens that you made for programs"),
        why=_l("To let a program of your choice send listings of a provider."),
        kept=WITH_THE_ACCOUNT,
        at_erasure=AtErasure.DELETE,
        owners=(account_in("account_id"),),
        secret={"token_hash": _l("Access token")},
        facts={
            "name": _l("Name"),
            "created_at": _l("Made on"),
            "used_at": _l("Last used on"),
            "revoked_at": _l("Revoked on"),
        },
        plain=("id", "public_id", "provider_id", "account_id"),
        place=66,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    provider: Mapped[Provider] = relationship()


class UploadPull(Model):
    """An address from which a provider's file is fetched every day."""

    __tablename__ = "upload_pull"
    __privacy__ = About(
        what=_l("Addresses from which a provider's files are fetched"),
        why=_l("To bring in what the provider keeps in a system of its own."),
        kept=Kept(_l("As long as the provider wants it.")),
        at_erasure=AtErasure.KEEP,
        owners=(account_in("account_id"),),
        facts={"since": _l("Since"), "pulled_at": _l("Last fetched on")},
        plain=("provider_id", "account_id", "url", "publish", "next_at", "digest", "trouble"),
        place=67,
    )
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    url: Mapped[str]
    publish: Mapped[bool] = mapped_column(default=False)
    """Publish the good rows without being asked."""
    since: Mapped[datetime]
    next_at: Mapped[datetime] = mapped_column(index=True)
    pulled_at: Mapped[datetime | None]
    digest: Mapped[str | None]
    trouble: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Why the last time failed, by language."""
    provider: Mapped[Provider] = relationship()
