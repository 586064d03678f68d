"""What becomes of a provider: entered by the operator, verified, rejected, suspended, closed. Its owners are told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from catalogue.core import audit
from catalogue.core.db import db, transaction
from catalogue.core.texts import clean
from catalogue.providers.models import Provider
from catalogue.providers.queries import stamp_of
from catalogue.providers.rules import (
    REASON_MAX,
    AnotherProviderThanSeen,
    ProviderCannotBecome,
    ProviderState,
    ReasonMissing,
    ensure_may_become,
)
from catalogue.providers.services.people import locked
from catalogue.providers.services.telling import tell_owners

VERIFIED, LIFTED = "verified", "provider_lifted"
"""The cause that is recorded where nobody gives a reason; the kind of the mail about a suspension that was lifted."""


@transaction
def enter_verified(reference: str, about: dict[str, Any], *, cause: str, now: datetime) -> int:
    """Enter a provider that the operator vouches for.

    :param about: columns of the provider; without a name the reference stands in its place.
    :returns: its id.
    """
    provider = Provider(reference=reference, state=ProviderState.VERIFIED, created_at=now)
    for name, value in {"verified_at": now, **about}.items():
        setattr(provider, name, value)
    if not provider.name_ar and not provider.name_en:
        provider.name_en = reference
    db.session.add(provider)
    db.session.flush()
    audit.record(
        "provider", provider.id, before=None, after=ProviderState.VERIFIED, cause=cause, actor_id=None, now=now
    )
    return provider.id


@transaction
def verify(provider_id: int, *, seen: str | None = None, actor_id: int | None, now: datetime) -> None:
    """Let a provider that applied be seen.

    :param seen: the stamp of what was looked at (`queries.stamp_of`); None where nobody looked.
    :raises AnotherProviderThanSeen: it says something else of itself now.
    """
    ensure_as_seen(locked(provider_id), seen)
    _move(provider_id, ProviderState.VERIFIED, VERIFIED, actor_id, now)


def ensure_as_seen(provider: Provider, seen: str | None) -> None:
    """:raises AnotherProviderThanSeen: it says something else of itself than what the office has looked at."""
    if seen is not None and seen != stamp_of(provider):
        raise AnotherProviderThanSeen


def reject(provider_id: int, reason: str, *, actor_id: int | None, now: datetime) -> None:
    """Refuse an application. :raises ReasonMissing: nothing is said that the provider could go by."""
    _move(provider_id, ProviderState.REJECTED, _reason(reason), actor_id, now)


def suspend(provider_id: int, reason: str, *, actor_id: int | None, now: datetime) -> None:
    """Hide a provider and all its offerings for a while. :raises ReasonMissing: nothing is said."""
    _move(provider_id, ProviderState.SUSPENDED, _reason(reason), actor_id, now)


@transaction
def lift(provider_id: int, reason: str, *, seen: str | None = None, actor_id: int | None, now: datetime) -> None:
    """End a suspension: everything is seen again as it was. It stays verified since when it was.

    :raises ReasonMissing: nothing is said. :raises AnotherProviderThanSeen: as for `verify`.
    """
    said = _reason(reason)
    ensure_as_seen(locked(provider_id), seen)
    _move(provider_id, ProviderState.VERIFIED, said, actor_id, now, lifting=True)


def close(provider_id: int, reason: str, *, actor_id: int | None, now: datetime) -> None:
    """Hide a provider for good. :raises ReasonMissing: nothing is said."""
    _move(provider_id, ProviderState.CLOSED, _reason(reason), actor_id, now)


def _reason(typed: str) -> str:
    reason = clean(typed)[:REASON_MAX]
    if not reason:
        raise ReasonMissing
    return reason


@transaction
def _move(
    provider_id: int, after: ProviderState, cause: str, actor_id: int | None, now: datetime, *,
    lifting: bool = False,
) -> None:  # fmt: skip
    """:raises NotFound: there is none. :raises ProviderCannotBecome: MODEL knows no such step."""
    provider = locked(provider_id)
    before = ProviderState(provider.state)
    ensure_may_become(before, after)
    if after is ProviderState.VERIFIED and lifting != (before is ProviderState.SUSPENDED):
        raise ProviderCannotBecome(before=before, after=after)  # to lift a suspension is not to verify
    provider.state = after
    if after is ProviderState.VERIFIED and not lifting:
        provider.verified_at = now
    audit.record("provider", provider.id, before=before, after=after, cause=cause, actor_id=actor_id, now=now)
    kind = LIFTED if lifting else f"provider_{after}"
    tell_owners(provider.id, kind, {"provider": provider.id, "reason": cause}, now)
