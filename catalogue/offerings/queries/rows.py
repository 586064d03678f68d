"""Public offerings with all that lists show of them, read once per version.

The database has the last word: it is asked each time which offerings are public and at which version. Whatever changes
what a list shows, seats included, raises the version in its own transaction (`offerings/stale.py`). Names of cities,
districts and fields are vocabularies, which a process reads once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from catalogue.core.db import db
from catalogue.core.newest import Newest
from catalogue.offerings.models import Offering, OfferingTopic, Run, Venue
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
VERSIONS = select(Offering.id, Offering.public_id, Offering.version, *STATES).join(Offering.provider)


def is_public() -> ColumnElement[bool]:
    """What everybody may see; needs a join with the provider."""
    return and_(Offering.state == OfferingState.PUBLISHED, Provider.state == ProviderState.VERIFIED)


def public_rows(ids: Sequence[int]) -> dict[int, Offering]:
    """Id → offering, of those that are public. The rows belong to no session: they are for reading."""
    kept: Newest[Key, Offering] = current_app.extensions.setdefault(KEPT, Newest(MOST))
    found: dict[int, Offering] = {}
    unknown = []
    for key in db.session.execute(VERSIONS.where(Offering.id.in_(ids))):
        if not _public(key.state, key.of_provider):
            continue
        if row := kept.get((key.id, key.public_id, key.version)):
            found[row.id] = row
        else:
            unknown.append(key.id)
    for row in _read(unknown):
        if _public(row.state, row.provider.state):
            kept.keep((row.id, row.public_id, row.version), row)
            found[row.id] = row
    return found


def _public(offering: str, provider: str) -> bool:
    return offering == OfferingState.PUBLISHED and provider == ProviderState.VERIFIED


def _read(ids: Sequence[int]) -> Iterable[Offering]:
    if not ids:
        return ()
    # A session of its own, on the connection of this request: nothing that happens later in it reaches these rows.
    with Session(db.session.connection(), autoflush=False) as reading:
        rows = reading.scalars(_hydrated().where(Offering.id.in_(ids))).all()
        for row in rows:
            for run in row.runs:
                set_committed_value(run, "offering", row)
        reading.expunge_all()
    return rows


def _hydrated() -> Any:
    return (
        select(Offering)
        .join(Offering.provider)
        .options(
            contains_eager(Offering.provider).options(joinedload(Provider.city), joinedload(Provider.district)),
            joinedload(Offering.city),
            selectinload(Offering.topics).joinedload(OfferingTopic.topic),
            selectinload(Offering.runs).options(
                joinedload(Run.city),
                joinedload(Run.district),
                joinedload(Run.venue).joinedload(Venue.district),
                selectinload(Run.sessions),
            ),
        )
    )
