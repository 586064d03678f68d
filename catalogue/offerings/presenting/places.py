"""A venue with what it is like for everybody, and where a map shows it."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.core.reader import reader
from catalogue.offerings.models import Venue
from catalogue.offerings.queries import venue_facts
from catalogue.taxonomy.vocabularies import access_features

ACCESS_ICONS = {
    "wheelchair": "accessibility",
    "accessible_parking": "circle-parking",
    "parking": "circle-parking",
    "accessible_toilet": "accessibility",
    "hearing_loop": "ear",
    "childcare": "baby",
    "public_transport": "bus",
    "wifi": "wifi",
    "computer_lab": "monitor-play",
    "workshop_floor": "wrench",
    "cafe": "utensils",
    "library": "library",
}


@dataclass(frozen=True)
class Place:
    """A venue with its access facts: those that are there, those that are not, those nobody has told us."""

    venue: Venue
    there: list[tuple[str, str]]
    missing: list[str]
    unknown: list[str]

    @property
    def directions(self) -> str:
        """Where a map shows the place; the reader opens it, the page itself asks no one."""
        if self.venue.latitude is None or self.venue.longitude is None:
            return ""
        lat, lon = f"{self.venue.latitude:.5f}", f"{self.venue.longitude:.5f}"
        return f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=17/{lat}/{lon}"


def place_of(venue: Venue) -> Place:
    names, lang = access_features(), reader().lang
    facts = venue_facts(venue.access)
    return Place(
        venue=venue,
        there=[(ACCESS_ICONS.get(key, "check"), names[key][lang]) for key in facts.yes],
        missing=[names[key][lang] for key in facts.no],
        unknown=[names[key][lang] for key in facts.unknown],
    )
