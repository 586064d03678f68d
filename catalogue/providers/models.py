"""Who offers learning, and the people who act for them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue.core.db import Model, PublicId, one_of, public_id
from catalogue.core.holding import NOBODY, WITH_THE_ACCOUNT, About, AtErasure, Kept, Nobody, account_in, address_in
from catalogue.providers.rules import MemberRole, ProviderKind, ProviderState
from catalogue.taxonomy.models import City, District


class Provider(Model):
    """An organisation whose offerings are listed here."""

    __tablename__ = "provider"
    __privacy__ = Nobody(seemingly=("email", "phone"))
    __table_args__ = (
        one_of("kind", ProviderKind),
        one_of("state", ProviderState),
        CheckConstraint("name_ar IS NOT NULL OR name_en IS NOT NULL", name="has_a_name"),
        CheckConstraint(
            "state NOT IN ('verified', 'suspended') OR verified_at IS NOT NULL", name="verified_has_a_date"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    city_id: Mapped[int | None] = mapped_column(ForeignKey("city.id"), index=True)
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    reference: Mapped[str] = mapped_column(unique=True)
    name_ar: Mapped[str | None]
    name_en: Mapped[str | None]
    about_ar: Mapped[str | None]
    about_en: Mapped[str | None]
    kind: Mapped[str] = mapped_column(default=ProviderKind.OTHER)
    languages: Mapped[list[str]] = mapped_column(default=list)
    licence_authority_ar: Mapped[str | None]
    licence_authority_en: Mapped[str | None]
    licence_number: Mapped[str | None]
    licence_expires_on: Mapped[date | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    website: Mapped[str | None]
    state: Mapped[str] = mapped_column(default=ProviderState.APPLIED)
    verified_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    city: Mapped[City | None] = relationship()
    district: Mapped[District | None] = relationship()
    members: Mapped[list[ProviderMember]] = relationship(back_populates="provider")

    @property
    def verified(self) -> bool:
        return self.state == ProviderState.VERIFIED


class ProviderMember(Model):
    """An account that acts for a provider."""

    __tablename__ = "provider_member"
    __privacy__ = About(
        what=_l("Your work for a provider"),
        why=_l("To let those who act for a provider look after its courses."),
        kept=WITH_THE_ACCOUNT,
        at_erasure=AtErasure.DELETE,
        owners=(account_in("account_id"),),
        facts={"provider_id": _l("Provider"), "role": _l("Role"), "since": _l("Since")},
        plain=("account_id",),
    )
    __table_args__ = (one_of("role", MemberRole),)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str]
    since: Mapped[datetime]
    provider: Mapped[Provider] = relationship(back_populates="members")


class ProviderInvitation(Model):
    """That somebody is asked to act for a provider; the mailed link is derived from the handle, and works once."""

    __tablename__ = "provider_invitation"
    __privacy__ = About(
        what=_l("Invitations to act for a provider"),
        why=_l("To let the right person use them once."),
        kept=Kept(_l("7 days.")),
        at_erasure=AtErasure.DELETE,
        owners=(account_in("invited_by"), address_in("email")),
        secret={"email": _l("Address of whoever is invited"), "handle": _l("Number of the request")},
        facts={
            "provider_id": _l("Provider"),
            "role": _l("Role"),
            "created_at": _l("Asked for on"),
            "expires_at": _l("Valid until"),
            "used_at": _l("Used on"),
        },
        others={"invited_by": _l("Who acted")},
        plain=("id", "public_id"),
        place=66,
    )
    __table_args__ = (one_of("role", MemberRole),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    handle: Mapped[str] = mapped_column(unique=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id", ondelete="CASCADE"), index=True)
    role: Mapped[str]
    invited_by: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    email: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    provider: Mapped[Provider] = relationship()


class ProviderChange(Model):
    """What a verified provider wants to be called and licensed as: it waits for the office, who vouched for the old.

    :ivar content: column of the provider → new value; days as `YYYY-MM-DD`.
    """

    __tablename__ = "provider_change"
    __privacy__ = NOBODY
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]
    provider: Mapped[Provider] = relationship()
