"""The places where runs meet, as a listing names them. Within the transaction of the import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select

from catalogue.core.db import db
from catalogue.core.reader import LANGUAGES
from catalogue.offerings.models import Run, Venue
from catalogue.offerings.relied_on import VENUE

VenueKey = tuple[int | None, str, str, int | None]


@dataclass
class Venues:
    """The venues that the providers of an import may name, shared ones among them; found by either name."""

    known: dict[VenueKey, Venue] = field(default_factory=dict)
    reworded: set[int] = field(default_factory=set)
    """Ids of those that have another name or address since this was asked for (`take_reworded`)."""

    def read(self, provider_ids: set[int]) -> None:
        for venue in db.session.scalars(
            select(Venue)
            .where(or_(Venue.provider_id.in_(provider_ids), Venue.provider_id.is_(None)))
            .order_by(Venue.id.desc())
        ):
            self.add(venue)

    def add(self, venue: Venue) -> None:
        for lang in LANGUAGES:
            if name := getattr(venue, f"name_{lang}"):
                self.known[(venue.provider_id, lang, name, venue.district_id)] = venue

    def named(self, provider_id: int, about: Mapping[str, Any], district_id: int | None) -> Venue | None:
        for owner in (provider_id, None):
            for lang in LANGUAGES:
                name = about.get(f"name_{lang}") or ""
                if found := self.known.get((owner, lang, name, district_id)):
                    return found
        return None

    def take_reworded(self) -> set[int]:
        taken, self.reworded = self.reworded, set()
        return taken


def store_venue(provider_id: int, run: Run, about: Mapping[str, Any], venues: Venues) -> bool:
    """Have the run meet there; nowhere, where nothing is said about it. :returns: whether anything changed."""
    venue = _described(provider_id, run, about, venues) if about else None
    changed = venue is not None and _set(venue, about, venues)
    if run.venue is not venue:
        run.venue = venue
        changed = True
    return changed


def _described(provider_id: int, run: Run, about: Mapping[str, Any], venues: Venues) -> Venue:
    venue = venues.named(provider_id, about, run.district_id)
    if venue is None:
        venue = Venue(provider_id=provider_id, city_id=run.city_id, district_id=run.district_id, access={})
        for name, value in about.items():
            setattr(venue, name, value)
        db.session.add(venue)
        venues.add(venue)
    return venue


def _set(venue: Venue, about: Mapping[str, Any], venues: Venues) -> bool:
    """A shared venue is not one provider's to describe."""
    if venue.provider_id is None:
        return False
    different = [name for name, value in about.items() if getattr(venue, name) != value]
    if venue.id and any(getattr(venue, name) for name in different if name in VENUE.columns):
        venues.reworded.add(venue.id)
    for name in different:
        setattr(venue, name, about[name])
    return bool(different)
