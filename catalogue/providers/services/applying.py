"""An organisation applies to be listed: it has a desk at once, and is seen by nobody until the office verifies it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from catalogue.accounts.models import Account
from catalogue.core import audit
from catalogue.core.db import db, public_id, transaction
from catalogue.providers import rules
from catalogue.providers.models import Provider, ProviderMember
from catalogue.providers.rules import MemberRole, ProviderState


@dataclass(frozen=True)
class Application:
    """What an organisation says of itself; the names of the provider's columns."""

    name_ar: str | None
    name_en: str | None
    about_ar: str | None
    about_en: str | None
    kind: str
    city_id: int | None
    district_id: int | None
    licence_authority_ar: str | None
    licence_authority_en: str | None
    licence_number: str | None
    licence_expires_on: date | None
    email: str | None
    phone: str | None
    website: str | None


@transaction
def apply(about: Application, *, account_id: int, now: datetime) -> str:
    """Enter an application; who sends it becomes the organisation's owner. The same form sent twice is entered once.

    :returns: the provider's public id.
    :raises TooManyApplications: the account has several that nobody has decided yet.
    """
    db.session.execute(select(Account.id).where(Account.id == account_id).with_for_update(key_share=True))
    waiting = (
        select(Provider)
        .join(Provider.members)
        .where(ProviderMember.account_id == account_id, Provider.state == ProviderState.APPLIED)
    )
    known = db.session.scalars(waiting).all()
    for one in known:
        if all(getattr(one, name) == said for name, said in vars(about).items()):
            return one.public_id
    if len(known) >= rules.APPLICATIONS_MOST:
        raise rules.TooManyApplications
    number = public_id()
    provider = Provider(public_id=number, reference=number.lower(), created_at=now, **vars(about))
    db.session.add(provider)
    db.session.flush()
    db.session.add(ProviderMember(provider_id=provider.id, account_id=account_id, role=MemberRole.OWNER, since=now))
    audit.record(
        "provider", provider.id, before=None, after=ProviderState.APPLIED, cause="applied",
        actor_id=account_id, now=now,
    )  # fmt: skip
    return number
