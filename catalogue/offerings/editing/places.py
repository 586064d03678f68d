"""A place as forms choose it: `city`, or `city:district`."""

from __future__ import annotations

from catalogue.core.formats import DEFAULT_ZONE
from catalogue.taxonomy import queries as taxonomy


def place_fields(key: str) -> dict[str, str]:
    """City and district as the exchange format names them; both emptied where none was chosen."""
    city, _colon, district = key.partition(":")
    return {"city": city, "district": district}


def zone_of(key: str) -> str:
    """The time zone of the place, or the default one."""
    city = taxonomy.city_by_slug(key.partition(":")[0])
    return city.time_zone if city else DEFAULT_ZONE
