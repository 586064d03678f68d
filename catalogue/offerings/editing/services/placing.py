"""Where a run is held, as its form says it: at a place that is there already, or at one that is described.

What is changed of a place that others use is changed for all of them, or makes a place of its own: whoever changes it
says which. Nothing is left out silently. Within the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from catalogue.core.db import db
from catalogue.core.reader import LANGUAGES
from catalogue.offerings.editing.halls import others_at, stamp_of
from catalogue.offerings.editing.material import moves_others
from catalogue.offerings.editing.rules import PlaceChanged
from catalogue.offerings.exchange.places import read_place
from catalogue.offerings.exchange.problems import Findings
from catalogue.offerings.exchange.shape import Listing
from catalogue.offerings.exchange.writing import venue_fields
from catalogue.offerings.models import Offering, Run, Venue
from catalogue.offerings.services.storing_venues import TAKEN, Venues, differing, is_called
from catalogue.providers.models import Provider

Fields = dict[str, Any]
FOR_ALL, OWN = "all", "own"


@dataclass(frozen=True)
class Place:
    """What somebody did with the place in the form of a run.

    :ivar chosen: public id of a place that is there already; "" where it is described.
    :ivar touched: whether anything of the description was changed, or its district.
    :ivar seen: the stamp of the place where the run is held, as she saw it; None where nobody looked.
    :ivar meant_for: `FOR_ALL` or `OWN`; "" where she did not say.
    """

    chosen: str = ""
    touched: bool = True
    seen: str | None = None
    meant_for: str = ""


def placed(provider: Provider, run: Run | None, fields: Fields, place: Place, findings: Findings) -> Fields:
    """The run's fields with the place that is meant; what is wrong stands in the findings.

    :param findings: at the run.
    :raises PlaceChanged: somebody else has changed its description since.
    Source: docs/rules/publishing.md, rule 18.
    """
    if place.chosen:
        return _brought(provider, place.chosen, fields, findings)
    given = fields.get("venue") or {}
    if not place.touched or not any((given.get("name") or {}).values()):
        return fields
    district_id = read_place(fields, Findings(1)).get("district_id")
    current = _locked(run.venue_id) if run is not None and run.venue_id else None
    if current is not None and current.district_id == district_id:
        if place.seen is not None and place.seen != stamp_of(current):
            raise PlaceChanged
        if current.provider_id == provider.id and others_at(current.id, run.id if run else None):
            return _shared(provider, current, fields, place, findings)
    return fields


def _brought(provider: Provider, chosen: str, fields: Fields, findings: Findings) -> Fields:
    mine = or_(Venue.provider_id == provider.id, Venue.provider_id.is_(None))
    venue = db.session.scalars(select(Venue).where(Venue.public_id == chosen, mine)).one_or_none()
    if venue is None:
        findings.refuse("hall", _l("Choose one of the entries"))
        return fields
    where = {"city": venue.city.slug if venue.city else "", "district": venue.district.slug if venue.district else ""}
    return {**fields, **(where if where["city"] else {}), "venue": venue_fields(venue)}


def _locked(venue_id: int) -> Venue:
    return db.session.get_one(Venue, venue_id, with_for_update={"key_share": True}, populate_existing=True)


def _shared(provider: Provider, current: Venue, fields: Fields, place: Place, findings: Findings) -> Fields:
    """Others use it too."""
    given = fields["venue"]
    if not _differs(given, current):
        return fields
    names = _names(given)
    same = all((names[f"name_{lang}"] or None) == getattr(current, f"name_{lang}") for lang in LANGUAGES)
    if place.meant_for not in (FOR_ALL, OWN):
        findings.refuse("venue_for", _l("Other dates are held at this place too: say for which this change is meant."))
        return fields
    known = None if same else _known(provider, names, current.district_id)
    if place.meant_for == OWN and (known is not None or is_called(current, names)):
        findings.refuse("venue.name", _l("A place of its own needs a name of its own, in each language that has one."))
    elif known is not None and known is not current:
        findings.refuse("venue.name", TAKEN)
    if place.meant_for == OWN or same:
        return fields
    was = {lang: getattr(current, f"name_{lang}") or "" for lang in LANGUAGES}
    return {**fields, "venue": {**given, "was": was}}


def _known(provider: Provider, names: Mapping[str, str], district_id: int | None) -> Venue | None:
    venues = Venues()
    venues.read({provider.id})
    return venues.named(provider.id, names, district_id)


def _names(given: Mapping[str, Any]) -> dict[str, str]:
    return {f"name_{lang}": (given.get("name") or {}).get(lang) or "" for lang in LANGUAGES}


def _differs(given: Mapping[str, Any], venue: Venue) -> bool:
    said: dict[str, Any] = {
        f"{name}_{lang}": (given.get(name) or {}).get(lang) or None
        for name in ("name", "address")
        for lang in LANGUAGES
    }
    return bool(differing(venue, {**said, "access": given.get("access") or {}}))


def ensure_may_move_others(before: Offering | None, listing: Listing, findings: Findings) -> None:
    """What the office does not look at may not change a place at which people of other dates rely.

    :param before: none, or one that people do not see yet: changes of it wait for nobody.
    """
    runs = {run.reference: run for run in before.runs} if before is not None else {}
    for number, wanted in enumerate(listing.runs):
        run = runs.get(wanted.reference)
        if run is not None and moves_others(run, wanted):
            findings.at(f"runs[{number}].").refuse(
                "venue_for",
                _l(
                    "People are enrolled at this place in another listing, so the office looks at such a change first: "
                    "please make it there, or make this a place of its own."
                ),
            )
