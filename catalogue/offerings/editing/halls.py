"""Places where people meet, as the desk asks for them: which there are, who else meets there.

A place is described once, for all dates that are held there, and is known by its name within its district.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from catalogue.core.db import db
from catalogue.offerings.editing.rules import digest
from catalogue.offerings.exchange.writing import venue_fields
from catalogue.offerings.models import Offering, Run, Venue
from catalogue.offerings.rules import AHEAD, OVER, RunState
from catalogue.taxonomy.models import District

SHOWN = 300


def halls_of(provider_id: int) -> Sequence[Venue]:
    """The places to choose from: those of the provider where anything is held, and those that the city describes."""
    own = (Venue.provider_id == provider_id) & exists().where(Run.venue_id == Venue.id)
    found = (
        select(Venue)
        .where(or_(own, Venue.provider_id.is_(None)))
        .options(joinedload(Venue.city), joinedload(Venue.district).joinedload(District.city))
        .order_by(Venue.provider_id.is_(None), Venue.name_ar, Venue.name_en, Venue.id)
        .limit(SHOWN)
    )
    rows = db.session.scalars(found).all()
    own_names = {(name, row.district_id) for row in rows if row.provider_id for name in _names(row)}
    return [row for row in rows if row.provider_id or not own_names & {(name, row.district_id) for name in _names(row)}]


def _names(venue: Venue) -> list[str]:
    return [name for name in (venue.name_ar, venue.name_en) if name]


def others_at(venue_id: int, run_id: int | None) -> Sequence[Run]:
    """Other dates that are held there and not over, with their listings."""
    here = (Run.venue_id == venue_id, Run.id != (run_id or 0), Run.state.in_(AHEAD), Offering.state.not_in(OVER))
    found = select(Run).join(Run.offering).where(*here).options(contains_eager(Run.offering), joinedload(Run.city))
    return db.session.scalars(found.order_by(Run.starts_at, Run.id)).all()


def relied_on_by_others(venue_id: int, run_id: int | None) -> bool:
    """Whether people have a seat or wait in another date that is held there."""
    people = or_(Run.seats_taken > 0, Run.waiting_taken > 0)
    here = (Run.venue_id == venue_id, Run.id != (run_id or 0), Run.state == RunState.SCHEDULED, people)
    return bool(db.session.scalar(select(exists().where(*here))))


def only_here(offering: Offering) -> Sequence[Venue]:
    """The provider's own places where nothing but this listing is held."""
    mine = {run.venue_id for run in offering.runs if run.venue_id}
    elsewhere = exists().where(Run.venue_id == Venue.id, Run.offering_id != offering.id)
    here = (Venue.id.in_(mine), Venue.provider_id == offering.provider_id, ~elsewhere)
    return db.session.scalars(select(Venue).where(*here).order_by(Venue.id)).all()


def stamp_of(venue: Venue) -> str:
    """What tells one description of a place from the next."""
    return digest(json.dumps([venue_fields(venue), venue.district_id], sort_keys=True))
