"""How the listings of a provider come in: under which conditions, and by which way for the office's list."""

from __future__ import annotations

from catalogue.offerings.filed.rules import FiledBy
from catalogue.offerings.filed.services import Arrival
from catalogue.offerings.services.importing import Options
from catalogue.offerings.uploads.models import Upload
from catalogue.providers.models import Provider


def options_of(provider: Provider, actor_id: int | None, *, dry_run: bool = False) -> Options:
    """What a provider sends is its own, and nothing of an unverified one is published."""
    return Options(
        provider=provider.reference,
        only_provider=True,
        may_enter_providers=False,
        publish=provider.verified,
        dry_run=dry_run,
        pictures=True,
        actor_id=actor_id,
    )


def arrival_of(upload: Upload) -> Arrival:
    return Arrival(upload.provider_id, FiledBy(upload.source), upload.name, upload.id)
