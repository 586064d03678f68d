"""Public offerings with all that lists show of them, read once per version.

The database has the last word: it is asked each time which offerings are public and at which version. Whatever changes
what a list shows, seats included, raises the version in its own transaction (`offerings/stale.py`). Names of cities,
districts and fields are vocabularies, which a process reads once.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app
from sqlalchemy import ColumnElement, and_, bindparam, select

from catalogue.core.newest import Newest
from catalogue.core.statements import rows
from catalogue.offerings.models import Offering
from catalogue.offerings.queries.hydrating import hydrated
from catalogue.offerings.rules import OfferingState
from catalogue.providers.models import Provider
from catalogue.providers.rules import ProviderState

KEPT = "offering_rows"
MOST = 800
"""About 20 kB each."""
Key = tuple[int, str, int]
"""Id, public id (a database may give an id again) and version."""

# Whether they are public is decided here and not by the database: asked for twenty ids and a state, SQLite goes through
# all the offerings of that state.
STATES = (Offering.state, Provider.state.label("of_provider"))
VERSIONS = (
    select(Offering.id, Offering.public_id, Offering.version, *STATES)
    .join(Offering.provider)
    .where(Offering.id.in_(bindparam("ids", expanding=True)))
)


def is_public() -> ColumnElement[bool]:
    """What everybody may see; needs a join with the provider."""
    return and_(Offering.state == OfferingState.PUBLISHED, Provider.state == ProviderState.VERIFIED)


def public_rows(ids: Sequence[int]) -> dict[int, Offering]:
    """Id → offering, of those that are public. The rows belong to no session: they are for reading."""
    kept: Newest[Key, Offering] = current_app.extensions.setdefault(KEPT, Newest(MOST))
    found: dict[int, Offering] = {}
    unknown = []
    for key in rows(VERSIONS, {"ids": ids}):
        if not _public(key.state, key.of_provider):
            continue
        if row := kept.get((key.id, key.public_id, key.version)):
            found[row.id] = row
        else:
            unknown.append(key.id)
    for row in hydrated(unknown):
        if _public(row.state, row.provider.state):
            kept.keep((row.id, row.public_id, row.version), row)
            found[row.id] = row
    return found


def _public(offering: str, provider: str) -> bool:
    return offering == OfferingState.PUBLISHED and provider == ProviderState.VERIFIED
