"""Places in a file: city and district by slug or by name, and the venue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from catalogue.core.formats import DEFAULT_ZONE
from catalogue.core.reader import LANGUAGES
from catalogue.offerings.exchange import values
from catalogue.offerings.exchange.problems import Findings, quoted
from catalogue.offerings.exchange.refusing import NotTaken
from catalogue.offerings.exchange.values import missing
from catalogue.taxonomy import queries as taxonomy
from catalogue.taxonomy.vocabularies import access_features

NAME_MAX, ADDRESS_MAX = 200, 500
ACCESS = {"yes": "yes", "no": "no", "unknown": "unknown", "true": "yes", "false": "no"}
VENUE_TEXTS = {
    "name": values.bilingual(NAME_MAX),
    "address": values.bilingual(ADDRESS_MAX),
    "was": values.bilingual(NAME_MAX),
}
"""`was`: what a place that is here already is called until now, where it is given another name."""


def read_place(fields: Mapping[str, Any], findings: Findings) -> dict[str, int | None]:
    """`city_id` and `district_id` of what the fields say; a place that is not known is refused."""
    found: dict[str, int | None] = {}
    slug = ""
    try:
        if "city" in fields:
            slug = _slug(fields["city"], "")
            city = taxonomy.city_by_slug(slug)
            if slug and city is None:
                raise NotTaken(_l("There is no city “%(value)s” here.", value=quoted(slug)))
            found["city_id"] = city.id if city else None
    except NotTaken as trouble:
        findings.refuse("city", trouble.message)
        return {}
    try:
        if "district" in fields:
            found["district_id"] = _district(fields["district"], slug)
    except NotTaken as trouble:
        findings.refuse("district", trouble.message)
    return found


def _district(value: Any, city: str) -> int | None:
    slug = _slug(value, city)
    if not slug:
        return None
    if ":" in slug:  # as addresses write it
        city, _colon, slug = slug.partition(":")
    if not city:
        raise NotTaken(_l("A district needs its city."))
    for district in taxonomy.districts(city):
        if district.slug == slug:
            return district.id
    raise NotTaken(_l("There is no district “%(value)s” in this city.", value=quoted(slug)))


def _slug(value: Any, city: str) -> str:
    """The slug itself, or that of the place with this name."""
    if missing(value):
        return ""
    if not isinstance(value, dict):
        return values.word(value)
    names = value.get("name")
    if not isinstance(names, dict):
        raise NotTaken(_l("A place is written as its short name, or as an object with its name."))
    for lang in LANGUAGES:
        name = names.get(lang)
        if isinstance(name, str) and (found := taxonomy.place_names().get((city, taxonomy.plain_name(name)))):
            return found
    raise NotTaken(_l("No place with this name is known here."))


def zone_of(columns: Mapping[str, Any]) -> str:
    """The time zone of the city among these columns, or the default one."""
    wanted = columns.get("city_id")
    return next((city.time_zone for city in taxonomy.cities() if city.id == wanted), DEFAULT_ZONE)


def read_venue(value: Any, findings: Findings) -> dict[str, Any]:
    """The columns of a venue that a run names."""
    if not isinstance(value, dict):
        findings.refuse("venue", _l("This must be an object."))
        return {}
    deeper = findings.at("venue.")
    found: dict[str, Any] = {}
    for name, content in value.items():
        try:
            found.update(_venue_field(name, content, deeper))
        except NotTaken as trouble:
            deeper.refuse(f"venue_{name}" if findings.flat else name, trouble.message, trouble.below)
    if not found.get("name_ar") and not found.get("name_en"):
        findings.refuse("venue", _l("A venue needs a name."))
    return found


def _venue_field(name: str, content: Any, findings: Findings) -> dict[str, Any]:
    if name in VENUE_TEXTS:
        texts = dict.fromkeys(LANGUAGES) if missing(content) else VENUE_TEXTS[name](content)
        return {f"{name}_{lang}": written for lang, written in texts.items()}
    if name in ("latitude", "longitude"):
        return {name: None if missing(content) else _degrees(content, 90 if name == "latitude" else 180)}
    if name == "access":
        return {"access": _access(content)}
    findings.note(quoted(name), _l("This field is not known and was not read."))
    return {}


def _degrees(value: Any, most: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
        raise NotTaken(_l("This must be a number of degrees."))
    return round(float(value), 6)


def _access(value: Any) -> dict[str, str]:
    """Feature → yes, no or unknown."""
    if missing(value):
        return {}
    if not isinstance(value, dict):
        raise NotTaken(_l("This must be an object."))
    found: dict[str, str] = {}
    for key, answer in value.items():
        feature = values.one_of(access_features())(key)
        written = str(answer).strip().casefold()
        if written not in ACCESS:
            raise NotTaken(_l("This is answered with yes, no or unknown."), quoted(key))
        found[feature] = ACCESS[written]
    return dict(sorted(found.items()))
