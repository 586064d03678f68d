"""The places where runs meet, as a listing names them. Within the transaction of the import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from catalogue.core.db import db
from catalogue.core.reader import LANGUAGES
from catalogue.offerings.exchange.problems import Findings
from catalogue.offerings.models import Run, Venue
from catalogue.offerings.relied_on import VENUE, facts_of_place

NAMES, WAS = ("name_ar", "name_en"), ("was_ar", "was_en")
DESCRIBED = (*NAMES, "address_ar", "address_en", "latitude", "longitude", "access")
TAKEN = _l(
    "There is a place of this name already, with another address or access. Please choose it in the list, or give "
    "another name."
)
VenueKey = tuple[int | None, str, str, int | None]


@dataclass
class Touched:
    """Ids of places that are described otherwise now; of those, where people who rely on a place are to be told, with
    what their names and addresses were.
    """

    redescribed: set[int] = field(default_factory=set)
    reworded: dict[int, tuple[Any, ...]] = field(default_factory=dict)


@dataclass
class Venues:
    """The venues that the providers of an import may name, shared ones among them; found by either name."""

    known: dict[VenueKey, Venue] = field(default_factory=dict)
    by_hand: bool = False
    """Somebody fills in a form: what she says of a place is never dropped, nor does it overrule another one unseen."""
    touched: Touched = field(default_factory=Touched)
    """Since this was asked for (`take_touched`)."""

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

    def take_touched(self) -> Touched:
        taken, self.touched = self.touched, Touched()
        return taken


def store_venue(provider_id: int, run: Run, about: Mapping[str, Any], venues: Venues, at: Findings) -> bool:
    """Have the run meet there; nowhere, where nothing is said about it. :returns: whether anything changed.

    :param about: columns of the place; `was_ar` and `was_en` name one that is here and is called otherwise from now on.
    """
    if not about:
        changed, run.venue = run.venue is not None, None
        return changed
    columns = {name: value for name, value in about.items() if name not in WAS}
    venue = _found(provider_id, run, about, venues)
    if venues.by_hand and venue is not run.venue:  # what she leaves empty of a place that is here stays as it is
        columns = {name: value for name, value in columns.items() if value}
    if venue is None:
        venue, changed = _new(provider_id, run, columns, venues), True
    elif venue.provider_id is None:
        venue, changed = _of_the_city(provider_id, run, venue, columns, venues, at)
    elif venues.by_hand and venue is not run.venue:
        changed = False
        if differing(venue, columns):
            at.refuse("venue.name", TAKEN)
    else:
        changed = _set(venue, columns, venues)
    if run.venue is not venue:
        run.venue = venue
        changed = True
    return changed


def is_called(venue: Venue, names: Mapping[str, Any]) -> bool:
    """Whether it has one of these names: it is enough to name a place in one language."""
    return any(names.get(name) and names[name] == getattr(venue, name) for name in NAMES)


def is_meant(run: Run, about: Mapping[str, Any], district_id: int | None) -> bool:
    """Whether this is about the place where the run is held already."""
    venue = run.venue
    if venue is None or venue.district_id != district_id:
        return False
    return is_called(venue, about) or is_called(venue, _was(about))


def differing(venue: Venue, about: Mapping[str, Any]) -> list[str]:
    return [name for name, value in about.items() if getattr(venue, name) != value]


def _was(about: Mapping[str, Any]) -> dict[str, Any]:
    return {name: about.get(was) for name, was in zip(NAMES, WAS, strict=True)}


def _found(provider_id: int, run: Run, about: Mapping[str, Any], venues: Venues) -> Venue | None:
    if run.venue is not None and is_meant(run, about, run.district_id):
        return run.venue
    was = _was(about)
    return venues.named(provider_id, was if any(was.values()) else about, run.district_id)


def _new(provider_id: int, run: Run, columns: Mapping[str, Any], venues: Venues) -> Venue:
    venue = Venue(provider_id=provider_id, city_id=run.city_id, district_id=run.district_id, access={})
    for name, value in columns.items():
        setattr(venue, name, value)
    db.session.add(venue)
    venues.add(venue)
    return venue


def _of_the_city(
    provider_id: int, run: Run, venue: Venue, columns: Mapping[str, Any], venues: Venues, at: Findings
) -> tuple[Venue, bool]:
    """It is described for everybody: who knows better by hand has a place of her own, and a file is told."""
    if not differing(venue, columns):
        return venue, False
    if not venues.by_hand:
        at.note(
            "venue", _l("The learning city describes this place for everybody, so its description was left as it is.")
        )
        return venue, False
    known = {name: getattr(venue, name) for name in DESCRIBED}
    return _new(provider_id, run, {**known, **columns}, venues), True


def _set(venue: Venue, columns: Mapping[str, Any], venues: Venues) -> bool:
    different = differing(venue, columns)
    if venue.id and different:
        venues.touched.redescribed.add(venue.id)
    if venue.id and any(getattr(venue, name) for name in different if name in VENUE.columns):
        venues.touched.reworded.setdefault(venue.id, facts_of_place(venue)[VENUE])
    for name in different:
        setattr(venue, name, columns[name])
    venues.add(venue)
    return bool(different)
