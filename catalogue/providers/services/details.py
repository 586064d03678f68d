"""What an organisation says of itself: at once, or, where the office has vouched for it, after the office's yes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from catalogue.core import audit
from catalogue.core.db import db, transaction
from catalogue.core.texts import clean
from catalogue.providers import rules
from catalogue.providers.models import Provider, ProviderChange
from catalogue.providers.queries import stamp_of
from catalogue.providers.rules import OWN, REASON_MAX, VOUCHED, ProviderState, ReasonMissing
from catalogue.providers.services.applying import Application
from catalogue.providers.services.people import locked
from catalogue.providers.services.states import ensure_as_seen
from catalogue.providers.services.telling import tell_owners

DAYS = frozenset({"licence_expires_on"})


@transaction
def change_details(
    provider_id: int, about: Application, *, seen: str | None = None, actor_id: int, now: datetime
) -> bool:
    """Keep what the organisation says of itself.

    What is vouched for (`rules.VOUCHED`) changes at once only while nobody has vouched for it yet.

    :param seen: the stamp of what was changed (`queries.stamp_of`); None where nobody looked.
    :returns: whether something waits for the office now.
    :raises DetailsChanged: somebody else has changed it since.
    """
    provider = locked(provider_id)
    rules.ensure_working(provider.state)
    if seen is not None and seen != stamp_of(provider):
        raise rules.DetailsChanged
    said = vars(about)
    wanted = {name: said[name] for name in VOUCHED if said[name] != getattr(provider, name)}
    if provider.state == ProviderState.APPLIED:
        _set(provider, wanted)
        wanted = {}
    if "city_id" in wanted and said["district_id"] != provider.district_id:
        wanted["district_id"] = said["district_id"]
    _set(provider, {name: said[name] for name in OWN if name not in wanted})
    waiting = db.session.get(ProviderChange, provider_id)
    content = {name: value.isoformat() if isinstance(value, date) else value for name, value in wanted.items()}
    if waiting is not None and waiting.content == content:
        return True
    if waiting is not None:
        db.session.delete(waiting)
        db.session.flush()
    if not content:
        if waiting is not None:
            _record(provider_id, "withdrawn", "withdrawn", actor_id, now)
        return False
    db.session.add(ProviderChange(provider_id=provider_id, content=content, asked_at=now))
    _record(provider_id, "waits", "asked for", actor_id, now)
    return True


@transaction
def accept_change(provider_id: int, *, seen: str | None = None, actor_id: int, now: datetime) -> None:
    """The office vouches for the new names and licence too.

    :param seen: the stamp of what was looked at (`queries.stamp_of`); None where nobody looked.
    :raises ChangeDecided: nothing waits. :raises AnotherProviderThanSeen: something else waits now.
    """
    provider, waiting = _waiting(provider_id)
    ensure_as_seen(provider, seen)
    _set(provider, changed(waiting))
    _decided(provider_id, waiting, "accepted", "accepted", actor_id, now)


@transaction
def refuse_change(provider_id: int, reason: str, *, actor_id: int, now: datetime) -> None:
    """Everything stays as it is. :raises ReasonMissing: nothing is said. :raises ChangeDecided: nothing waits."""
    cause = clean(reason)[:REASON_MAX]
    if not cause:
        raise ReasonMissing
    _provider, waiting = _waiting(provider_id)
    _decided(provider_id, waiting, "refused", cause, actor_id, now)


def changed(waiting: ProviderChange) -> dict[str, Any]:
    """Column → the value that is asked for."""
    return {
        name: date.fromisoformat(value) if name in DAYS and value else value for name, value in waiting.content.items()
    }


def _waiting(provider_id: int) -> tuple[Provider, ProviderChange]:
    """:raises ProviderOver: it is closed. :raises ChangeDecided: nothing waits."""
    provider = locked(provider_id)
    rules.ensure_working(provider.state)
    waiting = db.session.get(ProviderChange, provider_id, populate_existing=True)
    if waiting is None:
        raise rules.ChangeDecided
    return provider, waiting


def _decided(provider_id: int, waiting: ProviderChange, after: str, cause: str, actor_id: int, now: datetime) -> None:
    db.session.delete(waiting)
    _record(provider_id, after, cause, actor_id, now)
    payload = {"provider": provider_id, "reason": cause}
    tell_owners(provider_id, f"provider_change_{after}", payload, now)


def _record(provider_id: int, after: str, cause: str, actor_id: int, now: datetime) -> None:
    audit.record("provider_change", provider_id, before=None, after=after, cause=cause, actor_id=actor_id, now=now)


def _set(provider: Provider, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if getattr(provider, name) != value:
            setattr(provider, name, value)
